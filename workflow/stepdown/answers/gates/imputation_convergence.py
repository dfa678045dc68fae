"""Did the chains that imputed what is missing forget where they started?"""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from pydantic import Field

from stepdown.answers.gates.verdict import Verdict, judged, unchecked
from stepdown.plan.base import PlanModel

NAME = "imputation_convergence"
LABEL = "Imputation has settled"
CHECKS = "whether the imputation had settled"
MEASURES: tuple[str, ...] = ()


class Threshold(PlanModel):
    """Largest shrink factor."""

    imputation_convergence: float = Field(default=1.2, gt=1)
    """Largest shrink factor (Gelman and Rubin) of any imputed variable. Above 1.2, the chains still differ: more cycles."""


def imputation_convergence(shrink: Mapping[str, float], widest: float) -> Verdict:
    """Did the chains that imputed what is missing forget where they started?

    Parameters
    ----------
    shrink : variable -> shrink factor of its chains; 1 where nothing had to converge.
    widest : largest one allowed.
    """
    if not shrink or any(factor != factor for factor in shrink.values()):
        return unchecked(NAME, widest, "the chains left no trace")
    largest = max(shrink.values(), default=inf)
    words = (
        "the imputed sets agree on what is missing",
        "the imputation had not settled; ask for more cycles",
    )
    return judged(NAME, largest <= widest, largest, widest, words)
