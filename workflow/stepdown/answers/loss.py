"""What analyses of people who were lost share: who was lost, and effects as the primary analysis compares them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from stepdown.answers.frame import QuestionFrame
    from stepdown.answers.methods.adjusted_people import AdjustedPeople
    from stepdown.estimators.arm_means import ArmMeans
    from stepdown.estimators.weights import Target, Weights

WeighingMethod = Literal["overlap", "iptw", "att", "matching_weights"]
TARGETS: dict[str, Target] = {
    "overlap": "overlap",
    "iptw": "everyone",
    "att": "level",
    "matching_weights": "matching",
}


def status_at_horizon(frame: QuestionFrame) -> pd.Series:
    """For each person, had they the outcome by the horizon: yes, no, or missing where nobody can say.

    Of a time to an event, who was followed to the horizon or had something else first did not have it; who was
    lost before is missing. A yes/no stands as it is.
    """
    people = frame.people
    if frame.question.outcome.shape != "time_to_event":
        return people["value"].astype("boolean")
    happened = people["event"].astype("boolean").fillna(False)
    ended = happened | (people["cause"].fillna(0) > 0) if "cause" in people else happened
    followed = people["day"].notna() & (ended | (people["day"] >= frame.question.horizon_days))
    return happened.where(followed.astype(bool), pd.NA)


def known(frame: QuestionFrame) -> pd.Series:
    """For each person: is it known what had become of the outcome at the horizon?"""
    if frame.question.outcome.shape in ("yes_no", "time_to_event"):
        return status_at_horizon(frame).notna()
    return frame.outcome_known()


def somebody_lost(frame: QuestionFrame) -> bool:
    """Does anybody of the groups that are compared lack the outcome?"""
    compared = frame.people["exposure"].notna() if frame.question.exposure else slice(None)
    return not bool(known(frame)[compared].all())


def primary_weights(people: AdjustedPeople, weights: WeighingMethod, level: str) -> Weights:
    """The weights by which a weighting method compares these people.

    Raises
    ------
    ValueError
        If no propensity can be fitted.
    """
    from stepdown.estimators.propensity import propensity
    from stepdown.estimators.weights import balancing_weights

    return balancing_weights(propensity(people.exposure, people.covariates), TARGETS[weights], level)


def effect_means(
    people: AdjustedPeople, weights: WeighingMethod | None, covariates: np.ndarray | None = None
) -> Callable[..., ArmMeans]:
    """From an outcome without gaps to the means of the groups: by standardization, or under weights.

    Parameters
    ----------
    people : exposure and covariates; the outcome too, if none is given to the function that is returned.
    covariates : ndarray, shape (n, p), in place of those of the people.

    Returns
    -------
    callable
        ``means(measure, level, outcome=None)``; weights are worked out once a level.
    """
    from stepdown.estimators.propensity import propensity
    from stepdown.estimators.standardization import standardized_means
    from stepdown.estimators.weighted_means import weighted_means
    from stepdown.estimators.weights import balancing_weights

    columns = people.covariates if covariates is None else covariates
    columns = columns if columns.shape[1] else None
    fitted = cache(lambda: propensity(people.exposure, columns))
    found = cache(lambda level: balancing_weights(fitted(), TARGETS[weights], level))

    def means(_measure: str, level: str, outcome: np.ndarray | None = None) -> ArmMeans:
        values = people.outcome if outcome is None else outcome
        if weights is None:
            return standardized_means(values, people.exposure, columns, people.family)
        return weighted_means(values, people.exposure, found(level if weights == "att" else ""))

    return means
