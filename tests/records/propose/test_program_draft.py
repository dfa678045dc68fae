"""Drafts for a folder of tables."""

from __future__ import annotations

import csv

import pytest

from stepdown.errors import PlanError, SourceError
from stepdown.plan.load import load_plan
from stepdown.records.schema import TABLES


@pytest.fixture
def river(draft, riverbend, tmp_path):
    riverbend(tmp_path / "data" / "riverbend")
    return draft("data/riverbend")


def test_files_become_tables(river):
    _, plan = river
    tables = plan["source"]["tables"]
    assert plan["source"]["adapter"] == "program"
    assert plan["source"]["path"] == "data/riverbend"
    assert tables["persons"]["files"] == ["clients.csv"]
    assert tables["episodes"]["files"] == ["admissions.csv"]
    assert tables["substance_use"]["files"] == ["uds_*-H*.csv"]
    assert tables["assessments"]["files"] == ["phq9.csv"]


def test_columns_become_canonical(river):
    _, plan = river
    tables = plan["source"]["tables"]
    assert {table["columns"]["person_id"] for table in tables.values()} == {"client_no"}
    assert tables["episodes"]["columns"]["admission_day"] == {
        "column": "admit_date",
        "date_format": "%m/%d/%Y",
    }
    assert tables["episodes"]["columns"]["discharge_reason"] == {"column": "discharge_reason", "recode": {}}
    assert tables["substance_use"]["columns"]["day"] == {"column": "collected_on", "date_format": "%Y-%m-%d"}
    assert tables["substance_use"]["columns"]["days_covered"] == {"value": "1"}
    assert tables["assessments"]["measures"] == {"phq9": "phq9_total"}
    assert plan["source"]["index"] == {"table": "episodes", "column": "admission_day"}
    assert plan["source"]["instruments"]["phq9"]["highest"] == 27
    assert {"definition": "treatment_completed"} in [question["outcome"] for question in plan["questions"]]


def test_dates_of_birth_and_mistyped_dates_are_pointed_out(river):
    proposal, plan = river
    assert "- date_of_birth: Birth dates" in proposal.text
    assert "not written like %m/%d/%Y" in proposal.text
    assert "date_of_birth" not in str(plan)


def test_no_value_is_in_the_draft(river, tmp_path):
    proposal, _ = river
    # The draft lists the levels that the records allow; a program may use the same words.
    allowed = {level for table in TABLES.values() for column in table.columns for level in column.allowed}
    words = set(proposal.text.replace("`", " ").replace(",", " ").split()) - allowed
    for path in (tmp_path / "data" / "riverbend").iterdir():
        with path.open(encoding="utf-8", newline="") as stream:
            values = {value for row in csv.DictReader(stream) for value in row.values()}
        assert not {value for value in values if not value.isdigit()} & words, path.name


def test_undecided_places_are_refused(river):
    proposal, _ = river
    with pytest.raises(PlanError) as refused:
        load_plan(proposal.out)
    assert any("levels" in problem.where for problem in refused.value.problems)


def test_files_that_fit_nowhere_are_named(draft, riverbend, tmp_path):
    folder = riverbend(tmp_path / "export")
    (folder / "table7.csv").write_text("a,b\n1,2\n3,4\n")
    (folder / "README.txt").write_text("This is not a table.\n")
    proposal, plan = draft(folder)
    assert "table7.csv is not used" in proposal.text
    assert "README.txt" not in proposal.text
    assert "table7.csv" not in str(plan["source"]["tables"])


def test_all_unreadable_files_are_named_at_once(draft, riverbend, tmp_path):
    folder = riverbend(tmp_path / "export")
    (folder / "a.csv").write_bytes(b"")
    (folder / "b.parquet").write_bytes(b"no parquet")
    with pytest.raises(SourceError) as refused:
        draft(folder)
    where = " ".join(problem.where for problem in refused.value.problems)
    assert "a.csv" in where
    assert "b.parquet" in where


def test_a_folder_without_persons_is_a_decision(draft, tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    for name in ("admissions", "discharges_old"):
        (folder / f"{name}.csv").write_text(
            "client_id,admit_date\n" + "".join(f"{i},2024-01-{i:02d}\n" for i in range(1, 29))
        )
    proposal, plan = draft(folder)
    assert plan["source"]["tables"]["persons"]["files"] == ["DECIDE"]
    assert "no file looks like the table of persons" in proposal.text
