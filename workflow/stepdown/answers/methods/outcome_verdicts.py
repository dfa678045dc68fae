"""The gates of models of the outcome that adjust for confounders: AIPW's and standardization's."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates import Verdict
from stepdown.answers.gates.events_per_parameter import NAME, events_per_parameter
from stepdown.answers.gates.verdict import not_applicable
from stepdown.answers.methods.adjusted_people import AdjustedPeople

LINEAR = "the model of the outcome is linear: it counts people, not events"


def enough_events(frame: QuestionFrame, people: AdjustedPeople, own_slopes: bool) -> Verdict:
    """Enough events for the logistic model of a yes/no?

    Where covariates have slopes of their own in every group, each group has a model by itself, and the one with the fewest
    events decides. Models of propensities are judged by the balance that they reach, not by events.
    """
    floor = frame.plan.gates.events_per_parameter
    if people.family != "logistic":
        return not_applicable(NAME, floor, LINEAR)
    happened, n_covariates = people.outcome == 1, people.covariates.shape[1]
    if not own_slopes:
        n_levels = len(np.unique(people.exposure))
        return events_per_parameter(_fewer(happened), n_covariates + n_levels - 1, floor)
    fewest = min(_fewer(happened[people.exposure == level]) for level in np.unique(people.exposure))
    return events_per_parameter(fewest, n_covariates, floor)


def _fewer(happened: np.ndarray) -> int:
    """People with the event, or without it where they are fewer: both tell about odds."""
    return int(min(happened.sum(), (~happened).sum()))


def of_means(means: Sequence[object]) -> list[Verdict]:
    """Whether the models behind means of groups have settled; nothing where there are none."""
    from stepdown.answers.gates.convergence import of_fits

    return [of_fits(*means)] if means else []
