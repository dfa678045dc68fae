"""Restricted mean survival time: the mean of event-free days within a horizon.

Source: Royston and Parmar, 10.1186/1471-2288-13-152 (measure and difference);
Klein and Moeschberger 2003, equations 4.5.1–4.5.2 (estimator and variance).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.kaplan_meier import Z95, KaplanMeier, kaplan_meier
from stepdown.estimators.visible_error import joint_error, normal_interval


@dataclass(frozen=True)
class RestrictedMean:
    """Mean event-free days from time zero to `horizon`, with a 95 % interval.

    `n` counts people, `n_events` the events at or before the horizon. Where nothing varies, as without
    events, `std_error` is 0 and the limits are NaN (see `visible_error`).
    """

    estimate: float
    std_error: float
    lower: float
    upper: float
    n: int
    n_events: int
    horizon: float


@dataclass(frozen=True)
class Difference:
    """Treated minus reference, with a 95 % interval and a two-sided P value of no difference."""

    estimate: float
    std_error: float
    lower: float
    upper: float
    p_value: float


@dataclass(frozen=True)
class Ratio:
    """Treated over reference; the standard error is on the log scale, P is two-sided against a ratio of 1."""

    estimate: float
    std_error: float
    lower: float
    upper: float
    p_value: float


def restricted_mean(time: Any, event: Any, horizon: float, entry: Any = None) -> RestrictedMean:
    """Integrate the Kaplan–Meier curve from 0 to the horizon.

    The variance is the sum, over event times t, of the squared area under the curve from t to
    the horizon, times d / (n (n − d)): the sampling variance of the area, not the variance of
    one person's time.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of observation
    event : array, shape (n,), True or 1 where the event happened at `time`
    horizon : days, more than 0
    entry : array, shape (n,), optional, days at which observation starts; at risk when entry < t <= time

    Returns
    -------
    RestrictedMean

    Raises
    ------
    ValueError
        For missing, negative or unequal input; a horizon that is not positive; or a horizon
        beyond the last observation while the curve is still above 0, where it is unknown.

    Examples
    --------
    >>> restricted_mean([1, 2, 2, 3], [1, 1, 0, 1], horizon=3).estimate
    2.25
    """
    if not np.isfinite(horizon) or horizon <= 0:
        raise ValueError("The horizon must be a positive number of days.")
    curve = kaplan_meier(time, event, entry)
    if horizon > curve.time[-1] and curve.survival[-1] > 0:
        raise ValueError(
            f"The horizon of {horizon:g} days lies beyond the last day observed, and the curve has not "
            "reached 0 there: the mean within it is unknown. Shorten the horizon."
        )
    estimate, variance = _area_and_variance(curve, float(horizon))
    std_error = float(np.sqrt(variance))
    lower, upper = normal_interval(estimate, std_error)
    return RestrictedMean(
        estimate=estimate,
        std_error=std_error,
        lower=lower,
        upper=upper,
        n=int(curve.n_events.sum() + curve.n_censored.sum()),
        n_events=int(curve.n_events[curve.time <= horizon].sum()),
        horizon=float(horizon),
    )


def restricted_mean_difference(treated: RestrictedMean, reference: RestrictedMean) -> Difference:
    """Subtract two independent groups' restricted means; normal interval and P value.

    Raises
    ------
    ValueError
        If the two horizons differ, a group is one person, or nothing varies in either.
    """
    _require_one_horizon(treated, reference)
    estimate = treated.estimate - reference.estimate
    std_error = joint_error(
        estimate, float(np.hypot(treated.std_error, reference.std_error)), treated.n, reference.n
    )
    return Difference(
        estimate=estimate,
        std_error=std_error,
        lower=estimate - Z95 * std_error,
        upper=estimate + Z95 * std_error,
        p_value=float(arrays.normal_p_value(estimate, std_error)[0]),
    )


def restricted_mean_ratio(treated: RestrictedMean, reference: RestrictedMean) -> Ratio:
    """Divide two independent groups' restricted means; delta method on the log scale.

    Source: Uno et al., 10.1200/JCO.2014.55.2208; as `survRM2::rmst2`.

    Raises
    ------
    ValueError
        As `restricted_mean_difference`, or if a mean is 0, so that it has no logarithm.
    """
    _require_one_horizon(treated, reference)
    if not (treated.estimate > 0 and reference.estimate > 0):
        raise ValueError("A group's mean is 0 days: a ratio cannot be taken.")
    log_ratio = float(np.log(treated.estimate / reference.estimate))
    relative = np.hypot(treated.std_error / treated.estimate, reference.std_error / reference.estimate)
    std_error = joint_error(log_ratio, float(relative), treated.n, reference.n)
    return Ratio(
        estimate=float(np.exp(log_ratio)),
        std_error=std_error,
        lower=float(np.exp(log_ratio - Z95 * std_error)),
        upper=float(np.exp(log_ratio + Z95 * std_error)),
        p_value=float(arrays.normal_p_value(log_ratio, std_error)[0]),
    )


def _require_one_horizon(treated: RestrictedMean, reference: RestrictedMean) -> None:
    if treated.horizon != reference.horizon:
        raise ValueError(
            f"The horizons differ ({treated.horizon:g} and {reference.horizon:g} days): "
            "restricted means compare only within the same one."
        )


def _area_and_variance(curve: KaplanMeier, horizon: float) -> tuple[float, float]:
    """Area under the step curve up to the horizon, and its variance."""
    within = curve.time < horizon
    edges = np.concatenate([[0.0], curve.time[within], [horizon]])
    heights = np.concatenate([[1.0], curve.survival[within]])
    rectangles = np.diff(edges) * heights
    area_after = np.cumsum(rectangles[::-1])[::-1][1:]
    n_events, n_at_risk = curve.n_events[within], curve.n_at_risk[within]
    survivors = n_at_risk - n_events
    # Where nobody survives, the area after is 0 and so is the term.
    terms = np.divide(n_events, n_at_risk * survivors, out=np.zeros(len(n_events)), where=survivors > 0)
    return float(rectangles.sum()), float(np.sum(area_after**2 * terms))
