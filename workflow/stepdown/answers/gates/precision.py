"""Could the data have settled the question?

A claim by a margin needs an interval that could have concluded: with a half-width above the margin, it would hold the
margin even if the groups did not differ at all (definitions, D.8). Where there is no margin, nothing is withheld, and what
could have been detected is told (D.10).
"""

from __future__ import annotations

from math import exp, isfinite, log, nan

from pydantic import Field

from stepdown.answers.estimate import RATIOS, Estimate
from stepdown.answers.gates.verdict import Verdict, judged, not_applicable, unchecked
from stepdown.plan.base import PlanModel

NAME = "precision"
LABEL = "Precise enough: half-width against the margin, or the difference that could be detected"
CHECKS = "whether the interval is narrow enough for the margin"
MEASURES: tuple[str, ...] = ()

# Standard errors in a difference that a two-sided test at 5 % finds in 80 of 100 studies, over those in half an interval.
DETECTABLE = (1.959963984540054 + 0.8416212335729143) / 1.959963984540054
# Columns that tell an effect from all others of its question.
KEY = (
    "role",
    "method",
    "adjustment",
    "definition",
    "missing_rule",
    "exposure",
    "level",
    "reference",
    "horizon_days",
    "measure",
)


class Threshold(PlanModel):
    """Widest half-width."""

    precision: float = Field(default=1, gt=0)
    """Widest half-width of an interval, in margins, at which a claim by that margin may be made. Above 1, the interval would
    hold the margin even if the groups did not differ at all: the data could not have concluded."""


def precision(row: Estimate, margin: float, widest: float) -> Verdict:
    """Could the interval of an effect have concluded by a margin?

    The value is left to the door, which takes it from the interval that it releases.
    """
    limit, half = margin * widest, (row.upper - row.lower) / 2
    effect = effect_of(row)
    if half != half:
        return unchecked(NAME, limit, "there is no interval", effect=effect)
    words = (
        "the interval is narrow enough to conclude by the margin",
        "the interval is too wide to conclude by the margin, whatever the truth",
    )
    found = judged(NAME, half <= limit, nan, limit, words, effect=effect)
    return found


def detectable(row: Estimate) -> Verdict:
    """What could have been detected, where no margin was set; nothing is withheld."""
    words = (
        "there is no margin to hold the interval against; the number is the effect that the data would have found in 80 of "
        "100 such studies"
    )
    return not_applicable(NAME, nan, words, effect=effect_of(row))


def effect_of(row: Estimate) -> dict[str, object]:
    return {name: getattr(row, name) for name in KEY}


def half_width(lower: float, upper: float) -> float:
    """Half of a released interval."""
    return (upper - lower) / 2


def detectable_effect(measure: str, lower: float, upper: float) -> float:
    """The difference, or ratio, that 80 of 100 such studies would find, from a released interval."""
    if measure not in RATIOS:
        return DETECTABLE * half_width(lower, upper)
    if not (lower > 0 and isfinite(upper)):
        return nan
    return exp(DETECTABLE * log(upper / lower) / 2)
