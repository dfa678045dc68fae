"""Could enough people have been in any of the groups?"""

from __future__ import annotations

from pydantic import Field

from stepdown.answers.gates.verdict import Verdict, judged, unchecked
from stepdown.plan.base import PlanModel

NAME = "overlap"
LABEL = "Enough people could have been in any group"
CHECKS = "whether enough people could have been in any of the groups"
MEASURES: tuple[str, ...] = ()


class Threshold(PlanModel):
    """Smallest share who could."""

    overlap: float = Field(default=0.9, ge=0, le=1)
    """Smallest share of people whose propensity of every group is 0.05 or more. Below it, overlap weights ask a question
    that the records can answer: about the people who could well have been in either group."""


def overlap(within: int, people: int, floor: float) -> Verdict:
    """Could enough people have been in any of the groups?

    Parameters
    ----------
    within : people whose propensity of no group is extreme.
    people : all of them.
    floor : smallest share allowed.
    """
    if not people:
        return unchecked(NAME, floor, "nobody has a propensity")
    share = within / people
    words = (
        "enough people could have been in any of the groups",
        "too many people could hardly have been in the other group, so there is nobody to compare them with",
    )
    return judged(NAME, share >= floor, share, floor, words, counts={"everyone": (within, people)})
