"""Strategies of staying: weeks at a level, and keeping to the level at which people started."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.cohort.stay_windows import STAY
from stepdown.plan.checks.finding import Finding, Place
from stepdown.plan.study import Question

DURATION, LEVEL_OF_CARE = "duration_strategies", "level_of_care"
KEEPING = "per_protocol"


def asks_how_long(question: Question) -> bool:
    return question.exposure is not None and question.exposure.variable.startswith(STAY)


def check_strategies(question: Question, where: Place) -> Iterator[Finding]:
    """Does each analysis of a question about weeks fit it, and is a method for weeks asked of nothing else?"""
    about_weeks = asks_how_long(question)
    if about_weeks and question.clock != "admission":
        yield (
            (*where, "clock"),
            f"Weeks at a level count from admission, but the clock starts at {question.clock}.",
            "Remove the clock.",
        )
    methods = [analysis.method for analysis in question.analyses]
    for j, analysis in enumerate(question.analyses):
        here = (*where, "analyses", j, "method")
        if analysis.method == DURATION and question.exposure and not about_weeks:
            yield here, f"{DURATION} compares weeks at a level.", f"Let the exposure be {STAY}<level>."
        if analysis.method == KEEPING and question.exposure and question.exposure.variable != LEVEL_OF_CARE:
            yield (
                here,
                f"{KEEPING} is about keeping to a level of care.",
                f"Let the exposure be {LEVEL_OF_CARE}.",
            )
        if getattr(analysis, KEEPING, False) and KEEPING not in methods:
            yield (
                (*where, "analyses", j, KEEPING),
                "The question has no analysis of those who kept to the level at which they started.",
                f"Add `{{method: {KEEPING}, role: sensitivity}}`.",
            )
        if about_weeks and not analysis.looks_ahead and not analysis.follows and analysis.method != DURATION:
            yield (
                here,
                f"{analysis.method} compares starting with not starting; {question.exposure.variable} is a number of weeks.",
                f"Use {DURATION}.",
            )
