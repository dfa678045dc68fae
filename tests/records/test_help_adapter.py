"""The HELP files: what the real ones hold, and how broken copies are refused."""

from __future__ import annotations

import pytest

from stepdown.errors import RecordError, SourceError, StepdownError
from stepdown.records.guard import IdentifierError
from stepdown.records.ingest import ingest

# ---- the real files


@pytest.mark.parametrize(
    ("table", "count"),
    [
        ("persons", 470),
        ("episodes", 470),
        ("substance_use", 435),
        ("assessments", 5821),
        ("aftercare", 4451),
        ("follow_up", 1880),
    ],
)
def test_every_row_of_the_real_files_is_kept(table, count, help_tables):
    checked = help_tables[table]
    assert len(checked.kept) == checked.rows_read == count
    assert checked.quarantined.empty


def test_254_people_were_reached_at_six_months_135_of_them_in_the_clinic_arm(help_tables):
    arm = help_tables["persons"].kept.set_index("person_id")["arm"]
    follow_up = help_tables["follow_up"].kept
    reached = follow_up[(follow_up["wave"] == 6) & (follow_up["status"] == "reached")]
    assert reached["person_id"].map(arm).value_counts().to_dict() == {"clinic": 135, "control": 119}


def test_linkage_is_known_for_447_people(help_tables):
    aftercare = help_tables["aftercare"].kept
    assert aftercare.loc[aftercare["kind"] == "primary_care", "person_id"].nunique() == 447


def test_first_use_is_known_for_252_people(help_tables):
    assert help_tables["substance_use"].kept["person_id"].nunique() == 252


def test_each_person_has_one_baseline_and_four_planned_interviews(help_tables):
    assert (help_tables["follow_up"].kept.groupby("person_id").size() == 4).all()
    baseline = help_tables["assessments"].kept.query("wave == 0 and instrument == 'ces_d'")
    assert baseline["person_id"].is_unique
    assert len(baseline) == 470


def test_the_interview_day_is_there_exactly_for_those_reached(help_tables):
    follow_up = help_tables["follow_up"].kept
    assert (follow_up["day"].notna() == (follow_up["status"] == "reached")).all()


def test_the_one_substance_recorded_as_missing_is_missing(help_tables):
    substance = help_tables["persons"].kept["primary_substance"]
    assert substance.isna().sum() == 1
    assert set(substance.dropna()) == {"alcohol", "cocaine", "heroin"}


def test_records_carry_no_calendar_date(help_tables):
    for table in help_tables.values():
        assert not any("datetime" in str(kind) for kind in table.kept.dtypes)


def test_the_notes_hold_no_small_count(help_source):
    assert help_source.notes
    for note in help_source.notes:
        numbers = [int(word) for word in note.replace(".", " ").split() if word.isdigit()]
        assert all(number % 5 == 0 or number == 6 for number in numbers), note


def test_every_level_in_the_records_is_one_that_a_plan_may_name(help_tables, vocabulary):
    persons = help_tables["persons"].kept
    for name, variable in vocabulary.persons.items():
        if variable.is_categorical:
            assert set(persons[name].dropna()) <= set(variable.levels)


# ---- broken copies

SENTINEL = "zq7secret"


def refusal(help_copy, kind: type[StepdownError]) -> str:
    with pytest.raises(kind) as caught:
        help_copy.read()
    return str(caught.value)


def test_text_in_a_number_column_names_file_column_and_line(help_copy):
    help_copy.set_cell("HELPmiss.csv", 5, "age", SENTINEL)
    said = refusal(help_copy, SourceError)
    assert "HELPmiss.csv, column age" in said
    assert "1 of 470 values are not numbers (line 5)" in said
    assert SENTINEL not in said


def test_problems_of_all_files_are_told_at_once(help_copy):
    help_copy.set_cell("HELPmiss.csv", 5, "age", "old")
    help_copy.set_cell("HELPfull.csv", 9, "CES_D", "low")
    help_copy.set_cell("HELPrct.csv", 2, "cesd", "high")
    assert "3 problems" in refusal(help_copy, SourceError)


def test_a_missing_column_is_named_with_its_neighbour(help_copy):
    help_copy.change("HELPmiss.csv", lambda lines: [lines[0].replace("dayslink", "days_link"), *lines[1:]])
    said = refusal(help_copy, SourceError)
    assert "column dayslink" in said
    assert "Did you mean days_link?" in said


@pytest.mark.parametrize(
    ("name", "key"), [("HELPmiss.csv", "id"), ("HELPrct.csv", "id"), ("HELPfull.csv", "ID + TIME")]
)
def test_two_rows_with_one_key_are_refused(name, key, help_copy):
    help_copy.change(name, lambda lines: [*lines, lines[1]])
    said = refusal(help_copy, RecordError)
    assert f"{name}, column {key}" in said
    assert "2 rows share a key" in said


def test_a_short_row_is_refused(help_copy):
    help_copy.change("HELPfull.csv", lambda lines: [*lines[:3], lines[3].rsplit(",", 3)[0], *lines[4:]])
    assert "(line 4)" in refusal(help_copy, SourceError)


def test_a_long_row_is_refused(help_copy):
    help_copy.change("HELPmiss.csv", lambda lines: [*lines[:3], lines[3] + f",{SENTINEL}", *lines[4:]])
    said = refusal(help_copy, SourceError)
    assert "(line 4)" in said
    assert SENTINEL not in said


def test_letters_of_another_encoding_are_no_code(help_copy):
    path = help_copy.folder / "HELPmiss.csv"
    path.write_bytes(path.read_bytes().replace(b"alcohol", b"alcoh\xf6l", 1))
    assert "HELPmiss.csv, column substance" in refusal(help_copy, SourceError)


@pytest.mark.parametrize("name", ["HELPmiss.csv", "HELPrct.csv", "HELPfull.csv"])
@pytest.mark.parametrize(
    "column, value, rule",
    [
        ("email", f"{SENTINEL}@mail.org", "column email"),
        ("notes", "917-86-0042", "Social Security"),
        ("site", "14 Elm Street, Boston", "street address"),
    ],
)
def test_an_identifier_in_a_column_that_nothing_uses_is_refused(name, column, value, rule, help_copy):
    help_copy.change(
        name, lambda lines: [f"{lines[0]},{column}", *(f'{line},"{value}"' for line in lines[1:])]
    )
    said = refusal(help_copy, IdentifierError)
    assert f"{name}, column {column}" in said
    assert rule in said
    assert not any(word in said for word in (SENTINEL, "0042", "Elm"))


def test_an_identifier_among_the_codes_of_a_used_column_is_refused_as_one(help_copy):
    help_copy.set_cell("HELPmiss.csv", 7, "homeless", f"{SENTINEL}@mail.org")
    said = refusal(help_copy, IdentifierError)
    assert "HELPmiss.csv, column homeless" in said
    assert SENTINEL not in said


def test_the_mapping_ledger_has_every_column_and_every_code(help_source):
    columns = help_source.mapping.column_table()
    assert columns.groupby("file").size().to_dict() == {
        "HELPmiss.csv": 24,
        "HELPrct.csv": 24,
        "HELPfull.csv": 26,
    }
    assert columns.query("column == 'treat' and file == 'HELPmiss.csv'")["became"].tolist() == ["arm"]
    assert (columns["became"] == "").any()
    values = help_source.mapping.value_table().set_index(["file", "column", "value"])
    assert values.loc[("HELPmiss.csv", "treat", "yes"), ["count", "became"]].tolist() == ["235", "clinic"]
    assert values.loc[("HELPmiss.csv", "substance", "missing"), "count"] == "<11"
    assert "UNMAPPED" not in set(values["became"])


def test_people_who_are_in_one_file_only_are_refused(help_copy):
    help_copy.change("HELPmiss.csv", lambda lines: lines[:-1])
    said = refusal(help_copy, RecordError)
    assert "HELPfull.csv" in said


def test_a_score_that_two_files_tell_differently_is_refused(help_copy):
    help_copy.set_cell("HELPrct.csv", 2, "cesd", "50")
    assert "HELPrct.csv, column cesd" in refusal(help_copy, RecordError)


def test_a_score_outside_its_range_goes_to_quarantine(help_copy, vocabulary):
    help_copy.set_cell("HELPfull.csv", 3, "CES_D", "61")
    table = ingest(help_copy.read(), vocabulary)["assessments"]
    assert table.quarantined["reason"].tolist() == ["total is outside the range of ces_d"]
    assert len(table.kept) == 5820


def test_an_interview_before_the_start_goes_to_quarantine(help_copy, vocabulary):
    help_copy.set_cell("HELPfull.csv", 3, "DAYS_SINCE_BL", "-4")
    tables = ingest(help_copy.read(), vocabulary)
    assert set(tables["assessments"].quarantined["reason"]) == {"day is below 0"}
    assert set(tables["follow_up"].quarantined["reason"]) == {"day is below 0"}


def test_a_wave_that_was_never_planned_goes_to_quarantine(help_copy, vocabulary):
    help_copy.set_cell("HELPfull.csv", 3, "TIME", "7")
    tables = ingest(help_copy.read(), vocabulary)
    assert set(tables["assessments"].quarantined["reason"]) == {"wave is not planned"}
    assert set(tables["aftercare"].quarantined["reason"]) == {"wave is not planned"}


# file | column | a value that no recode covers
UNCOVERED = {
    "arm": ("HELPmiss.csv", "treat"),
    "sex": ("HELPmiss.csv", "sex"),
    "housing": ("HELPmiss.csv", "homeless"),
    "substance": ("HELPmiss.csv", "substance"),
    "first use": ("HELPmiss.csv", "anysub"),
    "linkage": ("HELPmiss.csv", "link"),
}


@pytest.mark.parametrize("case", UNCOVERED)
def test_a_word_that_no_recode_covers_is_refused_and_never_guessed(case, help_copy):
    name, column = UNCOVERED[case]
    help_copy.set_cell(name, 2, column, SENTINEL)
    said = refusal(help_copy, SourceError)
    assert f"{name}, column {column}" in said
    assert "(line 2)" in said
    assert SENTINEL not in said


@pytest.mark.parametrize("column", ["E9A", "E4A", "UNEMPLOY", "ANY_INS", "DEAD"])
def test_a_code_that_no_recode_covers_is_refused_and_never_guessed(column, help_copy):
    help_copy.set_cell("HELPfull.csv", 2, column, "7")
    said = refusal(help_copy, SourceError)
    assert f"HELPfull.csv, column {column}" in said
