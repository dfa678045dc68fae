"""Weeks at a level are compared by the one method that does not credit the time that it took to stay."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.cohort.stay_windows import STAY
from stepdown.plan.study import Question

DURATION = "duration_strategies"


def asks_how_long(question: Question) -> bool:
    return question.exposure is not None and question.exposure.variable.startswith(STAY)


def check_strategies(
    question: Question, where: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Does each analysis of a question about weeks fit it, and is a method for weeks asked of nothing else?"""
    about_weeks = asks_how_long(question)
    if about_weeks and question.clock != "admission":
        yield (
            (*where, "clock"),
            f"Weeks at a level count from admission, but the clock starts at {question.clock}.",
            "Remove the clock.",
        )
    for j, analysis in enumerate(question.analyses):
        here = (*where, "analyses", j, "method")
        if analysis.method == DURATION and question.exposure and not about_weeks:
            yield here, f"{DURATION} compares weeks at a level.", f"Let the exposure be {STAY}<level>."
        if about_weeks and not analysis.looks_ahead and not analysis.follows and analysis.method != DURATION:
            yield (
                here,
                f"{analysis.method} compares starting with not starting; {question.exposure.variable} is a number of weeks.",
                f"Use {DURATION}.",
            )
