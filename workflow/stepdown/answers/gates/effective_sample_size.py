"""Do weights rest on enough people, or on a few with large weights?"""

from __future__ import annotations

from collections.abc import Mapping
from math import nan

from pydantic import Field

from stepdown.answers.gates.verdict import Verdict, judged_by_group, unchecked
from stepdown.plan.base import PlanModel

NAME = "effective_sample_size"
LABEL = "Weights rest on enough people"
CHECKS = "whether the weights rest on enough people"
MEASURES: tuple[str, ...] = ()


class Threshold(PlanModel):
    """Smallest share that counts."""

    effective_sample_size: float = Field(default=0.5, ge=0, le=1)
    """Smallest share of a group's people that its weights are worth. Below half, a few people decide the result."""


def effective_sample_size(shares: Mapping[str, float], floor: float, reference: str) -> list[Verdict]:
    """Do weights rest on enough people, or on a few with large weights?

    Parameters
    ----------
    shares : group -> effective over actual number of people; not a number where it could not be worked out.
    floor : smallest share allowed in any group.
    reference : the group that the others are compared with: it takes all comparisons along.
    """
    if not shares:
        return [unchecked(NAME, floor, "there are no weights")]
    low = [group for group, share in shares.items() if share < floor]
    known = [share for share in shares.values() if share == share]
    words = ("the weights rest on enough people", "a few people with large weights decide the result")
    return judged_by_group(NAME, shares, low, min(known, default=nan), floor, words, reference)
