"""Are groups alike in what is adjusted for, once weighted?"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from pydantic import Field

from stepdown.answers.gates.verdict import Verdict, judged_by_group, unchecked
from stepdown.plan.base import PlanModel

NAME = "balance"
LABEL = "Weighted groups alike in what was adjusted for"
CHECKS = "whether weighted groups are alike in what was adjusted for"
MEASURES: tuple[str, ...] = ()


class Threshold(PlanModel):
    """Largest difference left."""

    balance: float = Field(default=0.1, gt=0)
    """Largest standardized difference that weighting may leave in anything adjusted for. Above 0.1, groups still differ."""


def balance(differences: Mapping[str, float], widest: float) -> list[Verdict]:
    """Are groups alike in what is adjusted for, once weighted?

    Parameters
    ----------
    differences : group -> its largest absolute standardized difference from the reference; infinite where something
        varies in one of them only, not a number where it could not be worked out.
    widest : largest one allowed.
    """
    if not differences:
        return [unchecked(NAME, widest, "there is nothing to compare")]
    apart = [group for group, difference in differences.items() if difference > widest]
    known = [difference for difference in differences.values() if difference == difference]
    words = (
        "weighted groups are alike in what was adjusted for",
        "weighting left groups unlike in what was adjusted for",
    )
    return judged_by_group(NAME, differences, apart, max(known, default=inf), widest, words)
