"""Tests that a researcher writes of their own plan."""

from __future__ import annotations

import shutil

import pytest

from stepdown.errors import PlanError, PlanTestError
from stepdown.plan.expected.run import run_plan_tests
from stepdown.plan.load import load_plan
from stepdown.records.adapters import vocabulary_of


@pytest.fixture
def run(project, tmp_path):
    """`run(old, new)` runs the tests of the opioid trials with that change."""
    plan = load_plan(project / "config" / "ctn0094.yaml")
    shutil.copytree(project / "config" / "tests", tmp_path / "tests")

    def changed(old: str = "", new: str = "") -> int:
        path = tmp_path / "tests" / "ctn0094.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return run_plan_tests(plan, vocabulary_of(plan.source), tmp_path)

    return changed


def test_the_example_passes(run):
    assert run() == 5


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "used: {event: true, day: 42}",
            "used: {event: false, day: 42}",
            "used, event: expected false, got true",
        ),
        ("used: {event: true, day: 42}", "used: {event: true, day: 41}", "used, day: expected 41, got 42"),
        (
            "never_came: {event: true, day: 28}",
            "never_came: not known",
            "never_came: expected an outcome that is not",
        ),
        ("early: {event: false", "stranger: {event: false", "stranger: expected event false"),
        ("coca: {event: false", "coca: {evnt: false", "no field 'evnt'"),
        ("question: stay_start", "question: stay_strat", "Did you mean stay_start"),
        (
            "medication: |\n        person_id day",
            "medicatoin: |\n        person_id day",
            "Did you mean medication",
        ),
        ("        stayed    20  methadone", "        stayed    20", "Row 3 has 2 cells"),
        (
            "        stayed    20  methadone",
            "        stayed    xx  methadone",
            "day should be a whole number",
        ),
        ("person_id day substance result", "person_id day substanse result", "Did you mean substance"),
        ("used: --++++", "used: --+x++", "has a symbol 'x'"),
        (
            "coca      14  opioid    negative",
            "coca      14  opioid    clean",
            "result is not an allowed value",
        ),
    ],
)
def test_what_is_not_as_expected_is_named_with_its_case(run, old, new, said):
    with pytest.raises(PlanTestError) as refused:
        run(old, new)
    assert said in str(refused.value)
    assert "ctn0094.yaml: " in str(refused.value)


def test_a_file_that_is_no_tests_is_refused_with_its_line(run):
    with pytest.raises(PlanError, match="line 6: casse"):
        run("cases:", "casse:")


def test_other_studies_tests_are_left_alone(run):
    assert run("study: ctn0094", "study: other") == 0
