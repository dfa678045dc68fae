"""Clocks that start after admission, and days that an analysis names."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.cohort.doses import DOSES
from stepdown.outcomes.definitions import definitions
from stepdown.plan.checks.finding import Finding, Place
from stepdown.plan.study import Question
from stepdown.records.variables import Vocabulary

# Option of an analysis -> what it is called.
BEFORE_HORIZON = {"landmark_day": "The landmark", "grace_days": "The last day of grace"}


def check_clock(question: Question, where: Place, vocabulary: Vocabulary) -> Iterator[Finding]:
    """A clock that starts later needs episodes, and an outcome that reads observations and not the whole course."""
    if question.clock == "admission":
        return
    if "episodes" not in (vocabulary.dated or ()):
        yield (
            (*where, "clock"),
            "This source has no dated episodes, so nobody's treatment ends.",
            "Remove it.",
        )
    if not getattr(question.outcome, "any_clock", False):
        can = ", ".join(name for name, one in definitions().items() if getattr(one, "any_clock", False))
        yield (
            (*where, "clock"),
            f"{question.outcome.definition} counts from a day of its own.",
            f"Remove the clock, or ask for one of: {can}.",
        )


def check_dose(question: Question, where: Place) -> Iterator[Finding]:
    """Doses add up from admission on, so they mean something only there."""
    name = question.exposure.variable
    if question.clock != "admission" and name.removeprefix("service.") in DOSES:
        yield (
            (*where, "exposure", "variable"),
            f"{name} adds up from admission, but the clock starts at {question.clock}.",
            "Remove the clock.",
        )


def check_days(analysis, here: Place, question: Question) -> Iterator[Finding]:
    """What is looked at before the outcome counts must end before the horizon."""
    for key, words in BEFORE_HORIZON.items():
        day = getattr(analysis, key, None)
        if day is not None and day >= question.horizon_days:
            yield (
                (*here, key),
                f"{words} (day {day}) is not before the horizon (day {question.horizon_days}).",
                "Choose an earlier landmark." if key == "landmark_day" else "Choose an earlier day.",
            )
