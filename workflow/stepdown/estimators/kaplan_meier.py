"""Kaplan–Meier survival: the product limit over the days on which people leave.

Sources: Kaplan and Meier, 10.1080/01621459.1958.10501452 (estimator); Greenwood
1926 (variance); Kalbfleisch and Prentice 2002, section 1.4 (log-log interval).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.discrete.days import distinct_days

Z95 = 1.959963984540054
# R's tolerance for "survival is exactly one half": products of ratios are not exact.
HALF_TOLERANCE = float(np.sqrt(np.finfo(float).eps))


@dataclass(frozen=True, eq=False)
class KaplanMeier:
    """A survival curve at the distinct days on which anybody leaves, by event or censoring.

    Attributes
    ----------
    time : ndarray of float, shape (k,), days, ascending
    n_at_risk : ndarray of int, shape (k,), people under observation just before `time`
    n_events, n_censored : ndarrays of int, shape (k,), people who leave at `time`
    survival : ndarray of float, shape (k,), probability of no event up to and including `time`
    std_error : ndarray of float, shape (k,), Greenwood's, of `survival`; NaN where survival is 0
    lower, upper : ndarrays of float, shape (k,), 95 % log-log interval; both 1 until the first
        event, NaN where survival is 0
    path : "discrete" if days were counted by a histogram, "dense" if times were sorted; the same numbers
    """

    time: np.ndarray
    n_at_risk: np.ndarray
    n_events: np.ndarray
    n_censored: np.ndarray
    survival: np.ndarray
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    path: str = field(default="dense", kw_only=True)

    def at(self, days: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Read the curve at any days: the last step at or before each of them.

        Parameters
        ----------
        days : array or number

        Returns
        -------
        survival, std_error, lower, upper : ndarrays of the shape of `days`;
            1, 0, 1, 1 before the first step, and the last step carried on after it
        """
        step = np.searchsorted(self.time, np.asarray(days, dtype=float), side="right")
        steps = (
            np.concatenate([[start], curve])[step]
            for start, curve in ((1, self.survival), (0, self.std_error), (1, self.lower), (1, self.upper))
        )
        survival, std_error, lower, upper = steps
        return survival, std_error, lower, upper

    def median(self) -> tuple[float, float, float]:
        """Return the median time with its 95 % limits, each NaN when its curve does not reach one half.

        The limits are where the band's lower and upper curves cross one half
        (Brookmeyer and Crowley, 10.2307/2530286), as in R's `quantile.survfit`.
        """
        return tuple(_half_crossing(self.time, curve) for curve in (self.survival, self.lower, self.upper))


def kaplan_meier(time: Any, event: Any, entry: Any = None) -> KaplanMeier:
    """Estimate the survival curve.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of observation
    event : array, shape (n,), True or 1 where the event happened at `time`
    entry : array, shape (n,), optional, days at which observation starts; a person is at risk
        when entry < t <= time

    Returns
    -------
    KaplanMeier

    Raises
    ------
    ValueError
        For missing, negative or unequal input, or `entry` at or after `time`.

    Examples
    --------
    >>> kaplan_meier([1, 2, 2, 3], [1, 1, 0, 1]).survival
    array([0.75, 0.5 , 0.  ])
    """
    time, event, entry = arrays.survival(time, event, entry)
    days, path = distinct_days(time)
    distinct, code = days.distinct, days.code
    n_leaving = np.bincount(code)
    n_events = np.bincount(code[event], minlength=len(distinct))
    n_at_risk = _suffix_sum(n_leaving)
    if entry is not None:
        # Those who enter at t or later are not yet under observation at t.
        entered_by = np.searchsorted(distinct, entry, side="right")
        not_yet = np.bincount(entered_by, minlength=len(distinct) + 1)
        n_at_risk = n_at_risk - _suffix_sum(not_yet)[1:]
    survival = np.cumprod(1 - n_events / n_at_risk)
    std_error = _greenwood(n_at_risk, n_events, survival)
    lower, upper = log_log_interval(survival, std_error)
    n_censored = n_leaving - n_events
    return KaplanMeier(
        distinct, n_at_risk, n_events, n_censored, survival, std_error, lower, upper, path=path
    )


def _suffix_sum(counts: np.ndarray) -> np.ndarray:
    """Sum each count and those after it."""
    return np.cumsum(counts[::-1])[::-1]


def _greenwood(n_at_risk: np.ndarray, n_events: np.ndarray, survival: np.ndarray) -> np.ndarray:
    """Greenwood's standard error of the survival probability: S √Σ d / (n (n − d))."""
    survivors = n_at_risk - n_events
    terms = np.divide(n_events, n_at_risk * survivors, out=np.zeros(len(survival)), where=survivors > 0)
    # Nobody is left where survival is 0: its variance is 0 times infinity.
    return np.where(survival > 0, survival * np.sqrt(np.cumsum(terms)), np.nan)


def log_log_interval(survival: np.ndarray, std_error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval, symmetric on the scale log(−log S), so that it stays between 0 and 1."""
    inside = (survival > 0) & (survival < 1)
    edge = np.where(survival == 1, 1.0, np.nan)
    lower, upper = edge.copy(), edge.copy()
    log_survival = np.log(survival[inside])
    half_width = Z95 * std_error[inside] / (survival[inside] * -log_survival)
    lower[inside] = np.exp(log_survival * np.exp(half_width))
    upper[inside] = np.exp(log_survival * np.exp(-half_width))
    return lower, upper


def _half_crossing(time: np.ndarray, curve: np.ndarray) -> float:
    """First time at which the curve is below one half; the middle of the step if it lies on one half."""
    known = np.isfinite(curve)
    time, curve = time[known], curve[known]
    reached = np.flatnonzero(curve < 0.5 + HALF_TOLERANCE)
    if reached.size == 0:
        return float("nan")
    first = reached[0]
    if curve[first] < 0.5 - HALF_TOLERANCE:
        return float(time[first])
    below = np.flatnonzero(curve < 0.5 - HALF_TOLERANCE)
    step_end = below[0] if below.size else len(time) - 1
    return float((time[first] + time[step_end]) / 2)
