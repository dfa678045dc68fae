"""Did every iterative fit reach its maximum?"""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import Field

from stepdown.answers.gates.verdict import Verdict, judged, unchecked
from stepdown.plan.base import PlanModel

NAME = "convergence"
LABEL = "Every fit has settled"
CHECKS = "whether the fits had settled"
MEASURES: tuple[str, ...] = ()


class Threshold(PlanModel):
    """Smallest share that settled."""

    convergence: float = Field(default=0.95, gt=0, le=1)
    """Smallest share of fits that must settle, where an analysis fits anew in bootstrap replicates. A model that is fitted
    once must settle, or it has no number."""


def convergence(settled: Iterable[bool | None], floor: float, of: int | None = None) -> Verdict:
    """Did every iterative fit reach its maximum?

    Parameters
    ----------
    settled : what each fit reports of itself; None of a fit that reports nothing.
    floor : smallest share of fits that must have settled.
    of : fits that were tried, where those that did not settle are not among the reported.
    """
    told = list(settled)
    if not told or any(one is None for one in told):
        return unchecked(NAME, floor, "a fit does not say")
    share = sum(map(bool, told)) / (len(told) if of is None else of)
    words = ("every model has settled", "a model had not settled, so its numbers mean nothing")
    return judged(NAME, share >= floor, share, floor, words)


def of_fits(*fits: object) -> Verdict:
    """The verdict of models that are fitted once; each says of itself whether it has settled (`converged`)."""
    return convergence([getattr(fit, "converged", None) for fit in fits], 1.0)
