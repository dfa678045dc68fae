"""Harbor: the same chance under every strategy, a truth that is known, and an export that reveals only what it should."""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest

from stepdown.cli import main
from stepdown.simulate.harbor.block import blocks
from stepdown.simulate.harbor.course import COMPLETED, DIED, INCARCERATED, LEFT, NEVER
from stepdown.simulate.harbor.export import TABLES, write_export
from stepdown.simulate.harbor.strategy import Strategy
from stepdown.simulate.harbor.symptoms import scores
from stepdown.simulate.harbor.truth import true_effects
from stepdown.simulate.harbor.world import load_world

WORLD = load_world()


@pytest.fixture(scope="module")
def block():
    return next(blocks(WORLD, 2000))


@pytest.fixture(scope="module")
def course(block):
    return block.course()


@pytest.fixture(scope="module")
def truths():
    return {"planted": true_effects(WORLD, 8000), "null": true_effects(WORLD.null(), 8000)}


def test_the_first_people_do_not_depend_on_how_many_follow():
    few, many = next(blocks(WORLD, 50)), next(blocks(WORLD, 3000))
    for name in dataclasses.asdict(few.people):
        assert np.array_equal(getattr(few.people, name), getattr(many.people, name)[:50])


def test_another_seed_gives_other_people():
    other = next(blocks(WORLD.model_copy(update={"seed": 2}), 50))
    assert not np.array_equal(other.people.age, next(blocks(WORLD, 50)).people.age)


def test_everybody_ends_treatment_once_for_one_reason(course):
    assert set(np.unique(course.end_reason)) <= {COMPLETED, LEFT, INCARCERATED, DIED}
    last = np.where(course.phase_end < NEVER, course.phase_end, -1).max(axis=1)
    assert np.array_equal(last, course.end_day)
    assert (course.phase_end >= course.phase_start).all()


def test_nobody_uses_in_24_hour_care_or_after_death(course):
    contained = np.array(WORLD.column("contained"))
    weeks = course.level_of_week.shape[1]
    inside = (course.level_of_week >= 0) & contained[course.level_of_week]
    assert not (course.use_day[:, :weeks] >= 0)[inside].any()
    assert (course.use_day <= course.death_day[:, None]).all()


def test_family_and_aftercare_come_only_while_they_can(course, block):
    came = course.family_day < NEVER
    assert block.people.relative[came].all()
    assert (course.family_day[came] < course.end_day[came]).all()
    assert (course.aftercare_day > course.end_day).all()


@pytest.mark.parametrize(("way", "early"), [("start", True), ("none", False)])
def test_a_strategy_of_aftercare_is_followed_by_all_who_can(block, way, early):
    followed = block.course(Strategy(aftercare=way, grace=14))
    lived = (followed.death_day > followed.end_day + 14) & (followed.end_reason != INCARCERATED)
    assert np.array_equal(
        followed.aftercare_day[lived] - followed.end_day[lived] <= 14, np.full(lived.sum(), early)
    )


def test_aftercare_changes_nothing_before_it_starts(block):
    start, none = (block.course(Strategy(aftercare=way)) for way in ("start", "none"))
    assert np.array_equal(start.end_day, none.end_day)
    first = np.minimum(start.aftercare_day, none.aftercare_day)[:, None]
    before = start.use_day < first
    assert np.array_equal(
        np.where(before, start.use_day, -1), np.where(none.use_day < first, none.use_day, -1)
    )


def test_a_null_world_has_no_effect_on_use_symptoms_aftercare_or_family(truths):
    for name, found in truths["null"].items():
        if ("left_by_90" in name and "family" not in name) or "cost" in name:
            continue  # a short phase has less time to be left, and levels have their prices
        assert abs(found["truth"]) <= max(4 * found["monte_carlo_error"], 1e-12), name


def test_a_screen_of_the_first_days_is_positive_only_after_use(block, course):
    from stepdown.simulate.harbor.observe import screens

    rows = screens(WORLD, course, block.draws)
    early = (rows.columns["day"] <= 3) & rows.columns["positive"]
    used = course.used_between(0, 3)
    assert early.any()
    assert used[rows.who[early]].all()


@pytest.mark.parametrize("way", ["start", "none"])
def test_a_strategy_of_stepping_down_is_followed_by_all_who_can(block, way):
    followed = block.course(Strategy(step_down=way, grace=30))
    iop = WORLD.names.index("intensive_outpatient")
    first_end, inside = followed.phase_end[:, 0], followed.level >= 3
    in_time = inside & (first_end <= 30) & (followed.phase_reason[:, 0] <= 1)  # as planned, not cut short
    assert in_time.sum() > 100
    assert ((followed.phase_level[in_time, 1] == iop) == (way == "start")).all()
    if way == "start":
        assert (first_end[inside] <= 30).all()


def test_the_planted_effects_are_there(truths):
    planted = truths["planted"]
    for name, sign in (
        ("intensive_outpatient_vs_outpatient/left_by_90/ato", -1),
        ("intensive_outpatient_vs_outpatient/abstinent_month_6/ato", 1),
        ("under_placed_vs_matched/abstinent_month_6/ate", -1),
        ("aftercare_by_14_vs_none/use_by_90/ate", -1),
        ("family_by_30_vs_none/left_by_90/ate", -1),
    ):
        assert sign * planted[name]["truth"] > 4 * planted[name]["monte_carlo_error"], name


def test_a_null_world_keeps_its_biases():
    block = next(blocks(WORLD.null(), 2000))
    course = block.course()
    severity = block.people.severity
    assert severity[course.level >= 3].mean() > severity[course.level == 0].mean() + 0.3
    started = (course.aftercare_day < NEVER).astype(float)
    used_soon = course.used_between(course.end_day + 1, course.end_day + 7)
    assert started[~used_soon].mean() > started[used_soon].mean() + 0.02


def test_scores_are_whole_points_within_range_and_intake_is_what_placement_saw(block, course):
    points = scores(WORLD, block.people, course, block.draws)
    assert np.array_equal(points[:, 0, 0], block.people.phq9)
    assert points.min() >= 0
    assert (points.max(axis=(0, 1)) <= [27, 21, 80, 12, 24]).all()


def test_the_export_is_the_same_every_time_and_every_row_belongs_to_a_client(tmp_path):
    world = WORLD.model_copy(update={"people": 300})
    rows = write_export(world, tmp_path / "a")
    write_export(world, tmp_path / "b")
    clients = set(pl.read_csv(tmp_path / "a" / "clients.csv")["client"])
    assert len(clients) == 300
    assert sorted(rows) == sorted(f"{name}.csv" for name in TABLES)
    for name in rows:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
        table = pl.read_csv(tmp_path / "a" / name, infer_schema=False)
        assert len(table) == rows[name]
        assert set(table["client"]) <= clients


def test_the_export_does_not_tell_what_would_have_happened(tmp_path):
    write_export(WORLD.model_copy(update={"people": 200}), tmp_path, dirt=False)
    columns = {
        column for name in TABLES for column in pl.read_csv(tmp_path / f"{name}.csv", n_rows=1).columns
    }
    assert not columns & {"severity", "latent", "probability", "engagement"}


def test_a_clean_export_has_no_row_twice_and_a_dirty_one_has(tmp_path):
    world = WORLD.model_copy(update={"people": 1500})
    clean, dirty = (
        write_export(world, tmp_path / "clean", dirt=False),
        write_export(world, tmp_path / "dirty"),
    )
    assert all(dirty[name] >= clean[name] for name in clean)
    assert dirty["services.csv"] > clean["services.csv"]
    clients = pl.read_csv(tmp_path / "clean" / "clients.csv")
    assert clients.n_unique() == len(clients)


def test_the_command_writes_the_export_its_sums_and_its_truth(tmp_path, capsys):
    options = ["--out", str(tmp_path), "--people", "200", "--truth-people", "2000", "--null"]
    assert main(["simulate", *options]) == 0
    assert "clients.csv" in capsys.readouterr().out
    assert {"SHA256SUMS", "truth.json", "services.csv"} <= {path.name for path in tmp_path.iterdir()}


def test_a_misspelled_world_is_refused_with_its_lines(tmp_path, capsys):
    from stepdown.simulate.harbor.world import DEFAULT

    text = (
        DEFAULT.read_text(encoding="utf-8")
        .replace("  family: ", "  famly: ")
        .replace("sites: 12", "sites: twelve")
    )
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["simulate", "--world", str(tmp_path / "mine.yaml"), "--out", str(tmp_path / "out")])
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "Did you mean family?" in said
    assert "It should be a whole number; it is text." in said
    assert not (tmp_path / "out").exists()
