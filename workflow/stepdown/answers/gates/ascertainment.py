"""Are enough outcomes known in every group?"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from stepdown.answers.gates.verdict import Verdict, compared, judged, unchecked
from stepdown.plan.base import PlanModel

NAME = "ascertainment"
LABEL = "Enough outcomes known in every group"
CHECKS = "for how many people the outcome is known"
MEASURES: tuple[str, ...] = ()


class Threshold(PlanModel):
    """Smallest share known."""

    ascertainment: float = Field(default=0.5, ge=0, le=1)
    """Smallest share of people with a known outcome in any group. Below half, most of the answer is guesswork."""


def ascertainment(known: Mapping[str, tuple[int, int]], floor: float) -> Verdict:
    """Enough outcomes known in every group?

    A group that fails takes its own comparison with it; a reference that fails takes them all.

    Parameters
    ----------
    known : group -> (people with a known outcome, people), the reference first.
    floor : smallest share allowed in any group.
    """
    shares = {group: found / people for group, (found, people) in known.items() if people}
    if not shares:
        return unchecked(NAME, floor, "nobody is known to be in a group")
    low = [group for group, share in shares.items() if share < floor]
    words = (
        "the outcome is known for enough people in every group",
        f"the outcome is known for too few people ({', '.join(low)})",
    )
    levels = compared(tuple(low), next(iter(shares)))
    return judged(NAME, not low, min(shares.values()), floor, words, levels=levels, counts=known)
