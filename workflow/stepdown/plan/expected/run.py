"""Run the tests of a plan, and report every person and field that is not as expected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from stepdown.errors import PlanTestError, Problem, StepdownError, nearest
from stepdown.plan.expected.model import Case, PlanTests
from stepdown.plan.expected.tables import read_tables

if TYPE_CHECKING:
    from stepdown.plan.study import StudyPlan
    from stepdown.records.variables import Vocabulary

FOLDER = "tests"
# Times and shares that are the same number.
CLOSE = 1e-9


def run_plan_tests(plan: StudyPlan, vocabulary: Vocabulary, folder: Path) -> int:
    """Run every test of a plan.

    Parameters
    ----------
    folder : the folder of the plan; its tests are below `tests/`, in any file whose `study` is this plan's.

    Returns
    -------
    int, cases run; 0 if the plan has none

    Raises
    ------
    PlanError
        If a file of tests cannot be read, with all its problems.
    PlanTestError
        With every person and field that is not as expected. The values are printed: the people of a plan's tests
        are made up by whoever wrote them. Values of real records never are.
    """
    from stepdown.plan.load import load_model

    cases = []
    for path in sorted((folder / FOLDER).glob("*.yaml")):
        tests = load_model(path, PlanTests)
        if tests.study == plan.study:
            cases += [(f"{path}: {case.case}", case) for case in tests.cases]
    problems = [problem for where, case in cases for problem in run_case(case, where, plan, vocabulary)]
    if problems:
        raise PlanTestError(problems)
    return len(cases)


def run_case(case: Case, where: str, plan: StudyPlan, vocabulary: Vocabulary) -> list[Problem]:
    """What is wrong with one case; nothing if it passes."""
    from stepdown.cohort.clocks import zero_days
    from stepdown.outcomes.derive import derive_outcomes
    from stepdown.outcomes.retention.care import observed_to
    from stepdown.records.adapters.base import Source
    from stepdown.records.ingest import ingest

    questions = {question.id: question for question in plan.questions}
    if case.question not in questions:
        return [
            Problem(where, f"The plan has no question '{case.question}'.", nearest(case.question, questions))
        ]
    outcome = questions[case.question].outcome
    problems: list[Problem] = []
    raw = read_tables(case, outcome, where, problems)
    if problems:
        return problems
    try:
        checked = ingest(Source(raw, ()), vocabulary)
    except StepdownError as error:
        return [
            Problem(f"{where}, {problem.where}", problem.what, problem.mend) for problem in error.problems
        ]
    problems = [
        Problem(f"{where}, table {name}", f"A row cannot be kept: {reason}.")
        for name, table in checked.items()
        for reason in table.quarantined["reason"].unique()
    ]
    if problems:
        return problems
    records = {name: table.kept for name, table in checked.items()}
    question = questions[case.question]
    starts = {}
    if question.clock != "admission":
        seen_to = observed_to(records, plan.spells.records_end_day)
        starts[question.clock] = zero_days(records["episodes"], question.clock, plan.spells.gap_days, seen_to)
    table = derive_outcomes(records, {question.outcome_key: question}, starts)[question.outcome_key]
    return list(_differences(case, found_values(table), where))


def found_values(table: pd.DataFrame) -> dict[str, dict[Any, Any]]:
    """Person -> field -> value of an outcome's table; for scores, wave -> score."""
    if "score" in table:
        return {
            str(person): dict(zip(rows["wave"].tolist(), rows["score"].tolist(), strict=True))
            for person, rows in table.groupby("person_id")
        }
    return {str(row.pop("person_id")): row for row in table.to_dict("records")}


def _differences(case: Case, found: Mapping[str, Mapping[Any, Any]], where: str) -> Iterator[Problem]:
    for person, expected in case.expected.items():
        got = found.get(person)
        if expected == "not known":
            if got is not None:
                yield Problem(where, f"{person}: expected an outcome that is not known, got {_words(got)}.")
        elif got is None:
            yield Problem(where, f"{person}: expected {_words(expected)}, got an outcome that is not known.")
        else:
            for name, value in expected.items():
                if name not in got:
                    fields = ", ".join(map(str, got))
                    yield Problem(
                        where, f"{person}: the outcome has no field '{name}'.", f"It has: {fields}."
                    )
                elif not _equal(value, got[name]):
                    yield Problem(
                        where, f"{person}, {name}: expected {_value(value)}, got {_value(got[name])}."
                    )


def _equal(expected: Any, got: Any) -> bool:
    if isinstance(expected, str) or isinstance(got, str):
        return expected == got
    return not pd.isna(got) and abs(float(expected) - float(got)) <= CLOSE


def _words(fields: Mapping[Any, Any]) -> str:
    return ", ".join(f"{name} {_value(value)}" for name, value in fields.items())


def _value(value: Any) -> str:
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return "nothing"
    return (
        str(bool(value)).lower()
        if isinstance(value, bool) or type(value).__name__ == "bool_"
        else f"{value:g}"
    )
