"""Is no weight far beyond all others?"""

from __future__ import annotations

from collections.abc import Mapping
from math import nan

from pydantic import Field

from stepdown.answers.gates.verdict import Verdict, judged_by_group, unchecked
from stepdown.plan.base import PlanModel

NAME = "weight_tails"
LABEL = "No weight far beyond the others"
CHECKS = "whether a weight is far beyond all others"
MEASURES: tuple[str, ...] = ()


class Threshold(PlanModel):
    """Largest weight allowed."""

    weight_tails: float = Field(default=10, ge=1)
    """Largest weight of a group, in 99th percentiles of its weights. Weights whose variance is infinite reach about 10 among
    10,000 people; above it, the answer hangs on the person who has that weight."""


def weight_tails(tails: Mapping[str, float], widest: float, reference: str = "") -> list[Verdict]:
    """Is no weight far beyond all others?

    Parameters
    ----------
    tails : group -> its largest weight over the 99th percentile of its weights; not a number where there is none.
    widest : largest ratio allowed.
    reference : the group that the others are compared with: it takes all comparisons along.
    """
    if not tails:
        return [unchecked(NAME, widest, "there are no weights")]
    beyond = [group for group, tail in tails.items() if tail > widest]
    known = [tail for tail in tails.values() if tail == tail]
    words = ("no weight is far beyond the others", "a person's weight is far beyond all others")
    return judged_by_group(NAME, tails, beyond, max(known, default=nan), widest, words, reference)
