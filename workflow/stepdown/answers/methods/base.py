"""What every method's options and answers have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, TypeVar

import pandas as pd

from stepdown.answers.estimate import Estimate
from stepdown.answers.gates import Verdict
from stepdown.plan.base import PlanModel

Role = Literal["primary", "sensitivity", "naive", "descriptive"]
Z95 = 1.959963984540054
NOT_SETTLED = "the fit had not settled"


class AnalysisModel(PlanModel):
    """One analysis of a question.

    `shapes` are the outcome shapes it can answer; `looks_ahead` is True when it
    uses the exposure without regard to when it was learned, which is what the
    immortal-time guard refuses for an exposure learned after time zero; `draws`
    is True when it gives curves; `imputes` when people whose outcome or covariates are not known are
    part of it all the same.
    """

    shapes: ClassVar[tuple[str, ...]] = ()
    looks_ahead: ClassVar[bool] = True
    draws: ClassVar[bool] = False
    # True for an analysis of what another one found (`following.FollowingAnalysis`).
    follows: ClassVar[bool] = False
    # True for an analysis by weights of the propensity.
    weighs: ClassVar[bool] = False
    imputes: ClassVar[bool] = False
    # Gates that its effects must pass beside those of the question; one that says nothing withholds them.
    gates: ClassVar[tuple[str, ...]] = ()
    # True for an analysis of what people who were lost could change (`LossAnalysis`).
    of_loss: ClassVar[bool] = False

    role: Role
    """primary (one a question), sensitivity, naive (shown as such) or descriptive."""

    def needs(self, shape: str) -> tuple[str, ...]:
        """The gates that it must pass for an outcome of this shape."""
        return self.gates


class LossAnalysis(AnalysisModel):
    """An analysis of what people whose outcome is not known could change.

    Plans get these by themselves (`plan.follow_up_loss`).
    """

    of_loss: ClassVar[bool] = True

    only_if_lost: bool = False
    """Leave it out where everybody's outcome is known: it would repeat what other analyses say."""


def drawn(analyses: Iterable[AnalysisModel]) -> AnalysisModel | None:
    """The analysis that a question's curves are drawn from: the first that gives any, a naive one last."""
    return min((one for one in analyses if one.draws), key=lambda one: one.role == "naive", default=None)


def weighing(analyses: Iterable[AnalysisModel]) -> AnalysisModel | None:
    """The analysis whose balance and overlap are drawn: the first that weighs, the primary one before others."""
    return min((one for one in analyses if one.weighs), key=lambda one: one.role != "primary", default=None)


Fit = TypeVar("Fit")


# Why a group's mean is not given: an interval without width would claim certainty.
NO_ERROR = "nobody or everybody in this group had the event, or there is one person: no error can be seen"


def attempt(fit: Callable[..., Fit], *arrays, **options) -> tuple[Fit | None, str]:
    """The fit and an empty string, or None and why these people give no estimate.

    Estimators say so with a ValueError: no events, one group, separation, too few people.
    """
    try:
        found = fit(*arrays, **options)
    except ValueError as reason:
        return None, str(reason)
    # A model says of itself whether it has settled; the numbers of one that has not mean nothing.
    return (None, NOT_SETTLED) if getattr(found, "converged", True) is False else (found, "")


@dataclass(frozen=True)
class Answer:
    """What a method found, before disclosure control.

    `diagnostics` are tables that figures beside the answer are drawn from, by name (`beside`).
    `curves` has one row a level and day: level, day, n_at_risk, n_events, n_censored, survival, lower, upper.
    """

    rows: list[Estimate]
    verdicts: list[Verdict] = field(default_factory=list)
    curves: pd.DataFrame | None = None
    diagnostics: Mapping[str, pd.DataFrame] = field(default_factory=dict)
