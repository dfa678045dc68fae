"""One row a person: the published HELP table gives the answers that the HELP adapter gives."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml

from stepdown.errors import PlanError, SourceError
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
