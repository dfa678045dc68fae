"""Harbor's calibration in short: told from what happened as from its records, and right where the naive answer is wrong."""

from __future__ import annotations

import calibrate_harbor
import calibrate_harbor_loss
import harbor_frames
import harbor_records
import numpy as np
import pytest
import worlds as many

from stepdown.simulate.harbor.block import blocks
from stepdown.simulate.harbor.course import INCARCERATED, NEVER
from stepdown.simulate.harbor.truth_questions import QUESTIONS
from stepdown.simulate.harbor.world import load_world

PEOPLE, FEW = 2000, 500


@pytest.fixture(scope="module")
def rows():
    """Two planted worlds and two null ones, against truths from few people."""
    patch = pytest.MonkeyPatch()
    patch.setattr(calibrate_harbor, "TRUTH_PEOPLE", 10_000)
    worlds = [calibrate_harbor.one_world(number, PEOPLE) for number in range(4)]
    truths = calibrate_harbor.truths()
    patch.undo()
    calibrate_harbor.truths.cache_clear()
    return {
        row["estimator"]: row | _distance(row["estimator"], worlds, truths)
        for row in many.summarize(worlds, truths)
    }


def _distance(name: str, worlds: list, truths: dict) -> dict[str, float]:
    """How many standard errors the mean estimate lies from the truth, whose own error counts."""
    found = [world[name] for world in worlds if name in world]
    truth, truth_error = truths[found[0][0]]
    estimate, error = np.array([row[1:3] for row in found]).T
    spread = np.sqrt((error**2).sum()) / len(found)
    return {"distance": (estimate.mean() - truth) / np.hypot(spread, truth_error)}


def _primary(name: str) -> bool:
    return "naive" not in name and "standardization" not in name


def test_every_question_with_a_truth_has_a_primary_and_a_naive_row(rows):
    for question, asked in QUESTIONS.items():
        if question == "g06_weeks_received":
            continue  # calibrate_weeks has it
        own = [name for name in rows if name.removeprefix(calibrate_harbor.NULL).startswith(question)]
        # Where nothing has an effect, a hazard ratio without a truth of its own is 1.
        expected = bool(asked.truths) or question == "g07_hours_delivered"
        # So few employed people start in inpatient care that a small world often has no propensity for them.
        assert any(map(_primary, own)) == expected or question == "g12_keeping_a_job", question
        assert any("naive" in name for name in own) == expected, question


def test_what_may_be_stated_is_near_the_truth(rows):
    far = {name: row["distance"] for name, row in rows.items()
           if _primary(name) and row["stated"] == 1 and abs(row["distance"]) > 4.5}  # fmt: skip
    assert far == {}


@pytest.mark.parametrize(
    "name",
    ["leaving_iop_or_op: naive", "depression_iop_or_op: naive", "abstinence_iop_or_op_by_housing: naive",
     "family_by_30: naive", "aftercare_by_14, day 90: naive"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["", calibrate_harbor.NULL])
def test_the_naive_answer_is_far_from_it(rows, kind, name):
    assert abs(rows[kind + name]["distance"]) > 3


def test_where_nothing_helps_the_naive_hazard_ratio_of_aftercare_is_far_below_1(rows):
    naive = rows["null world; aftercare_by_14: naive Cox model, log hazard ratio"]
    weighted = rows["null world; aftercare_by_14: clone, censor, weight, log risk ratio"]
    assert naive["bias"] < np.log(0.75)
    assert naive["coverage"] == 0
    assert abs(weighted["bias"]) < 0.03


@pytest.fixture(scope="module")
def reached():
    """Harbor, with everybody reached at every interview."""
    world = load_world()
    return world.model_copy(
        update={"people": FEW, "biases": world.biases.model_copy(update={"followup": 60.0})}
    )


def test_frames_of_what_happened_are_those_of_the_records_where_everybody_is_reached(reached):
    """Not alike: who is in jail is not asked, and what began in withdrawal management counts its days from there."""
    plan = calibrate_harbor.harbor_plan()
    told = harbor_records.frames(plan, reached, 0, FEW, dirt=False)
    unasked = _never_asked(reached)
    for ours, theirs in zip(harbor_frames.frames(plan, reached, 0, FEW), told, strict=True):
        one, other = (frame.people.set_index("person_id") for frame in (ours, theirs))
        assert list(one.index) == list(other.index), ours.question.id
        known = one.index.difference(unasked)
        if ours.question.outcome.shape == "time_to_event":
            known = one.index[(one["detox_need"] == "low") & one.index.isin(known)]
        columns = [
            name for name in ("exposure", "event", "cause", "value", *ours.question.adjustment) if name in one
        ]
        for column in columns:
            same = _words(one.loc[known, column]) == _words(other.loc[known, column])
            assert same.mean() > 0.985, (ours.question.id, column)
        if "event" in one:
            happened = [_words(frame.loc[known, "event"]) == "True" for frame in (one, other)]
            both = known[happened[0] & happened[1]]
            days = [frame.loc[both, "day"].to_numpy(float) for frame in (one, other)]
            assert (days[0] == days[1]).mean() > 0.985, ours.question.id


def _words(values) -> np.ndarray:
    return values.astype("string").fillna("unknown").to_numpy(str)


def _never_asked(world) -> set[str]:
    """Who went to jail or died."""
    found: set[str] = set()
    for block in blocks(world):
        course = block.course()
        gone = (course.end_reason == INCARCERATED) | (course.death_day < NEVER)
        found |= {f"H{block.first + place + 1:06d}" for place in np.flatnonzero(gone)}
    return found


def test_what_loss_does_is_asked_of_the_whole_way_of_a_study():
    world = calibrate_harbor_loss.one_world(0, FEW)
    assert {name.split(":")[0].split(",")[0] for name in world} >= {"leaving_iop_or_op", "aftercare_by_14"}
    truths = {effect for effect, *_ in world.values()}
    assert all("/" in effect for effect in truths)
