"""Aalen–Johansen cumulative incidence: the share of people whom each cause has ended, day by day.

Sources: Aalen and Johansen 1978 (estimator), in the form of Kalbfleisch and Prentice
2002, section 8.2; variance of the Greenwood type, Andersen, Borgan, Gill and Keiding
1993, section 4.4, with the events of a day multinomial whatever their cause. That is
what R's `survfit(Surv(time, factor(cause)) ~ 1)` gives, and Greenwood's own with one
cause. (`cmprsk::cuminc` uses Aalen's form: the same to first order, not the same number.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators.causes import competing
from stepdown.estimators.discrete.days import distinct_days
from stepdown.estimators.kaplan_meier import Z95, kaplan_meier


@dataclass(frozen=True, eq=False)
class AalenJohansen:
    """Cumulative incidence of k causes at the m distinct days on which anybody leaves.

    Attributes
    ----------
    time : ndarray of float, shape (m,), days, ascending
    n_at_risk : ndarray of int, shape (m,), people under observation just before `time`
    n_events : ndarray of int, shape (m, k), people whom each cause ends at `time`
    n_censored : ndarray of int, shape (m,)
    survival : ndarray of float, shape (m,), probability that no cause has happened by `time`
    incidence : ndarray of float, shape (m, k), probability that this cause has happened by
        `time`; with `survival` the causes add up to 1
    std_error : ndarray of float, shape (m, k), of `incidence`; NaN where it has reached 1
    lower, upper : ndarrays of float, shape (m, k), 95 % interval, symmetric on the scale
        log(−log F); both 0 until the cause's first event, NaN where the incidence is 1
    path : "discrete" if days were counted by a histogram, "dense" if times were sorted; the same numbers
    """

    time: np.ndarray
    n_at_risk: np.ndarray
    n_events: np.ndarray
    n_censored: np.ndarray
    survival: np.ndarray
    incidence: np.ndarray
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    path: str = "dense"

    def at(self, days: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Read the curves at any days: the last step at or before each of them.

        Parameters
        ----------
        days : array or number

        Returns
        -------
        incidence, std_error, lower, upper : ndarrays of the shape of `days` and a last axis of
            causes; all 0 before the first step, and the last step carried on after it
        """
        step = np.searchsorted(self.time, np.asarray(days, dtype=float), side="right")
        start = np.zeros((1, self.incidence.shape[1]))
        curves = (self.incidence, self.std_error, self.lower, self.upper)
        incidence, std_error, lower, upper = (np.concatenate([start, curve])[step] for curve in curves)
        return incidence, std_error, lower, upper


def aalen_johansen(time: Any, cause: Any, entry: Any = None, n_causes: int | None = None) -> AalenJohansen:
    """Estimate the cumulative incidence of every cause, exactly: ties are ties, nothing is jittered.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of observation
    cause : array, shape (n,), 0 where observation ended without an event, else 1, 2 … for what happened
    entry : array, shape (n,), optional, days at which observation starts; a person is at risk
        when entry < t <= time
    n_causes : how many causes there are; the largest one seen if not given. A cause that never
        happens has an incidence of 0.

    Returns
    -------
    AalenJohansen

    Raises
    ------
    ValueError
        For invalid input; see `causes.competing`.

    Examples
    --------
    >>> aalen_johansen([1, 2, 2, 3], [1, 2, 0, 1]).incidence
    array([[0.25, 0.  ],
           [0.25, 0.25],
           [0.75, 0.25]])
    """
    time, cause, entry, k = competing(time, cause, entry, n_causes)
    curve = kaplan_meier(time, cause > 0, entry)
    step = distinct_days(time)[0].code.astype(np.int64)
    n_events = np.bincount(step * (k + 1) + cause, minlength=len(curve.time) * (k + 1))
    n_events = n_events.reshape(-1, k + 1)[:, 1:]
    before = lagged(curve.survival, 1.0)[:, np.newaxis]
    incidence = np.cumsum(before * n_events / curve.n_at_risk[:, np.newaxis], axis=0)
    variance = _variance(curve.n_at_risk, n_events, curve.survival)
    # Everybody has left by this cause: nothing is left to vary, as where survival is 0 with one cause.
    others = np.cumsum(n_events.sum(axis=1, keepdims=True) - n_events, axis=0)
    certain = (curve.survival == 0)[:, np.newaxis] & (others == 0)
    std_error = np.where(certain, np.nan, np.sqrt(np.maximum(variance, 0)))
    lower, upper = _log_log_interval(incidence, std_error)
    return AalenJohansen(
        time=curve.time,
        n_at_risk=curve.n_at_risk,
        n_events=n_events,
        n_censored=curve.n_censored,
        survival=curve.survival,
        incidence=incidence,
        std_error=std_error,
        lower=lower,
        upper=upper,
        path=curve.path,
    )


def lagged(values: np.ndarray, first: float) -> np.ndarray:
    """Each value's predecessor: what held just before it."""
    return np.concatenate([np.full((1, *values.shape[1:]), first), values[:-1]])


def _variance(n_at_risk: np.ndarray, n_events: np.ndarray, survival: np.ndarray) -> np.ndarray:
    """Variance of each cause's incidence, shape (m, k).

    From one day to the next, with λ the day's hazard of all causes, λⱼ that of one, and ε their
    errors (multinomial, independent of the past), the errors of S and Fⱼ follow
    δS ← δS (1 − λ) − S ε and δFⱼ ← δFⱼ + δS λⱼ + S εⱼ. Their variances are running sums.
    """
    n = n_at_risk[:, np.newaxis].astype(float)
    before = lagged(survival, 1.0)[:, np.newaxis]
    hazard = n_events / n
    total = n_events.sum(axis=1, keepdims=True)
    # var S = S² × greenwood; cov(S, Fⱼ) = S × joint.
    terms = np.divide(total, n * (n - total), out=np.zeros_like(n), where=n > total)
    greenwood = lagged(np.cumsum(terms, axis=0), 0.0)
    joint = lagged(np.cumsum(before * (hazard * greenwood - n_events / n**2), axis=0), 0.0)
    of_day = before**2 * n_events * (n - n_events) / n**3
    return np.cumsum(of_day + 2 * hazard * before * joint + (hazard * before) ** 2 * greenwood, axis=0)


def _log_log_interval(incidence: np.ndarray, std_error: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """95 % interval, symmetric on the scale log(−log F), so that it stays between 0 and 1."""
    inside = (incidence > 0) & np.isfinite(std_error)
    edge = np.where(incidence == 0, 0.0, np.nan)
    lower, upper = edge.copy(), edge.copy()
    log_incidence = np.log(incidence[inside])
    half_width = Z95 * std_error[inside] / (incidence[inside] * -log_incidence)
    lower[inside] = np.exp(log_incidence * np.exp(half_width))
    upper[inside] = np.exp(log_incidence * np.exp(-half_width))
    return lower, upper
