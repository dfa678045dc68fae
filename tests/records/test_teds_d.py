"""TEDS-D: hand-made rows of every kind of file, and SAMHSA's codebooks and sample where they are at hand."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from stepdown.errors import PlanError, SourceError
from stepdown.outcomes.definitions import definitions
from stepdown.plan.load import load_plan
from stepdown.records.adapters import files_of, read_source, settings_models, vocabulary_of
from stepdown.records.adapters.teds.codebook import STAY_INTERVALS, code_of, families, person_columns
from stepdown.records.guard import IdentifierError
from stepdown.records.ingest import ingest, ledger

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "teds"
needs_sample = pytest.mark.skipif(not SHARED.is_dir(), reason="the TEDS-D sample is not beside the project")

NEW = """\
CASEID,DISYR,AGE,GENDER,RACE,ETHNIC,SERVICES,REASON,LOS,SUB1
1,2019,1,1,4,4,7,1,30,2
2,2019,12,2,5,2,6,2,31,1
3,2019,6,-9,-9,4,2,4,37,5
4,2019,6,,8,-9,8,6,33,19
"""
OLD = """\
CASEID,DISYR,AGE,GENDER,RACE,ETHNIC,SERVSETD,REASON,LOS,SUB1
1,2010,2,1,13,4,7,1,30,2
2,2010,12,2,23,6,6,2,-9,20
3,2010,11,2,21,5,-9,3,5,20
"""
VARIABLES = ["level_of_care", "age_band", "sex", "race", "race_ethnicity", "substance_1", "discharge_year"]


def settings(folder, **options):
    given = {"adapter": "teds_d", "path": str(folder), "variables": VARIABLES}
    return settings_models()["teds_d"](**(given | options))


def write(folder, text, name="tedsd.csv"):
    (folder / name).write_text(text, encoding="utf-8")
    return settings(folder)


def tables(found):
    checked = ingest(read_source(found), vocabulary_of(found))
    return {name: checked[name].kept.to_pandas().set_index("person_id") for name in ("persons", "episodes")}


def test_a_row_is_a_person_and_an_episode(tmp_path):
    made = tables(write(tmp_path, NEW))
    persons, episodes = made["persons"], made["episodes"]
    assert persons.index.tolist() == ["2019-1", "2019-2", "2019-3", "2019-4"]
    assert episodes["episode_id"].tolist() == persons.index.tolist()
    assert episodes["level_of_care"].tolist() == [
        "outpatient", "intensive_outpatient", "residential", "outpatient",
    ]  # fmt: skip
    assert episodes["withdrawal_management"].tolist() == [False, False, True, True]
    assert episodes["discharge_reason"].tolist() == ["completed", "left", "transferred", "died"]
    assert persons["age_band"].tolist() == ["12_14", "55_up", "30_34", "30_34"]
    assert persons["sex"].isna().tolist() == [False, False, True, True]
    assert persons["race_ethnicity"].astype(object).where(persons["race_ethnicity"].notna(), None).tolist() == [
        "black", "hispanic", None, "other",
    ]  # fmt: skip
    assert persons["substance_1"].tolist() == ["alcohol", "none", "heroin", "other"]


def test_stays_beyond_day_30_stay_intervals(tmp_path):
    episodes = tables(write(tmp_path, NEW))["episodes"]
    assert episodes["los_code"].tolist() == [30, 31, 37, 33]
    assert episodes["stay_days_lowest"].tolist() == [30, 31, 366, 61]
    assert episodes["stay_days_highest"].fillna(-1).tolist() == [30, 45, -1, 90]
    assert episodes["discharge_day"].isna().all(), "a discharge day would be made up"


def test_old_years_have_codes_of_their_own(tmp_path):
    made = tables(write(tmp_path, OLD))
    assert made["persons"]["age_band"].tolist() == ["12_14", "55_up", "50_54"]
    assert made["persons"]["race"].tolist() == ["asian", "pacific_islander", "two_or_more"]
    assert made["persons"]["race_ethnicity"].tolist() == ["hispanic", "hispanic", "other"]
    assert made["persons"]["substance_1"].tolist() == ["alcohol", "other", "other"]
    # The third has no setting: an episode without a level of care is quarantined.
    assert made["episodes"].index.tolist() == ["2010-1", "2010-2"]
    assert made["episodes"]["stay_days_lowest"].isna().tolist() == [False, True]


def test_the_setting_at_discharge_stands_in_and_is_said_to(tmp_path):
    notes = read_source(write(tmp_path, OLD)).notes
    assert any("setting at discharge" in note for note in notes)
    assert not any("setting at discharge" in note for note in read_source(write(tmp_path, NEW)).notes)


def test_years_together_each_with_its_codes(tmp_path):
    write(tmp_path, NEW, "tedsd_2019.csv")
    found = write(tmp_path, OLD, "tedsd_2010.csv")
    assert files_of(found) == ("tedsd_2010.csv", "tedsd_2019.csv")
    source = read_source(found)
    assert [(file.name, file.rows_read) for file in source.files] == [
        ("tedsd_2010.csv", 3),
        ("tedsd_2019.csv", 4),
    ]
    persons = tables(found)["persons"]
    assert persons.loc[["2010-2", "2019-2"], "age_band"].tolist() == ["55_up", "55_up"]
    joined = write(tmp_path, NEW + OLD.partition("\n")[2], "joined.csv").model_copy(
        update={"files": ["joined.csv"]}
    )
    assert tables(joined)["persons"].loc["2010-1", "age_band"] == "12_14", "one file of both periods"


@pytest.mark.parametrize("suffix", ["csv", "sav", "dta", "xpt", "csv.gz", "csv.zip", "tsv"])
def test_formats_agree(tmp_path, suffix):
    import io

    import pyreadstat

    plain, other = tmp_path / "plain", tmp_path / "other"
    plain.mkdir(), other.mkdir()
    frame = pd.read_csv(io.StringIO(NEW))
    target = other / f"tedsd.{suffix}"
    if suffix == "sav":
        pyreadstat.write_sav(frame, str(target))
    elif suffix == "dta":
        pyreadstat.write_dta(frame.rename(columns=str.lower), str(target))
    elif suffix == "xpt":
        pyreadstat.write_xport(frame, str(target), file_format_version=5)
    else:
        frame.to_csv(target, index=False, sep="\t" if suffix == "tsv" else ",")
    expected = tables(write(plain, NEW))
    for name, table in tables(settings(other)).items():
        pd.testing.assert_frame_equal(table, expected[name])


def test_labels_are_read_as_their_codes(tmp_path):
    row = (
        "1,2019,12-14 years,Male,Black or African American,Not of Hispanic or Latino origin,"
        '"Ambulatory, non-intensive outpatient",Treatment completed,30,Alcohol'
    )
    labelled = NEW.replace("1,2019,1,1,4,4,7,1,30,2", row)
    labelled = labelled.replace("31,1", "31 to 45 days,None")
    first, second = (tmp_path / name for name in ("codes", "labels"))
    first.mkdir(), second.mkdir()
    codes, words = tables(write(first, NEW)), tables(write(second, labelled))
    for name in codes:
        pd.testing.assert_frame_equal(codes[name], words[name])
    assert words["persons"].loc["2019-2", "substance_1"] == "none", "None is a label and not a missing value"


def test_codes_of_no_list_are_refused_with_their_row(tmp_path):
    text = (
        NEW
        + "5,2019,88,1,4,4,7,1,30,2\n6,2031,1,1,4,4,7,1,30,2\n7,2019,1,1,4,4,7,1,1-7 days,2\n,2019,1,1,4,4,7,1,1,2\n"
    )
    found = write(tmp_path, text)
    source = read_source(found)
    checked = ingest(source, vocabulary_of(found))
    for line in ledger(source, checked)["tables"][:2]:
        assert (line["rows_read"], line["rows_kept"], line["rows_quarantined"]) == (8, 4, 4)
    refused = checked["persons"].quarantined
    assert refused["line"].tolist() == [6, 7, 8, 9]
    assert refused["reason"].str.contains("no code list|not a year that is coded|not a whole number").all()
    assert "UNMAPPED" in source.mapping.value_table()["became"].tolist()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (NEW + "5,2019,6,1,4", "fewer fields than the header .line 6."),
        (NEW + '5,2019,"6,1",4\n', "4 fields where the header has 10"),
        (NEW + "5,2019,6,1,4,4,7,1,30,2,9,9\n", "more fields than the header .line 6."),
        (NEW + "5,2019,x,1,4,4,7,1,30\n", "9 fields where the header has 10"),
        (NEW.replace("RACE,", "AGE,"), "Columns 3 and 5 have the same name"),
        (NEW.partition("\n")[0] + "\n", "no rows"),
        (NEW.replace(",2019,", ",2031,"), "commonest reason: DISYR is not a year that is coded"),
        ("", "empty"),
        (NEW.encode()[:-9] + b"\0\0\0\0\0\0", "NUL byte"),
    ],
)
def test_a_damaged_file_is_refused_whole(tmp_path, text, message):
    (tmp_path / "tedsd.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SourceError, match=message):
        read_source(settings(tmp_path))


SAME = {
    "byte order mark": "\ufeff" + NEW,
    "Windows line ends": NEW.replace("\n", "\r\n"),
    "UTF-16": NEW.encode("utf-16"),
    "semicolons": NEW.replace(",", ";"),
    "no last line end": NEW.rstrip("\n"),
    "blank lines": NEW + "\n\n",
    "quotes": NEW.replace("1,2019", '"1","2019"', 1),
    "decimal points": NEW.replace("5,2,6,2,31,1", "5.0,2.0,6.0,2,31,1"),
    "a quoted header": '"CASEID"' + NEW.removeprefix("CASEID"),
}


@pytest.mark.parametrize("case", SAME)
def test_ways_to_write_a_table_do_not_matter(tmp_path, case):
    plain, other = tmp_path / "plain", tmp_path / "other"
    plain.mkdir(), other.mkdir()
    expected = tables(write(plain, NEW))
    content = SAME[case]
    (other / "tedsd.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    for name, table in tables(settings(other)).items():
        pd.testing.assert_frame_equal(table, expected[name])


def test_blanks_in_the_last_column_are_missing(tmp_path):
    persons = tables(write(tmp_path, NEW.replace(",33,19", ",33,")))["persons"]
    assert persons["substance_1"].isna().tolist() == [False, False, False, True]


def test_a_row_that_stands_twice_is_counted_once_and_contradictions_stop(tmp_path):
    from stepdown.errors import RecordError

    found = write(tmp_path, NEW + "4,2019,6,,8,-9,8,6,33,19\n")
    checked = ingest(read_source(found), vocabulary_of(found))
    assert [checked[name].exact_duplicates for name in ("persons", "episodes")] == [1, 1]
    assert len(checked["persons"].kept) == 4
    found = write(tmp_path, NEW + "4,2019,7,,8,-9,8,6,33,19\n")
    with pytest.raises(RecordError, match="share their key"):
        ingest(read_source(found), vocabulary_of(found))


def with_column(name: str, values: list[str], text: str = NEW) -> str:
    lines = text.splitlines()
    return "".join(f"{line},{value}\n" for line, value in zip(lines, [name, *values], strict=True))


PLANTED = {
    "a name": ("CLIENT", ["Maria Lopez", "John Garcia", "Ann Smith", "Jose Diaz"], "names of people"),
    "an e-mail address among codes": ("ROUTE1", ["1", "2", "zqx@mail.org", "3"], "e-mail"),
    "ZIP codes": ("ZIP", ["02139", "60614", "02139", "90210"], "zip"),
    "Social Security numbers": ("X1", ["917860042", "917860043", "917860044", "917860045"], "social security"),
    "serial numbers under the name of an area": ("CBSA", ["917860042", "1", "2", "3"], "cbsa"),
    "a date": ("ENTERED", ["2019-03-04", "2019-03-05", "2019-03-05", "2019-03-06"], "date"),
}  # fmt: skip


@pytest.mark.parametrize("suffix", ["csv", "sav"])
@pytest.mark.parametrize("case", PLANTED)
def test_an_identifier_in_a_column_that_nothing_reads_is_refused(tmp_path, case, suffix):
    import io

    import pyreadstat

    name, values, rule = PLANTED[case]
    text = with_column(name, values)
    if suffix == "csv":
        write(tmp_path, text)
    else:
        frame = pd.read_csv(io.StringIO(text), dtype={name: str})
        pyreadstat.write_sav(frame, str(tmp_path / "tedsd.sav"))
    with pytest.raises(IdentifierError) as refused:
        read_source(settings(tmp_path))
    said = str(refused.value)
    assert f"column {name}" in said and rule in said.lower()
    assert not any(value in said for value in values if len(value) > 2)


def test_an_identifier_far_below_the_first_rows_is_found(tmp_path):
    rows = "".join(f"{i},2019,6,1,4,4,7,1,30,2\n" for i in range(5, 60_000))
    with pytest.raises(IdentifierError, match="column SUB1"):
        read_source(write(tmp_path, NEW + rows + "60001,2019,6,1,4,4,7,1,30,zqx@mail.org\n"))
    with pytest.raises(IdentifierError, match="column LOS"):
        read_source(write(tmp_path, NEW + rows + "60001,2019,6,1,4,4,7,1,917860042,2\n"))


@pytest.mark.parametrize("name", ["CBSA2010", "CBSA2020", "cbsa", "PMSA"])
def test_areas_smaller_than_a_state_are_left_at_the_door_and_this_is_said(tmp_path, name):
    source = read_source(write(tmp_path, with_column(name, ["10180", "-9", "", "29180"])))
    assert any(name in note and "smaller than a state" in note for note in source.notes)
    became = source.mapping.column_table().set_index("column")["became"]
    assert "smaller than a state" in became[name]
    assert not any(name.lower() in table.columns for table in source.tables.values())


def test_the_person_key_of_another_name_is_no_record_number(tmp_path):
    text = NEW.replace("CASEID", "PATIENT_ID")
    assert (
        len(read_source(write(tmp_path, text.replace("\n1,2019", "\n88160042,2019"))).tables["persons"]) == 4
    )


def test_a_missing_column_or_file_is_a_clear_error(tmp_path):
    with pytest.raises(SourceError, match="column REASON"):
        read_source(write(tmp_path, NEW.replace("REASON", "RAISON")))
    assert files_of(settings(tmp_path, files=["absent_*.csv"])) == ("absent_*.csv",)
    with pytest.raises(ValueError, match="not a column of TEDS-D"):
        settings(tmp_path, variables=["shoe_size"])


def test_fields_of_later_years_are_missing_before_them(tmp_path):
    write(tmp_path, OLD)
    found = settings(tmp_path, variables=["level_of_care", "housing_at_discharge"])
    assert tables(found)["persons"]["housing_at_discharge"].isna().all()
    assert any("housing at discharge" in note for note in read_source(found).notes)


def test_what_needs_a_person_key_is_refused_with_the_reason(tmp_path, project):
    cannot = vocabulary_of(settings(tmp_path)).cannot
    assert set(cannot) == set(definitions()) - {"treatment_completed", "stay_at_least", "length_of_stay"}
    text = (project / "config" / "teds_d.yaml").read_text(encoding="utf-8")
    asked = text.replace("{definition: treatment_completed}", "{definition: first_use}")
    (tmp_path / "teds_d.yaml").write_text(asked, encoding="utf-8")
    with pytest.raises(PlanError, match="no person key"):
        load_plan(tmp_path / "teds_d.yaml")


def test_every_code_has_its_place():
    for name, family in families().items():
        assert set(family.new.values()) == set(family.levels) or name in ("state", "diagnosis"), name
        assert set(family.old.values()) <= set(family.levels), name
    assert all(column.family in families() for column in person_columns().values() if column.name not in (
        "race_ethnicity", "discharge_year"))  # fmt: skip


@needs_sample
def test_codes_are_those_of_the_codebook():
    """Every code of the 2019 codebook is covered, and its label leads back to it."""
    book = json.loads((SHARED / "codebook.json").read_text(encoding="utf-8"))
    for column in person_columns().values():
        if column.family in families():
            codes = {int(code) for code in book[column.field]} - {-9}
            extra = {41, 53, 54} if column.field == "STFIPS" else set()
            assert set(families()[column.family].new) == codes | extra, column.name
            for code, label in book[column.field].items():
                assert code_of(label, column.field) == int(code), (column.field, label)
    assert {code for code in map(int, book["LOS"]) if code > 30} == set(STAY_INTERVALS)


@needs_sample
@pytest.mark.parametrize(
    "field", ["AGE", "RACE", "ETHNIC", "NOPRIOR", "SUB1", "ROUTE1", "FREQ1", "FRSTUSE1", "PRIMPAY"]
)
def test_codes_of_2006_to_2014_are_those_of_their_codebook(field):
    book = pd.read_csv(
        SHARED / "codebooks" / "TEDS-D-2006-2014-post-manual.csv", encoding="utf-8-sig", dtype=str
    )
    rows = book[(book["code"] == field) & book["Value"].notna()]
    codes = {int(value) for value in rows["Value"] if value != "-9"}
    family = next(
        c.family for c in person_columns().values() if c.field == field and c.family != "substance_group"
    )
    assert set(families()[family].old) == codes


@needs_sample
def test_the_sample_of_2023_in_codes_and_in_labels_says_the_same(tmp_path):
    """Its labels give LOS codes 1-6 the names of bands (a defect of the sample): they are put right first."""
    defect = ["1-7 days", "8-30 days", "31-90 days", "91-180 days", "181-365 days", "More than 1 year"]
    text = pd.read_csv(SHARED / "tedsd_2023_sample1000_labelled.csv", dtype=str, keep_default_na=False)
    text["length_of_stay"] = text["length_of_stay"].replace(
        {label: str(i) for i, label in enumerate(defect, 1)}
    )
    text.to_csv(tmp_path / "labelled.csv", index=False)
    columns = [name for name in VARIABLES if name != "race"] + [
        "education",
        "housing",
        "insurance",
        "frequency",
    ]
    words = tables(settings(tmp_path, variables=columns))
    codes = tables(settings(SHARED, files=["tedsd_2023_sample1000_recoded.csv"], variables=columns))
    for name in codes:
        pd.testing.assert_frame_equal(codes[name], words[name])
    reasons = codes["episodes"]["discharge_reason"].value_counts()
    assert reasons[["completed", "left", "terminated", "transferred"]].tolist() == [424, 238, 55, 225]
    assert codes["episodes"]["level_of_care"].value_counts()["intensive_outpatient"] == 108
    assert int(codes["episodes"]["withdrawal_management"].sum()) == 141 + 18 + 10


def test_the_ledger_lists_labels_of_no_code_list_with_the_nearest_known_one(tmp_path):
    text = NEW.replace("7,1,30,2", "7,Treatment completd,30,2")
    values = read_source(write(tmp_path, text)).mapping.value_table()
    unmapped = values[values["became"] == "UNMAPPED"]
    assert unmapped[["column", "value", "count", "nearest"]].to_numpy().tolist() == [
        ["REASON", "treatment completd", "<11", "treatment completed"]
    ]


def test_ledger_lists_every_column_and_code(tmp_path):
    source = read_source(write(tmp_path, NEW))
    columns = source.mapping.column_table().set_index("column")["became"]
    assert columns["REASON"] == "discharge_reason"
    assert columns["ETHNIC"] == "race_ethnicity"
    assert columns["SERVICES"] == "level_of_care, withdrawal_management"
    assert (columns != "").all()
    values = source.mapping.value_table()
    assert set(values["count"]) == {"<11"}
    assert "61 to 90 days" in values["became"].tolist()
    assert isinstance(source.tables["persons"], pl.DataFrame)
