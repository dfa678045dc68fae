"""Is the outcome known for about as many people in every group?"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from stepdown.answers.gates.verdict import Verdict, judged, unchecked
from stepdown.plan.base import PlanModel

NAME = "ascertainment_difference"
LABEL = "About equally many known in every group"
CHECKS = "whether the outcome is known for as many people in every group"
MEASURES: tuple[str, ...] = ()


class Threshold(PlanModel):
    """Largest difference in the share known."""

    ascertainment_difference: float = Field(default=0.15, ge=0, le=1)
    """Largest difference in that share between groups. Above it, who was reached may explain the effect."""


def ascertainment_difference(known: Mapping[str, tuple[int, int]], widest: float) -> Verdict:
    """About equally many known in every group?

    Parameters
    ----------
    known : group -> (people with a known outcome, people), the reference first.
    widest : largest difference in share allowed between a group and the reference.
    """
    shares = {group: found / people for group, (found, people) in known.items() if people}
    if not shares:
        return unchecked(NAME, widest, "nobody is known to be in a group")
    reference, *others = shares
    gaps = {group: abs(shares[group] - shares[reference]) for group in others}
    apart = tuple(group for group, gap in gaps.items() if gap > widest)
    words = (
        "about the same share is known in every group",
        f"the share known differs too much from the reference ({', '.join(apart)})",
    )
    worst = max(gaps.values(), default=0.0)
    return judged(NAME, not apart, worst, widest, words, levels=apart, counts=known)
