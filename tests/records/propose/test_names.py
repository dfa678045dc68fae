"""What the names of columns are taken to mean."""

from __future__ import annotations

import pytest

from stepdown.records.propose.instruments import INSTRUMENTS, recognised
from stepdown.records.propose.names import covariate_name, duration_of, says_censored, snake, status_of
from stepdown.records.propose.tables import FORMS, person_key, table_of
from stepdown.records.propose.text import comment, scalar
from stepdown.records.propose.waves import repeated_measures, split_wave
from stepdown.records.schema import TABLES


@pytest.mark.parametrize(
    ("name", "instrument"),
    [
        ("phq9", "phq9"), ("PHQ9_Total", "phq9"), ("phq_9", "phq9"), ("gad7_score", "gad7"), ("pcl5", "pcl5"),
        ("cesd", "cesd"), ("CES-D", "cesd"), ("cesd10", "cesd10"), ("audit", "audit"), ("audit_c", "audit_c"),
        ("dast", "dast"), ("dast10", "dast10"), ("bam_use", "bam_use"), ("mcs", "sf36_mcs"),
        ("age", None), ("drugrisk", None), ("phq9_1", None), ("auditor", None),
    ],
)  # fmt: skip
def test_instruments_are_recognised_by_their_whole_name(name, instrument):
    known = recognised(name)
    assert (known.name if known else None) == instrument


def test_every_instrument_has_a_range_and_a_name_of_its_own():
    assert all(known.lowest < known.highest for known in INSTRUMENTS)
    assert len({known.name for known in INSTRUMENTS}) == len(INSTRUMENTS)


@pytest.mark.parametrize(
    ("name", "what", "unit"),
    [
        ("daysanysub", "anysub", "days"), ("days_to_relapse", "relapse", "days"), ("relapse_days", "relapse", "days"),
        ("time", "", "days"), ("weeks_to_dropout", "dropout", "weeks"), ("os_months", "os", "months"),
        ("TimeToDeath", "death", "days"),
    ],
)  # fmt: skip
def test_durations_say_what_they_are_the_time_to(name, what, unit):
    assert duration_of(name) == (what, unit)


@pytest.mark.parametrize("name", ["age", "sex", "substance", "id"])
def test_other_names_are_no_durations(name):
    assert duration_of(name) is None


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("relapse_event", "relapse"),
        ("event_relapse", "relapse"),
        ("status", ""),
        ("link", "link"),
        ("cens", ""),
    ],
)
def test_a_status_says_what_it_is_about(name, what):
    assert status_of(name) == what


def test_a_name_of_censoring_is_seen():
    assert says_censored("censored")
    assert not says_censored("event")


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("HELPmiss", "helpmiss"),
        ("firstUse", "first_use"),
        ("2nd look", "x_2nd_look"),
        ("%%", "x_"),
        ("É-2", "e_2"),
    ],
)
def test_any_name_becomes_one_that_plans_can_spell(name, plain):
    assert snake(name) == plain.strip("_")


@pytest.mark.parametrize(
    ("name", "canonical"), [("treat", "arm"), ("Gender", "sex"), ("homeless", "housing"), ("i1", "i1")]
)
def test_covariates_get_canonical_names(name, canonical):
    assert covariate_name(name) == canonical


def test_waves_with_a_unit_become_days():
    (found,) = repeated_measures(["cesd_0", "cesd_6m", "cesd_12m", "age"])
    assert found.columns == {0: "cesd_0", 183: "cesd_6m", 365: "cesd_12m"}
    assert found.sure
    assert found.instrument.name == "cesd"


def test_waves_without_a_unit_get_fillers():
    (found,) = repeated_measures(["craving_t1", "craving_t2", "craving_t3"])
    assert [*found.columns] == [0, 90, 180]
    assert not found.sure


def test_a_column_without_a_wave_is_the_first_of_its_sisters():
    (found,) = repeated_measures(["phq9", "phq9_w4", "phq9_w8"])
    assert found.columns == {0: "phq9", 28: "phq9_w4", 56: "phq9_w8"}


def test_items_are_not_waves():
    (found,) = repeated_measures([f"phq9_{i}" for i in range(1, 10)])
    assert found.looks_like_items


@pytest.mark.parametrize("name", ["age", "i1", "sexrisk", "dayslink"])
def test_plain_names_have_no_wave(name):
    assert split_wave(name) is None


@pytest.mark.parametrize(
    ("stem", "names", "table"),
    [
        ("clients", ["client_id", "age"], "persons"), ("Demographics", ["id"], "persons"),
        ("admissions", ["client_id", "admit_date"], "episodes"), ("attendance_2024", ["client_id"], "services"),
        ("uds_2024-01", ["client_id", "result"], "substance_use"), ("screens", [], "substance_use"),
        ("phq9", ["client_id", "phq9_total"], "assessments"), ("gad7", [], "assessments"),
        ("aftercare", [], "aftercare"), ("followup", [], "follow_up"), ("doses", [], "medication"),
        ("table7", ["x", "y"], None),
    ],
)  # fmt: skip
def test_files_are_assigned_by_name_and_columns(stem, names, table):
    assert table_of(stem, names) == table


def test_forms_name_only_columns_that_the_records_have():
    for table in set(FORMS) & set(TABLES):
        known = {column.name for column in TABLES[table].columns}
        assert set(FORMS[table].slots) <= known, table


def test_the_persons_key_comes_before_other_keys():
    assert person_key(["id", "admission_id", "Client_No"]) == "Client_No"
    assert person_key(["age", "sex"]) is None


@pytest.mark.parametrize(
    "name", ["plain", "with space", "yes", "1", "a: b", "#x", "{", '"', "a\nb", "naïve", "*", "-"]
)
def test_any_name_survives_the_way_through_yaml(name):
    import yaml

    assert yaml.safe_load(f"x: {{k: {scalar(name)}}}") == {"x": {"k": name}}


def test_a_comment_cannot_be_left_by_a_line_end():
    assert all(line.startswith("# ") for line in comment("a\nb: 1\r\nc" * 40))
