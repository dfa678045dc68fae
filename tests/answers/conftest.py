"""Question frames made by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.answers.frame import build_frame
from stepdown.cohort.clocks import zero_table
from stepdown.plan.study import Question, StudyPlan

EMPTY_AFTERCARE = pd.DataFrame(columns=["person_id", "wave", "day", "kind", "received"])


@pytest.fixture(scope="session")
def question_of():
    """`question_of(**changes)`: a question about first use by arm, with these changes."""

    def make(**changes) -> Question:
        content = {
            "id": "q", "question": "Is it so?", "design": "randomised", "time_zero": "randomisation",
            "exposure": {"variable": "arm", "reference": "control"}, "outcome": {"definition": "first_use"},
            "horizon_days": 180, "summary": "days", "analyses": [{"method": "rmst", "role": "primary"}],
            "figure": {"kind": "forest"},
        }  # fmt: skip
        return Question.model_validate(content | changes)

    return make


@pytest.fixture(scope="session")
def frame_of(trial, vocabulary, question_of):
    """`frame_of(cohort, derived, aftercare, **changes)`: the frame of that question for everyone in the cohort."""

    def make(cohort: pd.DataFrame, derived: pd.DataFrame, aftercare: pd.DataFrame | None = None, **changes):
        plan: StudyPlan = trial
        cohort = cohort.assign(in_everyone=True)
        records = EMPTY_AFTERCARE if aftercare is None else aftercare
        return build_frame(plan, question_of(**changes), vocabulary, cohort, derived, records, zero_table({}))

    return make


@pytest.fixture(scope="session")
def analysis_of():
    """`analysis_of("cox", adjusted=True)`: the options of one analysis."""
    from stepdown.answers.methods import analyses

    def make(method: str, **options):
        return analyses()[method](**({"method": method, "role": "primary"} | options))

    return make
