"""A program's own export: mapped without code, dates gone, nothing lost."""

from __future__ import annotations

import re
from copy import deepcopy

import pandas as pd
import pytest
from program_export import FILES, SOURCE, US, Program

from stepdown.errors import PlanError, RecordError, SourceError
from stepdown.outcomes.instruments.item_rows import with_item_scores
from stepdown.plan.check import check_plan_file
from stepdown.plan.load import load_plan
from stepdown.records.adapters import files_of, read_source, settings_models, vocabulary_of
from stepdown.records.guard.findings import IdentifierError
from stepdown.records.ingest import Ingested, ingest

SENTINEL = "zqxsecret"


@pytest.fixture
def program(tmp_path) -> Program:
    return Program(tmp_path)


def read(program: Program):
    """The source as the adapter read it, and the checked tables."""
    settings = load_plan(program.plan()).source
    source = read_source(settings)
    return source, ingest(source, vocabulary_of(settings))


def tables_of(program: Program) -> dict[str, Ingested]:
    return read(program)[1]


def reasons(program: Program, table: str) -> list[str]:
    return tables_of(program)[table].quarantined["reason"].tolist()


def refusal(program: Program, kind: type[Exception] = SourceError) -> str:
    """What is said, without the name of the test's folder: its digits are nobody's record."""
    with pytest.raises(kind) as caught:
        check_plan_file(program.plan())
    return str(caught.value).replace(str(program.data), "")


# ---- a sound export


def test_the_whole_export_is_read(program):
    assert check_plan_file(program.plan()) == {
        "persons": "6 rows kept, 0 quarantined, 0 exact duplicates",
        "episodes": "6 rows kept, 0 quarantined, 1 exact duplicates",
        "substance_use": "4 rows kept, 0 quarantined, 0 exact duplicates",
        "assessments": "9 rows kept, 0 quarantined, 0 exact duplicates",
        "aftercare": "2 rows kept, 0 quarantined, 0 exact duplicates",
        "follow_up": "3 rows kept, 0 quarantined, 0 exact duplicates",
    }


def test_days_count_from_the_first_admission_of_each_person(program):
    tables = tables_of(program)
    stays = tables["episodes"].kept.set_index("episode_id")
    assert stays["admission_day"].to_dict() == {"E01": 0, "E02": 29, "E03": 0, "E04": 0, "E05": 0, "E06": 0}
    assert stays["discharge_day"].dropna().to_dict() == {"E01": 28, "E03": 5, "E04": 89, "E05": 28, "E06": 62}
    assert tables["substance_use"].kept["day"].tolist() == [7, 36, 3, 14]
    assert tables["aftercare"].kept["day"].tolist() == [46, 104]
    assert tables["follow_up"].kept["day"].dropna().tolist() == [91, 91]


def test_of_dates_only_the_year_of_admission_stays(program):
    tables = tables_of(program)
    assert set(tables["episodes"].kept["admission_year"]) == {2023}
    for name, table in tables.items():
        for frame in (table.kept, table.quarantined):
            assert not any("date" in str(kind) or "object" in str(kind) for kind in frame.dtypes), name
            words = frame.astype("string").fillna("").to_numpy().ravel()
            assert not any(re.search(r"\d[-/.]\d+[-/.]\d|\b\d{8}\b", word) for word in words), name
            years = {column for column in frame if (frame[column].astype("string") == "2023").any()}
            assert years <= {"admission_year"}


def test_a_year_that_the_export_has_itself_is_taken(program):
    program.write("clients.csv", "Client,Gender,Age\nP01,M,34\n")
    program.write("episodes_2023-01.csv", "Episode,Client,Level,Detox,Day,Year\nE01,P01,RES,Y,0,2021\n")
    (program.data / "episodes_2023-02.csv").unlink()
    columns = {key: program.columns("episodes")[key] for key in ("episode_id", "person_id", "level_of_care")}
    columns |= {"withdrawal_management": "Detox", "admission_day": "Day", "admission_year": "Year"}
    program.source["tables"] = {
        "persons": program.tables["persons"],
        "episodes": program.tables["episodes"] | {"columns": columns},
    }
    assert tables_of(program)["episodes"].kept[["admission_day", "admission_year"]].values.tolist() == [
        [0, 2021]
    ]


def test_files_of_different_delimiters_are_one_table(program):
    source, tables = read(program)
    episodes = [
        (file.name, file.rows_read, file.rows_used) for file in source.files if file.used_for == "episodes"
    ]
    assert episodes == [("episodes_2023-01.csv", 4, 4), ("episodes_2023-02.csv", 3, 3)]
    assert tables["episodes"].rows_read == 7


def test_people_without_an_episode_stay_people(program):
    assert "P06" in set(tables_of(program)["persons"].kept["person_id"])


def test_measures_side_by_side_become_one_row_a_score(program):
    scores = tables_of(program)["assessments"].kept
    first = scores[(scores["person_id"] == "P01") & (scores["wave"] == 1)]
    assert first[["day", "instrument", "total"]].values.tolist() == [[91, "phq9", 7.0]]


def test_measures_below_each_other_are_read_too(program):
    program.write(
        "scores.csv", "Client,Visit,Seen,Scale,Score\nP01,0,01/05/2023,PHQ,18\nP01,0,01/05/2023,GAD,14\n"
    )
    del program.tables["assessments"]["measures"]
    program.columns("assessments")["instrument"] = {
        "column": "Scale",
        "recode": {"PHQ": "phq9", "GAD": "gad7"},
    }
    program.columns("assessments")["total"] = "Score"
    scores = tables_of(program)["assessments"].kept
    assert scores.set_index("instrument")["total"].to_dict() == {"phq9": 18.0, "gad7": 14.0}


def test_follow_up_comes_from_the_assessments_where_there_is_no_table_of_it(program):
    del program.tables["follow_up"]
    table = tables_of(program)["follow_up"]
    assert len(table.kept) == 6 and not table.exact_duplicates
    assert table.kept.set_index("person_id")["status"].to_dict() == {
        "P01": "reached", "P02": "not_reached", "P03": "not_reached",
        "P04": "reached", "P05": "not_reached", "P06": "not_reached",
    }  # fmt: skip


def test_people_told_twice_are_expected_once(program):
    del program.tables["follow_up"]
    program.edit("clients.csv", "P06,F,38,south\n", "P06,F,38,south\nP06,F,38,south\n")
    tables = tables_of(program)
    assert tables["persons"].exact_duplicates == 1
    assert tables["follow_up"].rows_read == 6


def test_any_subset_of_tables_will_do(program):
    people = program.tables["persons"]
    program.source["tables"] = {"persons": people}
    assert list(check_plan_file(program.plan())) == ["persons"]


def test_an_export_of_day_offsets_needs_no_index(program):
    program.write("screens.tsv", "Client\tTaken\tResult\tPanel\nP01\t7\tNEG\topioids\n")
    program.columns("substance_use")["day"] = "Taken"
    program.source["tables"] = {name: program.tables[name] for name in ("persons", "substance_use")}
    assert tables_of(program)["substance_use"].kept["day"].tolist() == [7]


def test_day_zero_may_be_a_date_of_the_persons_table(program):
    program.write("clients.csv", "Client,Gender,Age,Enrolled\nP01,M,34,01/02/2023\n")
    program.columns("persons")["enrolled"] = {"column": "Enrolled", "date_format": US}
    program.source["index"] = {"table": "persons", "column": "enrolled"}
    stays = tables_of(program)["episodes"].kept
    assert stays["admission_day"].tolist() == [3, 32]


def test_levels_that_the_export_spells_as_the_plan_does_need_no_recode(program):
    text = (program.data / "clients.csv").read_text().replace(",M,", ",men,").replace(",F,", ",women,")
    program.write("clients.csv", text.replace("P06,women", "P06,other"))
    program.columns("persons")["sex"] = "Gender"
    persons = tables_of(program)["persons"]
    assert persons.kept["sex"].value_counts().to_dict() == {"men": 3, "women": 2}
    assert persons.quarantined["reason"].tolist() == ["Gender has a value that no recode covers"]


def test_files_of_one_name_in_two_folders_are_told_apart(program):
    for month in ("01", "02"):
        (program.data / f"episodes_2023-{month}.csv").rename(program.data / f"e{month}.csv")
        text = (program.data / f"e{month}.csv").read_text()
        program.write(f"2023-{month}/stays.csv", text)
    program.tables["episodes"]["files"] = ["2023-*/stays.csv"]
    source, _ = read(program)
    names = {file.name for file in source.files if file.used_for == "episodes"}
    assert names == {"2023-01/stays.csv", "2023-02/stays.csv"}


# ---- rows that cannot be kept

# where | what stands there | what is put there | the table | why it is quarantined
BROKEN = {
    "a day that no month has": (
        "screens.tsv", "01/12/2023", "02/31/2023", "substance_use", "Taken is not a date like %m/%d/%Y"),
    "the date of a system that knew none": (
        "screens.tsv", "01/12/2023", "01/01/1900", "substance_use", "Taken is not a date like %m/%d/%Y"),
    "a date in another form": (
        "screens.tsv", "01/12/2023", "2023-01-12", "substance_use", "Taken is not a date like %m/%d/%Y"),
    "day and month swapped in one cell": (
        "screens.tsv", "01/12/2023", "13/01/2023", "substance_use", "Taken is not a date like %m/%d/%Y"),
    "a screen before the first admission": (
        "screens.tsv", "01/12/2023", "01/04/2023", "substance_use", "day is below 0"),
    "no date": ("screens.tsv", "01/12/2023", "", "substance_use", "day is missing"),
    "a result that no recode covers": (
        "screens.tsv", "NEG\topioids\nP01", f"{SENTINEL}\topioids\nP01", "substance_use",
        "Result has a value that no recode covers"),
    "a level of care that no recode covers": (
        "episodes_2023-02.csv", "P04;RES", "P04;DTX", "episodes", "Level has a value that no recode covers"),
    "a reason that records do not know": (
        "episodes_2023-01.csv", "01/20/2023,left", f"01/20/2023,{SENTINEL}", "episodes",
        "discharge_reason is not an allowed value"),
    "no flag": ("episodes_2023-01.csv", "P02,RES,N", "P02,RES,maybe", "episodes", "Detox is not yes or no"),
    "a person that nobody knows": (
        "episodes_2023-01.csv", "E03,P02", "E03,P99", "episodes", "person_id is not in persons"),
    "no person": (
        "episodes_2023-01.csv", "E03,P02", "E03,", "episodes", "person_id is missing"),
    "words for an age": ("clients.csv", "M,34", f"M,{SENTINEL}", "persons", "Age is not a number"),
    "a visit that was not planned": ("scores.csv", "P04,1,", "P04,7,", "assessments", "wave is not planned"),
    "a formula": ("alumni.csv", "P03,05/15/2023,meeting", "P03,05/15/2023,=1+1", "aftercare", None),
    "a short row": ("alumni.csv", "P03,05/15/2023,meeting", "P03,05/15/2023", "aftercare", None),
}  # fmt: skip


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_row_is_quarantined_with_its_reason_and_counts_reconcile(case, program):
    name, old, new, table, reason = BROKEN[case]
    program.edit(name, old, new)
    source, tables = read(program)
    found = tables[table]
    assert found.quarantined["reason"].nunique() == 1
    if reason:
        assert set(found.quarantined["reason"]) == {reason}
    assert SENTINEL not in " ".join(found.quarantined["reason"])
    for checked in tables.values():
        assert checked.rows_read == len(checked.kept) + len(checked.quarantined) + checked.exact_duplicates
    for file in source.files:
        refused = source.refused[file.used_for]
        assert file.rows_read - file.rows_used == (refused["file"] == file.name).sum()


def test_rows_of_a_person_who_was_quarantined_are_quarantined_too(program):
    program.edit("clients.csv", "P01,M", "P01,X")
    tables = tables_of(program)
    assert set(tables["episodes"].quarantined["reason"]) == {"person_id is not in persons"}
    assert len(tables["episodes"].quarantined) == 2


def test_a_date_of_a_person_without_an_admission_cannot_become_a_day(program):
    program.edit("alumni.csv", "P03,05", "P06,05")
    assert reasons(program, "aftercare") == ["day cannot become a day: the person has no index date"]


def test_an_unmapped_value_is_in_the_ledger_with_the_nearest_known_one(program):
    program.edit("screens.tsv", "POS", "POSI")
    values = read(program)[0].mapping.value_table().query("became == 'UNMAPPED'")
    assert values[["file", "column", "value", "count", "nearest"]].values.tolist() == [
        ["screens.tsv", "Result", "POSI", "<11", "POS"]
    ]


def test_columns_that_nothing_uses_are_listed(program):
    columns = read(program)[0].mapping.column_table()
    assert columns[columns["became"] == ""][["file", "column"]].values.tolist() == [["clients.csv", "Ward"]]


def test_rows_that_share_a_key_and_differ_stop_the_run(program):
    program.edit("episodes_2023-02.csv", "E04;P03;OP;N", "E04;P03;IOP;N")
    said = refusal(program, RecordError)
    assert "table episodes" in said and "2 rows share their key" in said


# ---- files that cannot be used


def test_a_pattern_that_finds_no_file_is_told(program):
    program.tables["episodes"]["files"] = ["stays_*.csv"]
    assert "stays_*.csv" in refusal(program)
    assert files_of(load_plan(program.plan()).source)[1] == "stays_*.csv"
    with pytest.raises(SourceError, match=r"No file has a name like stays_\*\.csv"):
        read_source(load_plan(program.plan()).source)


@pytest.mark.parametrize("pattern", ["/etc/*.csv", "../*.csv", "a/../../b.csv", ""])
def test_files_lie_inside_the_folder(pattern, program):
    program.tables["episodes"]["files"] = [pattern]
    assert "inside it" in refusal(program, PlanError)


def test_absent_columns_of_all_files_are_told_at_once(program):
    program.edit("clients.csv", "Gender", "Gendr")
    program.edit("screens.tsv", "Panel", "Pannel")
    said = refusal(program)
    assert "2 problems" in said
    assert "Did you mean Gendr?" in said and "Did you mean Pannel?" in said


@pytest.mark.parametrize("file", ["clients.csv", "screens.tsv", "calls.csv"])
def test_a_file_without_its_header_shows_nobody(file, program):
    text = (program.data / file).read_text().split("\n", 1)[1]
    program.write(file, text.replace("P01", SENTINEL))
    said = refusal(program)
    assert file in said
    assert not any(word in said for word in (SENTINEL, "34", "NEG", "north", "04/06"))


@pytest.mark.parametrize("date_format", ["%d/%m/%Y", "%d/%m/%y"])
def test_day_and_month_declared_the_wrong_way_round_are_refused(date_format, program):
    program.columns("episodes")["admission_day"] = {"column": "Admitted", "date_format": "%d/%m/%Y"}
    said = refusal(program)
    assert "column Admitted" in said and "day and month look swapped" in said
    assert "%m/%d/%Y" in said and "2023" not in said.replace("2023-0", "")


def test_one_wrong_date_among_right_ones_does_not_make_the_format_wrong(program):
    program.edit("episodes_2023-01.csv", "01/15/2023", "15/01/2023")
    assert reasons(program, "episodes") == ["Admitted is not a date like %m/%d/%Y"]


# ---- identifiers


def test_identifiers_of_all_files_are_told_at_once_without_a_value(program):
    program.edit("clients.csv", "P01,M,34,north", f"P01,M,34,{SENTINEL}@example.org")
    program.edit("alumni.csv", "02/20/2023,call\n", "02/20/2023,call\n".replace("call", "(617) 555-0142"))
    said = refusal(program, IdentifierError)
    assert "clients.csv, column Ward" in said and "alumni.csv, column What" in said
    assert SENTINEL not in said and "555" not in said


def test_a_date_in_a_column_that_is_no_date_is_refused(program):
    program.edit("clients.csv", "34,north", "34,03/14/1951")
    assert "column Ward" in refusal(program, IdentifierError)


def test_a_waiver_with_a_reason_lets_a_column_in(program):
    program.edit("clients.csv", "P01,M,34,north", "P01,M,34,north@example.org")
    program.source["waivers"] = [{"column": "Ward", "reason": "the mailbox of a ward, not of a person"}]
    assert "6 rows kept" in check_plan_file(program.plan())["persons"]


def test_a_waiver_of_a_column_that_no_file_has_is_told_with_the_nearest(program):
    program.source["waivers"] = [{"column": "Wards", "reason": "the ward, which is no person"}]
    said = refusal(program, SourceError)
    assert "waivers: Wards" in said and "Did you mean Ward?" in said


def test_the_quarter_of_admission_stays_in_a_limited_data_set_only(program):
    assert tables_of(program)["episodes"].kept["admission_quarter"].isna().all()
    program.source["limited_data_set"] = {"agreement": "Agreement 12 with the county, 2024"}
    episodes = tables_of(program)["episodes"].kept.set_index("episode_id")
    assert episodes.loc[["E01", "E05"], "admission_quarter"].tolist() == [1, 1]
    assert not any("date" in str(kind) for kind in episodes.dtypes)


def test_a_quarter_from_the_source_needs_the_declaration(program):
    program.source["tables"]["episodes"]["columns"]["admission_quarter"] = "Detox"
    assert "source.limited_data_set" in refusal(program, SourceError)


def test_record_numbers_become_hashes_that_fit_together_across_tables(program):
    numbers = {f"P0{i}": str(88160042 + 7_654_321 * i) for i in range(1, 7)}
    for path in program.data.iterdir():
        text = path.read_text()
        for key, number in numbers.items():
            text = text.replace(key, number)
        path.write_text(text)
    source, tables = read(program)
    again = tables_of(program)
    assert "salted hashes" in source.notes[0]
    for name, table in tables.items():
        kept = table.kept.astype("string").fillna("")
        assert not set(kept.to_numpy().ravel()) & set(numbers.values())
        assert table.kept["person_id"].isin(tables["persons"].kept["person_id"]).all()
        assert table.kept.equals(again[name].kept)
    assert len(tables["episodes"].kept) == 6
    values = source.mapping.value_table()
    assert not values.isin(list(numbers.values())).any().any()


def test_record_numbers_of_episodes_become_hashes_too(program):
    for path in program.data.glob("episodes_*.csv"):
        text = path.read_text()
        for i in range(1, 7):
            text = text.replace(f"E0{i}", str(20114477 + 7_654_321 * i))
        path.write_text(text)
    episodes = tables_of(program)["episodes"]
    assert (len(episodes.kept), episodes.exact_duplicates) == (6, 1)
    assert all(re.fullmatch("[0-9a-f]{16}", key) for key in episodes.kept["episode_id"])


# ---- mappings that cannot be meant

# what | change of the source block | words of the refusal
MAPPINGS = {
    "a column that records do not have": (
        lambda p: p.columns("episodes").update(site="Ward"),
        "episodes has no column 'site'. Did you mean site_id"),
    "no key": (lambda p: p.columns("episodes").pop("person_id"), "episodes.columns.person_id It is missing"),
    "no person column that every row needs": (
        lambda p: p.columns("episodes").pop("withdrawal_management"), "withdrawal_management It is missing"),
    "no persons": (lambda p: p.tables.pop("persons"), "There is no persons table"),
    "a key that is a date": (
        lambda p: p.columns("episodes").update(person_id={"column": "Client", "date_format": US}),
        "The key must come from a column"),
    "measures of something else": (
        lambda p: p.tables["episodes"].update(measures={"phq9": "PHQ9"}), "Only assessments can have measures"),
    "a measure that is no instrument": (
        lambda p: p.tables["assessments"]["measures"].update(phq="PHQ9"), "'phq' is not among source.instruments"),
    "a total twice": (
        lambda p: p.columns("assessments").update(total="PHQ9"), "total comes from measures"),
    "a recode into what records do not know": (
        lambda p: p.columns("episodes")["level_of_care"]["recode"].update(RES="Residential"),
        "level_of_care cannot be 'Residential'. Did you mean residential?"),
    "a fixed value that records do not know": (
        lambda p: p.columns("substance_use").update(origin={"value": "blood"}), "origin cannot be 'blood'"),
    "dates without a day zero": (lambda p: p.tables.pop("episodes"), "source.index"),
    "a day zero that is no date": (
        lambda p: p.source.update(index={"table": "persons", "column": "age"}), "which is not mapped as a date"),
    "a variable that nothing fills": (
        lambda p: p.source["variables"].update(race={"label": "Race"}), "persons has no column of this name"),
    "a level that readers have no words for": (
        lambda p: p.columns("persons")["sex"]["recode"].update(X="other"), "gives 'other', which is not a level"),
    "aftercare that records do not know": (
        lambda p: p.source.update(aftercare={"alumni": {"label": "Alumni"}}), "'alumni' is not a kind of aftercare"),
}  # fmt: skip


@pytest.mark.parametrize("case", MAPPINGS)
def test_a_mapping_that_cannot_be_meant_is_refused_before_any_file_is_read(case, program):
    change, words = MAPPINGS[case]
    change(program)
    said = " ".join(refusal(program).split())
    assert words in said.replace("source.tables.", "")


def test_all_problems_of_a_mapping_are_told_at_once(program):
    program.columns("episodes").pop("person_id")
    program.columns("aftercare")["who"] = "Client"
    program.tables["assessments"]["measures"]["phq"] = "PHQ9"
    assert "3 problems" in refusal(program)


def test_a_table_that_records_do_not_have_is_refused_in_the_plan(program):
    program.tables["labs"] = program.tables["persons"]
    assert "source.tables.labs" in refusal(program, PlanError)


def test_a_date_format_that_gives_no_date_is_refused_in_the_plan(program):
    program.columns("episodes")["admission_day"]["date_format"] = "%m/%d"
    assert "needs a day, a month and a year" in refusal(program, PlanError)


def test_an_unquoted_no_is_refused_in_the_plan(program):
    program.columns("episodes")["withdrawal_management"] = {"value": False}
    assert "put it in quotes" in refusal(program, PlanError)


def test_months_of_one_table_may_lack_what_others_have(program):
    """A column without any value in one file is of the kind of the others."""
    program.edit("episodes_2023-02.csv", "E04;P03;OP;N;01/31/2023;04/30/2023;completed\n", "")
    program.edit("episodes_2023-02.csv", "E05;P04;RES;Y;02/13/2023;03/13/2023;completed\n", "")
    program.edit("episodes_2023-02.csv", "05/01/2023;terminated", ";")
    stays = tables_of(program)["episodes"].kept
    assert len(stays) == 5
    assert stays.set_index("episode_id").loc["E06", ["discharge_day", "discharge_reason"]].isna().all()
    assert pd.api.types.is_integer_dtype(stays["discharge_day"])


def test_items_and_totals_of_differing_files_are_one_table(tmp_path):
    columns = ",".join(f"Q{i}" for i in range(1, 10))
    files = FILES | {
        "items.csv": f"Client,Visit,Seen,{columns}\nP05,0,02/28/2023,1,2,3,0,1,2,3,0,1\n"
        "P05,1,06/01/2023,,,,,,,,,\nP06,0,x,1,1,1,1,1,1,1,1,1\n",
        "old.csv": "Client,Visit,Seen,Scale,Score\nP03,0,01/31/2023,GAD,9\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    source = deepcopy(SOURCE) | {"path": str(tmp_path)}
    wide = source["tables"]["assessments"]
    answers = {"files": ["items.csv"], "columns": wide["columns"], "items": {"phq9": columns.split(",")}}
    scale = {"instrument": {"column": "Scale", "recode": {"GAD": "gad7"}}, "total": "Score"}
    old = {"files": ["old.csv"], "columns": wide["columns"] | scale}
    source["tables"]["assessments"] = [wide, answers, old]
    settings = settings_models()["program"](**source)
    tables = ingest(read_source(settings), vocabulary_of(settings))
    items, scores = tables["assessment_items"].kept, tables["assessments"].kept
    assert items["item"].tolist() == list(range(1, 10))
    assert items["value"].tolist() == [1, 2, 3, 0, 1, 2, 3, 0, 1]
    assert set(items["person_id"]) == {"P05"}
    assert "P05" not in set(scores["person_id"])
    assert len(scores[scores["person_id"] == "P03"]) == 1
    assert "Seen is not a date like %m/%d/%Y" in set(tables["assessments"].quarantined["reason"])
    scored = with_item_scores({name: table.kept for name, table in tables.items()})["assessments"]
    assert scored.loc[scored["person_id"] == "P05", "total"].tolist() == [13]


def test_items_must_be_all_of_a_registered_form(tmp_path):
    source = deepcopy(SOURCE) | {"path": str(tmp_path)}
    source["tables"]["assessments"] |= {"items": {"phq9": ["Q1", "Q2"], "mood": ["Q1"]}}
    with pytest.raises(SourceError) as refused:
        read_source(settings_models()["program"](**source))
    told = str(refused.value)
    assert "It has 9 items; 2 different columns are named." in told
    assert "'mood' is not a registered instrument with items." in told
