"""One row a person: the published HELP table gives the answers that the HELP adapter gives."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from stepdown.answers.answer import answer_question
from stepdown.answers.frame import baseline_scores, build_frame
from stepdown.cohort.clocks import zero_table
from stepdown.cohort.eligibility import build_cohort
from stepdown.errors import PlanError, RecordError, SourceError
from stepdown.plan.check import check_plan_file
from stepdown.plan.load import load_plan
from stepdown.records.adapters import read_source, vocabulary_of
from stepdown.records.adapters.wide_parts.settings import Settings
from stepdown.records.guard.findings import IdentifierError
from stepdown.records.ingest import ingest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def example() -> dict:
    """The `source` block of config/wide_example.yaml, with the path made absolute."""
    block = yaml.safe_load((ROOT / "config/wide_example.yaml").read_text(encoding="utf-8"))["source"]
    return block | {"path": str(ROOT / block["path"])}


def records(block: dict) -> dict[str, pd.DataFrame]:
    settings = Settings(**block)
    return {name: t.kept for name, t in ingest(read_source(settings), vocabulary_of(settings)).items()}


@pytest.fixture
def table(tmp_path):
    """Write a small wide table and give the source block that reads it."""

    def write(text: str, **others) -> dict:
        (tmp_path / "wide.csv").write_text(text, encoding="utf-8")
        block = {
            "adapter": "wide",
            "path": str(tmp_path),
            "file": "wide.csv",
            "persons": {"arm": {"column": "arm", "levels": {1: "new", 2: "old"}}},
            "events": {
                "relapse": {
                    "time": "weeks",
                    "status": "cens",
                    "unit": "weeks",
                    # Inverted: here 1 means that the person was censored.
                    "codes": {0: "event", 1: "censored", 3: "competing"},
                    "noun": "relapse",
                    "had": "had relapsed",
                    "free": "had not relapsed",
                }
            },
        }
        return block | others

    return write


def test_the_example_and_the_help_adapter_tell_of_the_same_days(example):
    plan = load_plan(ROOT / "config/help.yaml")
    source = plan.source.model_copy(update={"path": str(ROOT / plan.source.path)})
    ours = records(example)["events"]
    theirs = {name: t.kept for name, t in ingest(read_source(source), vocabulary_of(source)).items()}
    linkage = ours[ours["event"] == "linkage"]
    dated = theirs["aftercare"][theirs["aftercare"]["kind"] == "primary_care"]
    assert sorted(zip(linkage["day"], linkage["status"] == "event", strict=True)) == sorted(
        zip(dated["day"].astype(float), dated["received"], strict=True)
    )


def test_units_and_inverted_and_competing_codes_are_said_in_the_plan(table):
    events = records(table("arm,weeks,cens\n1,2,0\n2,4,1\n1,1,3\n"))["events"]
    assert events["day"].tolist() == [14.0, 28.0, 7.0]
    assert events["status"].tolist() == ["event", "censored", "competing"]


def test_a_code_that_no_recode_covers_sends_its_row_to_quarantine_and_counts_reconcile(table):
    settings = Settings(**table("arm,weeks,cens\n1,2,0\n7,4,1\n1,x,0\n2,5,8\n"))
    source = read_source(settings)
    persons = ingest(source, vocabulary_of(settings))["persons"]
    assert (persons.rows_read, len(persons.kept), len(persons.quarantined)) == (4, 1, 3)
    unmapped = source.mapping.value_table().query("became == 'UNMAPPED'")
    assert set(unmapped["column"]) == {"arm", "cens"}


def test_every_absent_column_is_named_at_once(table):
    with pytest.raises(SourceError) as refused:
        records(table("arn,week,cens\n1,2,0\n"))
    assert len(refused.value.problems) == 2
    assert "Did you mean arn?" in str(refused.value)


def test_an_identifier_in_an_unused_column_is_refused_without_its_value(table):
    with pytest.raises(IdentifierError) as refused:
        records(table("arm,weeks,cens,note\n1,2,0,\n2,4,1,zqx@example.org\n"))
    assert "note" in str(refused.value) and "zqx" not in str(refused.value)


def test_a_waiver_with_a_reason_lets_a_column_in(table):
    text = "arm,weeks,cens,note\n1,2,0,\n2,4,1,zqx@example.org\n"
    waiver = {"column": "note", "reason": "made up for this test"}
    assert len(records(table(text, waivers=[waiver]))["persons"]) == 2


def test_a_waiver_of_a_column_that_the_file_does_not_have_is_told_with_the_nearest(table):
    text = "arm,weeks,cens,note\n1,2,0,\n2,4,1,zqx@example.org\n"
    waiver = {"column": "Notes", "reason": "made up for this test"}
    with pytest.raises(IdentifierError) as refused:
        records(table(text, waivers=[waiver]))
    assert "Did you mean note?" in str(refused.value), "told together with what it failed to let in"
    with pytest.raises(SourceError, match="no file has it"):
        records(table("arm,weeks,cens\n1,2,0\n2,4,1\n", waivers=[waiver]))


def test_quarters_may_stay_in_a_limited_data_set_only(table):
    text = "arm,weeks,cens,when\n1,2,0,2019 Q1\n2,4,1,2019 Q4\n"
    with pytest.raises(IdentifierError, match="limited data set"):
        records(table(text))
    agreement = {"agreement": "Agreement 12 with the county, 2024"}
    assert len(records(table(text, limited_data_set=agreement))["persons"]) == 2
    with pytest.raises(ValueError, match="at least 10"):
        Settings(**table(text, limited_data_set={"agreement": "yes"}))


def test_record_numbers_are_hashed_the_same_way_each_time(table):
    text = "mrn,arm,weeks,cens\n88160042,1,2,0\n40012977,2,4,1\n71630055,1,5,1\n"
    first, second = (records(table(text, person="mrn"))["persons"]["person_id"] for _ in range(2))
    assert first.tolist() == second.tolist()
    assert not set(first) & {"88160042", "40012977", "71630055"}


def test_yaml_that_reads_yes_as_true_is_told_to_quote_it(tmp_path):
    text = (ROOT / "config/wide_example.yaml").read_text(encoding="utf-8")
    plan = tmp_path / "wide_example.yaml"
    plan.write_text(
        text.replace('{"no": control, "yes": clinic}', "{no: control, yes: clinic}"), encoding="utf-8"
    )
    with pytest.raises(PlanError, match="quotes"):
        load_plan(plan)


# ---- the example gives the numbers of the HELP adapter


def linkage_answer(path: Path):
    """Estimates and curves of `linkage_by_arm`, computed in memory."""
    plan = load_plan(path)
    source = plan.source.model_copy(update={"path": str(ROOT / plan.source.path)})
    vocabulary = vocabulary_of(source)
    tables = {name: t.kept for name, t in ingest(read_source(source), vocabulary).items()}
    scores = baseline_scores(tables["assessments"])
    persons = tables["persons"].merge(scores, left_on="person_id", right_index=True, how="left")
    cohort, _ = build_cohort(persons, plan.populations)
    question = plan.question("linkage_by_arm")
    outcome = question.outcome.derive(tables)
    frame = build_frame(plan, question, vocabulary, cohort, outcome, tables["aftercare"], zero_table({}))
    return answer_question(frame)


def test_the_example_gives_the_estimates_of_the_help_adapter():
    ours, theirs = (linkage_answer(ROOT / "config" / name) for name in ("wide_example.yaml", "help.yaml"))
    for method in ("kaplan_meier", "rmst", "cox"):
        mine = ours.estimates[ours.estimates["method"] == method].reset_index(drop=True)
        known = theirs.estimates[theirs.estimates["method"] == method].reset_index(drop=True)
        assert len(mine) == len(known) > 0
        numbers = mine.select_dtypes("number").columns
        assert len(numbers) >= 4
        pd.testing.assert_frame_equal(mine[numbers], known[numbers], rtol=0, atol=1e-12, check_dtype=False)
    pd.testing.assert_frame_equal(ours.curves, theirs.curves, rtol=0, atol=1e-12, check_dtype=False)


def test_every_row_of_the_example_is_kept_or_told(example):
    settings = Settings(**example)
    source = read_source(settings)
    tables = ingest(source, vocabulary_of(settings))
    assert source.files[0].rows_read == source.files[0].rows_used == len(tables["persons"].kept) == 470
    # Two people were asked for the day of first use and did not know it.
    assert tables["events"].quarantined["reason"].tolist() == ["day is missing"] * 2
    used = source.mapping.column_table().set_index("column")["became"]
    assert used["daysanysub"] == "time.first_use"
    assert used["mcs"] == ""


def test_the_word_for_missing_of_one_column_is_missing(example):
    substance = records(example)["persons"]["primary_substance"]
    assert substance.isna().sum() == 1
    assert set(substance.dropna()) == {"alcohol", "cocaine", "heroin"}


def test_readers_meet_the_levels_in_the_order_of_the_plan(example):
    vocabulary = vocabulary_of(Settings(**example))
    assert list(vocabulary.persons["arm"].levels.items()) == [
        ("control", "usual care"),
        ("clinic", "linkage clinic"),
    ]
    assert vocabulary.persons["age"].step == 10 and not vocabulary.persons["age"].is_categorical
    assert vocabulary.events["linkage"].good and not vocabulary.events["first_use"].good


# ---- times, statuses and repeated measures

MOOD = {"label": "Mood", "lowest": 0, "highest": 30, "good_direction": "lower"}


@pytest.mark.parametrize(("unit", "day"), [("days", 2.0), ("weeks", 14.0), ("months", 60.875)])
def test_durations_become_days(unit, day, table):
    block = table("arm,weeks,cens\n1,2,0\n")
    block["events"]["relapse"]["unit"] = unit
    assert records(block)["events"]["day"].tolist() == [day]


def test_a_time_without_its_status_is_told_and_neither_is_not_known(table):
    settings = Settings(**table("arm,weeks,cens\n1,2,\n2,,1\n1,,\n2,3,0\n"))
    events = ingest(read_source(settings), vocabulary_of(settings))["events"]
    assert sorted(events.quarantined["reason"]) == ["day is missing", "status is missing"]
    assert (events.rows_read, len(events.kept)) == (3, 1)


def test_a_negative_time_goes_to_quarantine(table):
    settings = Settings(**table("arm,weeks,cens\n1,-2,0\n2,3,0\n"))
    events = ingest(read_source(settings), vocabulary_of(settings))["events"]
    assert events.quarantined["reason"].tolist() == ["day is below 0"]


def test_only_an_event_with_a_competing_code_competes(table):
    block = table("arm,weeks,cens\n1,2,0\n")
    assert vocabulary_of(Settings(**block)).events["relapse"].competes
    block["events"]["relapse"]["codes"] = {0: "event", 1: "censored"}
    assert not vocabulary_of(Settings(**block)).events["relapse"].competes


def test_repeated_measures_become_waves_with_baseline_first(table):
    measures = {"mood": MOOD | {"columns": {180: "m6", 0: "m0", 90: "m3"}}}
    block = table("arm,weeks,cens,m0,m3,m6\n1,2,0,20,,11\n2,4,1,25,31,\n", measures=measures)
    settings = Settings(**block)
    assert vocabulary_of(settings).waves == {1: 90, 2: 180}
    tables = ingest(read_source(settings), vocabulary_of(settings))
    kept = tables["assessments"].kept[["person_id", "wave", "day", "total"]]
    assert kept.values.tolist() == [["row-1", 0, 0, 20.0], ["row-1", 2, 180, 11.0], ["row-2", 0, 0, 25.0]]
    assert tables["assessments"].quarantined["reason"].tolist() == ["total is outside the range of mood"]
    follow_up = tables["follow_up"].kept[["person_id", "wave", "due_day", "status"]]
    assert follow_up.values.tolist() == [
        ["row-1", 1, 90, "not_reached"],
        ["row-1", 2, 180, "reached"],
        ["row-2", 1, 90, "reached"],
        ["row-2", 2, 180, "not_reached"],
    ]


def test_a_measure_without_baseline_starts_at_wave_one(table):
    measures = {"mood": MOOD | {"columns": {90: "m3"}}}
    found = records(table("arm,weeks,cens,m3\n1,2,0,20\n", measures=measures))
    assert found["assessments"]["wave"].tolist() == [1]


def test_a_table_without_covariates_still_has_its_people(table):
    found = records(table("arm,weeks,cens\n1,2,0\n2,4,1\n", persons={}))
    assert len(found["persons"]) == len(found["events"]) == 2


# what | keys of the source block | words of the refusal
REFUSED = {
    "a code that becomes no status": (
        {"events": {"x": {"time": "a", "status": "b", "codes": {1: "evnt"}, "noun": "x", "had": "x", "free": "x"}}},
        "a code becomes one of: event, censored, competing",
    ),
    "a day before baseline": (
        {"measures": {"mood": MOOD | {"columns": {-30: "m"}}}},
        "no measurement can be due before it",
    ),
    "the key among the covariates": ({"persons": {"person_id": "id"}}, "name its column under source.person"),
    "an unquoted no": ({"persons": {"arm": {"column": "arm", "levels": {False: "old"}}}}, "put it in quotes"),
    "no codes": (
        {"events": {"x": {"time": "a", "status": "b", "codes": {}, "noun": "x", "had": "x", "free": "x"}}},
        "at least 1",
    ),
    "a waiver without a reason": ({"waivers": [{"column": "note", "reason": ""}]}, "at least 10"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_meant_is_refused_before_any_file_is_read(case, table):
    keys, words = REFUSED[case]
    with pytest.raises(ValueError, match=words):
        Settings(**table("arm,weeks,cens\n1,2,0\n", **keys))


# ---- person keys


@pytest.mark.parametrize(
    ("keys", "count"), [(("a", "a", "b"), 2), (("a", "", "b"), 1), (("a", "", ""), 2), (("a", "a", ""), 3)]
)
def test_a_key_that_is_missing_or_doubled_is_refused_with_the_way_out(keys, count, table):
    text = "who,arm,weeks,cens\n" + "".join(f"{key},1,2,0\n" for key in keys)
    with pytest.raises(RecordError) as refused:
        records(table(text, person="who"))
    assert f"{count} rows" in str(refused.value) and "person: row" in str(refused.value)


def test_rows_are_people_where_there_is_no_key(table):
    text = "arm,weeks,cens\n" + "1,2,0\n" * 12
    people = records(table(text))["persons"]["person_id"]
    assert people.tolist() == [f"row-{i:02d}" for i in range(1, 13)]


def test_refused_rows_leave_no_row_in_any_table(table):
    measures = {"mood": MOOD | {"columns": {0: "m0", 90: "m3"}}}
    text = "who,arm,weeks,cens,m0,m3\na,1,2,0,20,10\nb,8,2,0,20,10\n"
    found = records(table(text, person="who", measures=measures))
    assert all(set(rows["person_id"]) <= {"a"} for rows in found.values())


def test_broken_rows_and_refused_rows_are_quarantined_with_their_line(table):
    settings = Settings(**table("arm,weeks,cens\n1,2,0\n1,2\n2,old,1\n2,3,1\n"))
    source = read_source(settings)
    persons = ingest(source, vocabulary_of(settings))["persons"]
    assert source.files[0].rows_read == persons.rows_read == 4
    assert len(persons.kept) == source.files[0].rows_used == 2
    assert persons.quarantined["line"].tolist() == [3, 4]
    assert persons.quarantined["reason"].tolist()[1] == "weeks is not a number"


def test_a_waiver_of_one_column_is_no_waiver_of_another(table):
    text = "arm,weeks,cens,note,mail\n1,2,0,,\n2,4,1,zqx@example.org,zqx@example.org\n"
    waiver = {"column": "note", "reason": "made up for this test"}
    with pytest.raises(IdentifierError) as refused:
        records(table(text, waivers=[waiver]))
    assert all("column mail" in problem.where for problem in refused.value.problems)


def test_the_check_of_the_whole_plan_tells_the_counts(monkeypatch):
    monkeypatch.chdir(ROOT)
    counts = check_plan_file(ROOT / "config" / "wide_example.yaml")
    assert counts == {
        "persons": "470 rows kept, 0 quarantined, 0 exact duplicates",
        "events": "699 rows kept, 2 quarantined, 0 exact duplicates\n    day is missing: <11",
    }
