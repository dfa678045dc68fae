"""The gates of a question, which all of its analyses must pass: who is known of, and at which sites they were."""

from __future__ import annotations

from collections.abc import Mapping

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates import Verdict
from stepdown.answers.gates.ascertainment import ascertainment
from stepdown.answers.gates.ascertainment_difference import ascertainment_difference
from stepdown.answers.gates.site_identifiability import site_identifiability

WHO_IS_KNOWN = ("ascertainment", "ascertainment_difference")


def question_verdicts(frame: QuestionFrame) -> list[Verdict]:
    """Verdicts of a question; every gate that it needs and that says nothing is "not evaluated" (`question_needs`)."""
    if judged_at_landmark(frame):
        return []
    known = frame.known_overall() if _formed_later(frame) else frame.known_by_level()
    return [*ascertainment_verdicts(frame, known), *_site_verdicts(frame)]


def question_needs(frame: QuestionFrame) -> tuple[str, ...]:
    """Names of the gates that every claim of a question must pass."""
    if judged_at_landmark(frame):
        return ()
    return (*WHO_IS_KNOWN, *(("site_identifiability",) if _asks_of_sites(frame) else ()))


def ascertainment_verdicts(frame: QuestionFrame, known: Mapping[str, tuple[int, int]]) -> list[Verdict]:
    """Enough outcomes known, and about equally many.

    Parameters
    ----------
    known : group -> (people with a known outcome, people), the reference first.
    """
    gates = frame.plan.gates
    return [
        ascertainment(known, gates.ascertainment),
        ascertainment_difference(known, gates.ascertainment_difference),
    ]


def judged_at_landmark(frame: QuestionFrame) -> bool:
    """Do the analyses have a population of their own, so that each judges it itself?"""
    return _formed_later(frame) and frame.question.outcome.shape == "score"


def _formed_later(frame: QuestionFrame) -> bool:
    variable = frame.exposure_variable
    return variable is not None and variable.known_at == "later"


def _asks_of_sites(frame: QuestionFrame) -> bool:
    """Where a plan names the site, and people or programs chose the groups."""
    site, question = frame.plan.site, frame.question
    return (
        site is not None
        and question.design == "observational"
        and question.exposure is not None
        and question.exposure.variable != site
        and not _formed_later(frame)
    )


def _site_verdicts(frame: QuestionFrame) -> list[Verdict]:
    """Were the groups of an observational question at the same sites?"""
    if not _asks_of_sites(frame):
        return []
    site, question = frame.plan.site, frame.question
    rows = frame.people.dropna(subset="exposure")
    counts = {
        str(level): {str(name): int(n) for name, n in group[site].value_counts().items()}
        for level, group in rows.groupby("exposure", observed=True)
    }
    return site_identifiability(counts, question.exposure.reference)
