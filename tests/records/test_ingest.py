"""Row by row: kept, quarantined with its reason, or dropped as an exact duplicate; and the ledger adds up."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.errors import RecordError
from stepdown.records.adapters.base import Source, SourceFile
from stepdown.records.ingest import ingest, ledger
from stepdown.records.variables import Instrument, Vocabulary

WORDS = Vocabulary(
    persons={}, aftercare={}, waves={6: 183}, instruments={"mood": Instrument("mood", "Mood", 0, 60, "lower")}
)
TYPES = {"wave": "Int64", "day": "Int64", "due_day": "Int64", "total": "Float64", "days_covered": "Int64"}
FILES = (SourceFile("people.csv", 3, 3, "people"),)
SENTINEL = "zq7secret"


def source(**tables: pd.DataFrame) -> Source:
    typed = {
        name: table.astype({column: TYPES[column] for column in table if column in TYPES})
        for name, table in tables.items()
    }
    return Source(typed, FILES)


def people(*ids) -> pd.DataFrame:
    return pd.DataFrame({"person_id": list(ids)})


def assessments(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["person_id", "wave", "day", "instrument", "total"])


# one row of assessments | why it cannot be kept
QUARANTINE = {
    "no person": ((None, 0, 0, "mood", 9), "person_id is missing"),
    "an unknown person": (("c", 0, 0, "mood", 9), "person_id is not in persons"),
    "no day": (("a", 0, None, "mood", 9), "day is missing"),
    "a day before the start": (("a", 0, -1, "mood", 9), "day is below 0"),
    "no total": (("a", 0, 0, "mood", None), "total is missing"),
    "a wave that was not planned": (("a", 7, 0, "mood", 9), "wave is not planned"),
    "an unknown instrument": (("a", 0, 0, "weight", 9), "instrument is not known"),
    "a total below the range": (("a", 0, 0, "mood", -1), "total is outside the range of mood"),
    "a total above the range": (("a", 0, 0, "mood", 61), "total is outside the range of mood"),
    "two faults": ((None, 0, -1, "mood", 99), "person_id is missing"),
}


@pytest.mark.parametrize("case", QUARANTINE)
def test_a_broken_row_goes_to_quarantine_with_its_first_reason(case):
    row, reason = QUARANTINE[case]
    table = ingest(
        source(persons=people("a", "b"), assessments=assessments(row, ("b", 6, 180, "mood", 3))), WORDS
    )["assessments"]
    assert table.quarantined["reason"].tolist() == [reason]
    assert table.kept["person_id"].tolist() == ["b"]


def follow_up(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["person_id", "wave", "due_day", "status", "day"])


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("a", 6, 183, "moved away", None), "status is not an allowed value"),
        (("a", 0, 183, "reached", 180), "wave is below 1"),
        (("a", 6, 0, "reached", 180), "due_day is below 1"),
        (("a", 6, 183, None, None), "status is missing"),
    ],
)
def test_a_follow_up_row_must_follow_its_definitions(row, reason):
    table = ingest(source(persons=people("a"), follow_up=follow_up(row)), WORDS)["follow_up"]
    assert table.quarantined["reason"].tolist() == [reason]


def test_an_exact_duplicate_is_dropped_and_counted():
    row = ("a", 0, 0, "mood", 9)
    table = ingest(source(persons=people("a"), assessments=assessments(row, row, row)), WORDS)["assessments"]
    assert (table.rows_read, len(table.kept), table.exact_duplicates) == (3, 1, 2)


def test_two_rows_with_one_key_that_differ_are_refused_without_their_values():
    rows = assessments(("a", 0, 0, "mood", 9), ("a", 0, 0, "mood", 10))
    with pytest.raises(RecordError) as caught:
        ingest(source(persons=people("a"), assessments=rows), WORDS)
    (problem,) = caught.value.problems
    assert "2 rows share their key (person_id + wave + instrument)" in problem.what


def test_doubled_keys_of_several_tables_are_told_at_once():
    with pytest.raises(RecordError) as caught:
        ingest(
            source(
                persons=people("a").assign(age=[30]).pipe(lambda p: pd.concat([p, p.assign(age=31)])),
                assessments=assessments(("a", 0, 0, "mood", 9), ("a", 0, 0, "mood", 10)),
            ),
            WORDS,
        )
    assert len(caught.value.problems) == 2


def test_a_broken_twin_does_not_spoil_the_good_row():
    rows = assessments(("a", 0, 0, "mood", 9), ("a", 0, 0, "mood", 99))
    table = ingest(source(persons=people("a"), assessments=rows), WORDS)["assessments"]
    assert table.kept["total"].tolist() == [9]


def test_rows_of_a_quarantined_person_follow_the_person():
    tables = ingest(source(persons=people("a", None), assessments=assessments(("b", 0, 0, "mood", 9))), WORDS)
    assert tables["persons"].quarantined["reason"].tolist() == ["person_id is missing"]
    assert tables["assessments"].quarantined["reason"].tolist() == ["person_id is not in persons"]


def test_kept_rows_are_in_the_order_of_their_key_whatever_the_order_read():
    rows = [("b", 0, 0, "mood", 1), ("a", 6, 180, "mood", 2), ("a", 0, 0, "mood", 3)]
    one = ingest(source(persons=people("a", "b"), assessments=assessments(*rows)), WORDS)["assessments"].kept
    other = ingest(source(persons=people("b", "a"), assessments=assessments(*rows[::-1])), WORDS)[
        "assessments"
    ].kept
    pd.testing.assert_frame_equal(one, other)


def test_baseline_covariates_of_any_name_are_kept():
    persons = people("a", "b").assign(shoe_size=[40.0, 41.0], colour=["red", None])
    kept = ingest(source(persons=persons), WORDS)["persons"].kept
    assert [str(kind) for kind in kept.dtypes] == ["string", "Float64", "string"]


def test_the_ledger_names_files_tables_and_notes():
    read = source(persons=people("a", "a", None))
    entry = ledger(read, ingest(read, WORDS))
    assert entry["files"] == [{"name": "people.csv", "rows_read": 3, "rows_used": 3, "used_for": "people"}]
    assert entry["tables"][0] == {
        "table": "persons", "rows_read": 3, "rows_kept": 1, "rows_quarantined": 1, "exact_duplicates": 1,
    }  # fmt: skip


# ---- whatever comes in

ROW = st.tuples(
    st.sampled_from(["a", "b", "c", None]),
    st.sampled_from([0, 6, 7, None]),
    st.sampled_from([0, 183, -5, None]),
    st.sampled_from(["mood", SENTINEL, None]),
    st.sampled_from([0.0, 30.0, 61.0, None]),
)


@given(st.lists(st.sampled_from(["a", "b", None]), max_size=5), st.lists(ROW, max_size=12))
def test_rows_read_are_rows_kept_quarantined_and_exact_duplicates(ids, rows):
    read = source(persons=people(*ids), assessments=assessments(*rows))
    try:
        tables = ingest(read, WORDS)
    except RecordError as error:
        assert "share their key" in str(error)
        assert "fault of stepdown" not in str(error)
        return
    for entry in ledger(read, tables)["tables"]:
        assert (
            entry["rows_read"] == entry["rows_kept"] + entry["rows_quarantined"] + entry["exact_duplicates"]
        )


@given(st.lists(ROW, max_size=12))
def test_every_quarantined_row_has_a_reason_and_every_kept_row_has_none(rows):
    try:
        table = ingest(source(persons=people("a", "b"), assessments=assessments(*rows)), WORDS)["assessments"]
    except RecordError:
        return
    assert (table.quarantined["reason"] != "").all()
    assert table.kept["total"].between(0, 60).all()
    assert table.kept.notna().all().all()


@given(st.lists(st.tuples(st.sampled_from(["a", SENTINEL]), st.sampled_from([0, 6])), min_size=2, max_size=6))
def test_no_value_of_a_record_stands_in_a_refusal(pairs):
    rows = assessments(*((person, wave, 0, "mood", float(i)) for i, (person, wave) in enumerate(pairs)))
    try:
        ingest(source(persons=people("a", SENTINEL), assessments=rows), WORDS)
    except RecordError as error:
        assert SENTINEL not in str(error)


def test_a_column_that_may_be_missing_may_be_absent():
    stay = {
        "episode_id": ["e"],
        "person_id": ["a"],
        "level_of_care": ["outpatient"],
        "withdrawal_management": [False],
    }
    table = ingest(source(persons=people("a"), episodes=pd.DataFrame(stay)), WORDS)["episodes"]
    assert len(table.kept) == 1
    assert table.kept["planned_days"].isna().all()


def test_a_required_column_that_is_absent_is_a_fault_of_the_adapter():
    with pytest.raises(KeyError):
        ingest(
            source(persons=people("a"), episodes=pd.DataFrame({"episode_id": ["e"], "person_id": ["a"]})),
            WORDS,
        )
