"""Are there enough events for the number of coefficients?"""

from __future__ import annotations

from pydantic import Field

from stepdown.answers.gates.verdict import Verdict, judged, not_applicable, unchecked
from stepdown.plan.base import PlanModel

NAME = "events_per_parameter"
LABEL = "Enough events for the model"
CHECKS = "whether there are enough events for the model"
MEASURES: tuple[str, ...] = ()


class Threshold(PlanModel):
    """Fewest events a coefficient."""

    events_per_parameter: float = Field(default=10, gt=0)
    """Fewest events for each coefficient of a model. Below ten, coefficients and intervals are unreliable."""


def events_per_parameter(n_events: int | None, n_parameters: int, floor: float) -> Verdict:
    """Enough events for the number of coefficients?

    Parameters
    ----------
    n_events : people with the event, or without it where they are fewer and both count.
    n_parameters : coefficients beside the intercept.
    """
    if n_events is None:
        return unchecked(NAME, floor, "events were not counted")
    if not n_parameters:
        return not_applicable(NAME, floor, "the model has no coefficient")
    ratio = n_events / n_parameters
    words = ("there are enough events for the model", "there are too few events for the model")
    counts = {"events a coefficient": (n_events, n_parameters)}
    return judged(NAME, ratio >= floor, ratio, floor, words, counts=counts)
