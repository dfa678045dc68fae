"""Drafts for one file with one row a person."""

from __future__ import annotations

import pandas as pd
import pyreadstat
import pytest
import yaml
from reading.books import xlsx

from stepdown.errors import PlanError, SourceError
from stepdown.plan.load import load_plan
from stepdown.records.propose.draft import MARK, propose


@pytest.fixture
def help_draft(project, draft):
    return draft(project / "data" / "help" / "HELPmiss.csv")


def test_the_draft_of_help_finds_what_is_there(help_draft):
    proposal, plan = help_draft
    source = plan["source"]
    assert proposal.out.as_posix() == "config/helpmiss.yaml"
    assert plan["study"] == "helpmiss"
    assert source["adapter"] == "wide"
    assert source["file"] == "HELPmiss.csv"
    assert source["person"] == "id"
    columns = {name: spec["column"] for name, spec in source["persons"].items()}
    assert columns["arm"] == "treat"
    assert columns["housing"] == "homeless"
    assert source["persons"]["cesd"]["label"] == "Depressive symptoms (CES-D)"
    times = {name: (event["time"], event["status"]) for name, event in source["events"].items()}
    assert times == {"anysub": ("daysanysub", "anysub"), "link": ("dayslink", "link")}
    assert plan["follow_up_by"] == "arm"
    assert [question["outcome"]["event"] for question in plan["questions"]] == ["anysub", "link"]


def test_everything_undecided_is_marked_and_refused(help_draft):
    proposal, _ = help_draft
    assert proposal.n_decisions == proposal.text.count(MARK) > 10
    with pytest.raises(PlanError) as refused:
        load_plan(proposal.out)
    assert {problem.where.rsplit(".", 1)[-1] for problem in refused.value.problems} >= {
        "levels",
        "codes",
        "noun",
    }


def test_no_word_of_the_records_is_in_the_draft(help_draft, project):
    proposal, _ = help_draft
    table = pd.read_csv(project / "data" / "help" / "HELPmiss.csv", dtype=str, keep_default_na=False)
    values = {value for name in table for value in table[name].unique()}
    # Small numbers stand in the draft for days and ranges; the other words are its own, or names of columns.
    values = {value for value in values if not value.isdigit()} - {"", "no", "missing", *table.columns}
    words = set(proposal.text.replace("`", " ").replace(",", " ").split())
    assert sorted(values & words) == []


def test_a_plan_is_never_overwritten(help_draft, project):
    proposal, _ = help_draft
    with pytest.raises(PlanError, match="already"):
        propose(project / "data" / "help" / "HELPmiss.csv")
    assert proposal.out.read_text(encoding="utf-8") == proposal.text


@pytest.mark.parametrize("out", ["config/My-Study.yaml", "config/study.yml", "config/2nd.yaml"])
def test_the_name_must_be_one_of_a_study(out, project, draft):
    with pytest.raises(PlanError, match="study's name"):
        draft(project / "data" / "help" / "HELPmiss.csv", out)


def test_what_is_not_there_is_refused(draft, tmp_path):
    with pytest.raises(SourceError, match="no such file"):
        draft(tmp_path / "nothing.csv")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match="no table"):
        draft(tmp_path / "empty")


def write_csv(path, **columns):
    pd.DataFrame(columns).to_csv(path, index=False)
    return path


def test_repeated_measures_become_measures(draft, tmp_path):
    n = 30
    path = write_csv(
        tmp_path / "trial.csv",
        subject_id=range(n),
        group=["a", "b"] * 15,
        phq9_bl=[i % 28 for i in range(n)],
        phq9_6m=[(i * 7) % 28 for i in range(n)],
        mood_t1=[i % 9 for i in range(n)],
        mood_t2=[i % 11 for i in range(n)],
    )
    proposal, plan = draft(path)
    measures = plan["source"]["measures"]
    assert measures["phq9"]["columns"] == {0: "phq9_bl", 183: "phq9_6m"}
    assert measures["phq9"]["highest"] == 27
    assert measures["mood"]["columns"] == {0: "mood_t1", 90: "mood_t2"}
    assert "fillers" in proposal.text
    assert [*plan["source"]["persons"]] == ["arm"]
    outcomes = [question["outcome"] for question in plan["questions"]]
    assert {"definition": "symptom_score", "instrument": "phq9"} in outcomes


def test_identifiers_dates_and_constants_are_not_mapped(draft, tmp_path):
    n = 40
    path = write_csv(
        tmp_path / "leaky.csv",
        id=range(n),
        first_name=["Quentin", "Zelda"] * 20,
        admit_date=[f"2024-03-{1 + i % 28:02d}" for i in range(n)],
        state=["XQ"] * n,
        nothing=[""] * n,
        days_in_care=[i * 3 for i in range(n)],
        sex=["f", "m"] * 20,
    )
    proposal, plan = draft(path)
    assert [*plan["source"]["persons"]] == ["sex"]
    refused = proposal.text.split("identifier guard")[1].split("persons:")[0]
    assert "- first_name:" in refused
    assert "- admit_date:" in refused
    assert "days_in_care: looks like a duration" in proposal.text
    assert "Quentin" not in proposal.text
    assert "XQ" not in proposal.text
    assert plan["questions"]  # a template where no outcome was found


def test_rows_that_are_not_persons_are_a_decision(draft, tmp_path):
    path = write_csv(tmp_path / "visits.csv", client_id=[1, 1, 2, 2], score=[1, 2, 3, 4])
    proposal, plan = draft(path)
    assert plan["source"]["person"] == "row"
    assert "client_id has values that stand in several rows" in proposal.text


def test_an_excel_file(draft, tmp_path):
    rows = {1: ["patient_id", "trt", "relapse_days", "relapse_event"]}
    rows |= {i + 2: [i, ["alpha", "beta"][i % 2], 10 + i, i % 2] for i in range(24)}
    path = tmp_path / "book.xlsx"
    path.write_bytes(xlsx({"Sheet1": rows}))
    proposal, plan = draft(path)
    assert plan["source"]["person"] == "patient_id"
    assert plan["source"]["events"]["relapse"]["time"] == "relapse_days"
    assert plan["source"]["events"]["relapse"]["status"] == "relapse_event"
    assert "alpha" not in proposal.text


def test_an_spss_file(draft, tmp_path):
    n = 24
    table = pd.DataFrame(
        {"usubjid": range(1, n + 1), "arm": [1, 2] * 12, "weeks": range(n), "cens": [0, 1] * 12}
    )
    path = tmp_path / "trial.sav"
    pyreadstat.write_sav(table, str(path), variable_value_labels={"arm": {1: "Zebra arm", 2: "Quokka arm"}})
    proposal, plan = draft(path)
    assert plan["source"]["persons"]["arm"]["column"] == "arm"
    assert "labels for its codes" in proposal.text
    assert "Zebra" not in proposal.text
    (event,) = plan["source"]["events"].values()
    assert (event["time"], event["status"], event["unit"]) == ("weeks", "cens", "weeks")
    assert "1 may mean that nothing happened" in proposal.text


def test_a_file_outside_of_the_project_is_a_decision(help_draft):
    proposal, _ = help_draft
    assert "this computer only" in proposal.text


def test_odd_column_names_stay_yaml(draft, tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text('"a: b","#c","{d}","yes"\n' + "".join(f"{i},{i % 2},{i * 2},x\n" for i in range(30)))
    _, plan = draft(path)
    assert yaml.safe_dump(plan)
    assert {spec["column"] for spec in plan["source"]["persons"].values()} <= {"a: b", "#c", "{d}", "yes"}
