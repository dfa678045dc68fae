"""Waivers, keys, dates, types, masking, and failing closed."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields

import polars as pl
import pytest

from stepdown.errors import StepdownError
from stepdown.records.guard import IdentifierError, Refusal, inspect_table, refuse_identifiers
from stepdown.records.guard import rule as rule_module
from stepdown.records.guard.rule import Rule


def rules_of(refusals):
    return {refusal.rule for refusal in refusals}


def test_a_refusal_holds_no_value():
    assert [field.name for field in fields(Refusal)] == ["column", "rule", "why", "mend", "by"]


def test_the_error_names_file_column_rule_and_remedy(column):
    refusals = inspect_table(column("label", "a", "987-65-4320"))
    with pytest.raises(IdentifierError) as caught:
        refuse_identifiers("clients.csv", refusals)
    error = caught.value
    assert isinstance(error, StepdownError) and error.exit_code == 7
    assert str(error).startswith("Identifiers were found: nothing was read: 1 problem")
    assert error.problems[0].where == "clients.csv, column label"
    assert "Social Security" in error.problems[0].what and "waivers" in error.problems[0].mend
    assert "4320" not in str(error)


def test_no_refusals_raise_nothing():
    refuse_identifiers("clients.csv", [])


def test_by_name_and_by_content_are_told_apart(column):
    assert {r.by for r in inspect_table(column("ssn", "x"))} == {"name"}
    assert {r.by for r in inspect_table(column("label", "987-65-4320"))} == {"content"}


def test_every_column_is_looked_at():
    table = pl.DataFrame({"a": ["jane@example.com"], "b": [1], "c": ["192.0.2.1"], "dob": ["x"]})
    assert [r.column for r in inspect_table(table)] == ["a", "c", "dob"]


def test_a_waiver_needs_a_reason(column):
    table = column("label", "jane@example.com")
    assert inspect_table(table, waived={"label": "The address of the clinic's front desk."}) == []
    assert inspect_table(table, waived={"label": "  "}) and inspect_table(
        table, waived={"other": "reason enough"}
    )


class TestKeys:
    @pytest.mark.parametrize("name", ["mrn", "label", "patient_id", "uuid"])
    def test_record_numbers_may_stand_in_a_column_that_is_hashed(self, column, name):
        table = column(name, *(f"{n:08d}" for n in range(1_000_000, 90_000_000, 1_234_567)))
        assert inspect_table(table)
        assert inspect_table(table, keys={name}) == []

    @pytest.mark.parametrize(
        "value", ["jane@example.com", "987-65-4320", "Maria Lopez", "617-555-0123", "2019-03-15"]
    )
    def test_other_identifiers_may_not(self, column, value):
        assert inspect_table(column("patient_id", "1", value), keys={"patient_id"})

    @pytest.mark.parametrize("value", ["987654320", "6175550123", "123456789012345"])
    def test_bare_digits_pass_as_record_numbers_there(self, column, value):
        assert inspect_table(column("key", value)) and not inspect_table(column("key", value), keys={"key"})

    def test_a_social_security_number_is_refused_by_its_name(self, column):
        assert inspect_table(column("ssn", "987654320"), keys={"ssn"})

    def test_running_numbers_need_no_declaration(self):
        assert inspect_table(pl.DataFrame({"patient_id": range(200_001, 200_400)})) == []


class TestDates:
    @pytest.mark.parametrize(
        "value", ["2019-03-15", "03/15/2019", "15MAR2019", "43539", "13772246400", "20190315"]
    )
    def test_declared_dates_may_hold_dates(self, column, value):
        table = column("admit_date", value, "")
        assert inspect_table(table) and inspect_table(table, dates={"admit_date"}) == []

    @pytest.mark.parametrize("kind", [pl.Date, pl.Datetime])
    def test_columns_of_a_date_type(self, kind):
        table = pl.DataFrame({"seen": [dt.date(2019, 3, 15)]}).cast({"seen": kind})
        assert "Dates (the column's type)" in rules_of(inspect_table(table))
        assert inspect_table(table, dates={"seen"}) == []

    @pytest.mark.parametrize("value", ["jane@example.com", "Maria Lopez", "987-65-4320", "617-555-0123"])
    def test_all_else_is_refused_there_too(self, column, value):
        assert inspect_table(column("admit_date", "2019-03-15", value), dates={"admit_date"})

    def test_a_birth_date_is_refused_even_if_declared(self, column):
        assert inspect_table(column("dob", "1980-01-01"), dates={"dob"})

    @pytest.mark.parametrize("name", ["admission_quarter", "period"])
    def test_quarters_need_a_limited_data_set(self, column, name):
        table = column(name, "2019Q1", "2019 Q2")
        assert inspect_table(table) and inspect_table(table, limited_data_set=True) == []

    def test_a_limited_data_set_keeps_no_days(self, column):
        assert inspect_table(column("period", "2019-03-15"), limited_data_set=True)


class TestTypes:
    @pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["a", "jane@example.com"])])
    def test_categories_are_read(self, dtype):
        assert inspect_table(pl.DataFrame({"label": pl.Series(["a", "jane@example.com"], dtype=dtype)}))

    @pytest.mark.parametrize("value", [987654320, 6175550123, 20190315, 1552645320, 4111111111111111])
    @pytest.mark.parametrize("kind", [pl.Int64, pl.UInt64, pl.Float64])
    def test_numbers_are_read(self, value, kind):
        assert inspect_table(pl.DataFrame({"label": pl.Series([1, 2, None, value], dtype=kind)}))

    def test_infinity_hides_nothing(self):
        assert inspect_table(pl.DataFrame({"x": [1.0, float("inf"), float("nan")]})) == []
        assert inspect_table(pl.DataFrame({"x": [float("inf"), float("nan"), 987654320.0]}))

    @pytest.mark.parametrize("values", [[[1, 2]], [{"a": 1}], [b"abc"]], ids=["list", "record", "bytes"])
    def test_what_cannot_be_inspected_is_refused(self, values):
        assert inspect_table(pl.DataFrame({"label": values}))

    def test_yes_and_no_tell_nothing(self, column):
        assert inspect_table(column("email", "yes", "no", None)) == []
        assert inspect_table(pl.DataFrame({"ssn": [True, False, None]})) == []

    def test_an_empty_column_is_judged_by_its_name(self, column):
        assert inspect_table(column("email", None, None)) and not inspect_table(column("dose", None))
        assert inspect_table(pl.DataFrame(schema={"email": pl.String, "dose": pl.Int8}))
        assert inspect_table(pl.DataFrame()) == []


class TestNamesOfColumns:
    @pytest.mark.parametrize(
        "name",
        ["jane@example.com", "987-65-4320", "ssn_987_65_4320", "visit_2019-03-15", "Maria Lopez", "maria_lopez",
         "192.0.2.1", "617-555-0123"],
    )  # fmt: skip
    def test_a_name_that_identifies_is_masked(self, name):
        refusals = inspect_table(pl.DataFrame({"a": [1], name: [1]}))
        assert refusals and all(r.column == "number 2 (its name is hidden)" for r in refusals)
        assert name not in str(refusals)

    def test_other_columns_keep_their_names(self):
        refusals = inspect_table(pl.DataFrame({"jane@example.com": [1], "email": ["x"]}))
        assert "email" in {r.column for r in refusals}

    def test_control_characters_and_length_are_tamed(self):
        refusals = inspect_table(
            pl.DataFrame({"email\x1b[31m\n": ["x"], "email_" + "x_" * 200 + "email": ["x"]})
        )
        assert refusals and all(r.column.isprintable() and len(r.column) < 100 for r in refusals)

    @pytest.mark.parametrize(
        "name", ["firstName", "FIRST NAME", "first-name", "First.Name", "fi\u200brstname", "ｆirst_name"]
    )
    def test_spelling_does_not_matter(self, column, name):
        assert inspect_table(column(name, "Xyq"))

    @pytest.mark.parametrize(
        "name", ["stage", "agency", "dosage", "drug_name", "site_name", "candidate", "update", "state"]
    )
    def test_words_inside_words_do_not_count(self, column, name):
        assert inspect_table(column(name, "alpha", "95 beds")) == []


def test_a_rule_that_breaks_refuses_the_column(monkeypatch, column):
    def broken(_):
        raise RuntimeError("a value: 987-65-4320")

    monkeypatch.setattr(
        "stepdown.records.guard.inspect.all_rules", lambda: (Rule(kind=1, rule="x", why="y.", column=broken),)
    )
    refusals = inspect_table(column("label", "a"))
    assert rules_of(refusals) == {"The column could not be inspected"}
    assert "4320" not in str(refusals)


def test_a_sweep_that_breaks_lets_nothing_through(monkeypatch, column):
    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr("stepdown.records.guard.sweep.matches", broken)
    assert inspect_table(column("label", "jane@example.com"))


def test_a_rare_identifier_in_a_long_column_is_found():
    values = pl.Series("label", ["Outpatient", "Residential"] * 500_000)
    assert inspect_table(pl.concat([values, pl.Series("label", ["jane@example.com"])]).to_frame())


def test_cells_of_a_million_characters(column):
    assert "Free text" in rules_of(inspect_table(column("label", "x" * 10**6)))


def test_rules_are_found_by_themselves():
    assert len(rule_module.all_rules()) > 40
