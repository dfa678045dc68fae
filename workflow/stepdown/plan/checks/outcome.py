"""What is asked about must be what the source holds, on a day on which it is known."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.plan.checks.finding import Finding, Place
from stepdown.plan.study import Question
from stepdown.records.variables import Vocabulary


def check_outcome(
    question: Question, where: Place, vocabulary: Vocabulary, trouble: str | None
) -> Iterator[Finding]:
    """The outcome itself, and the day on which it is judged.

    Parameters
    ----------
    trouble : why the source cannot give the outcome, if it cannot.
    """
    if trouble:
        yield (*where, "outcome"), trouble, ""
    elif early := _too_early(question):
        yield (*where, "outcome"), *early
    elif _needs_interview(question) and question.horizon_days not in vocabulary.waves.values():
        known = ", ".join(str(day) for day in vocabulary.waves.values())
        yield (
            (*where, "horizon_days"),
            f"No interview is due on day {question.horizon_days}.",
            f"Known: {known}.",
        )
    if not trouble:
        yield from _check_occasion(question, where, vocabulary)


def _needs_interview(question: Question) -> bool:
    """Is the outcome a score that somebody is asked for, and no sum with a day of its own?"""
    return question.outcome.shape == "score" and not hasattr(question.outcome, "assessed_on")


def _too_early(question: Question) -> tuple[str, str] | None:
    """A form that asks about 12 months cannot tell of the first 3 (definitions, C.1)."""
    too_early = getattr(question.outcome, "too_early", None)
    reason = too_early(question.horizon_days) if too_early else None
    mend = "If your form asks about fewer days, say `recall_days`."
    return (reason, mend) if reason else None


def _check_occasion(question: Question, where: Place, vocabulary: Vocabulary) -> Iterator[Finding]:
    """An outcome that is judged on a day has that day as its horizon."""
    assessed_on = getattr(question.outcome, "assessed_on", None)
    day = assessed_on(vocabulary) if assessed_on else question.horizon_days
    if day != question.horizon_days:
        yield (
            (*where, "horizon_days"),
            f"The outcome is judged on day {day}, but the horizon is day {question.horizon_days}.",
            f"Write `horizon_days: {day}`.",
        )
