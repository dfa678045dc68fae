"""`stepdown questions`: what a study asks of the library, what it could ask, and what nobody can ask of such records."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.plan.library.entry import untestable
from stepdown.plan.library.standing import Standing, standings
from stepdown.plan.load import load_plan

HEADINGS = {
    "asked": "Asked by this study",
    "can be asked": "Can be asked: put `- use: <name>` under questions",
    "needs another adjustment set": "Can be asked with an adjustment set of its own: put `adjustment: [...]` beside `use:`",
    "cannot be asked": "Cannot be asked of these records as they are mapped now",
}


def questions_of(path: Path) -> Iterator[str]:
    """The lines to print for a plan.

    Raises
    ------
    PlanError
        If the plan or a file of the library is wrong.
    """
    plan = load_plan(path)
    found = standings(plan, vocabulary_of(plan.source), path.parent)
    for status, heading in HEADINGS.items():
        these = [standing for standing in found if standing.status == status]
        if these:
            yield from ("", heading, *(line for standing in these for line in _told(standing)))
    claims = untestable(path.parent)
    if claims:
        yield from ("", "Claims that no such records can test")
    for claim in claims:
        yield from (*_wrapped(claim.claim, 2), *_wrapped(claim.because, 6))


def _told(standing: Standing) -> Iterator[str]:
    yield f"  {standing.id}"
    yield from _wrapped(standing.asks, 6)
    for reason in standing.reasons:
        yield from _wrapped(f"because: {reason}", 8)


def _wrapped(text: str, indent: int) -> list[str]:
    return textwrap.wrap(
        " ".join(text.split()), 110, initial_indent=" " * indent, subsequent_indent=" " * indent
    )
