"""Accelerated failure time: how many times longer it takes, with Weibull or log-normal times.

The logarithm of time is a linear predictor plus a scale times an error of known shape. Sources: Kalbfleisch
and Prentice 2002, sections 2.3 and 3.6; Lawless 2003, chapter 6. Parameters, likelihood and covariance (by
the observed information in coefficients and log scale) are those of R's `survreg`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.ascent import climb
from stepdown.estimators.kaplan_meier import Z95

Distribution = Literal["weibull", "log_normal"]
DISTRIBUTIONS = ("weibull", "log_normal")
# A factor of e to the 15 for one standard deviation of a covariate is on its way to infinity.
LARGEST = 15.0
NO_MAXIMUM = (
    "The likelihood has no maximum: a covariate separates those with events from the others, or times hardly "
    "vary. Merge sparse levels or leave the covariate out."
)


@dataclass(frozen=True, eq=False)
class AcceleratedFailureTime:
    """A fitted model; exp(coefficient) is a time ratio: above 1, it takes longer.

    Attributes
    ----------
    coefficients, std_error, p_value : ndarrays of float, shape (1 + p,), the intercept first
    scale : float, of the error of log time; 1 / shape of a Weibull
    covariance : ndarray of float, shape (2 + p, 2 + p), of the coefficients and log scale
    log_likelihood : float, of the times (not of their logarithms)
    n, n_events : int, people (by count) and events
    converged : always True: a fit that does not converge raises
    """

    converged: ClassVar[bool] = True

    distribution: str
    coefficients: np.ndarray
    std_error: np.ndarray
    p_value: np.ndarray
    scale: float
    covariance: np.ndarray
    log_likelihood: float
    n: float
    n_events: float

    def time_ratio(self, column: int) -> tuple[float, float, float]:
        """Return the time ratio of a covariate (0 is the first) with its 95 % limits."""
        log_ratio, error = self.coefficients[1 + column], self.std_error[1 + column]
        return tuple(float(np.exp(log_ratio + z * error)) for z in (0.0, -Z95, Z95))


def accelerated_failure_time(
    time: Any,
    event: Any,
    covariates: Any = None,
    distribution: Distribution = "weibull",
    entry: Any = None,
    weights: Any = None,
) -> AcceleratedFailureTime:
    """Fit by maximum likelihood, with right-censoring and late entry.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of observation, above 0
    event : array, shape (n,), True or 1 where the event happened at `time`
    covariates : array, shape (n, p), optional
    distribution : "weibull" or "log_normal"
    entry : array, shape (n,), optional, days at which observation starts, 0 or more; the likelihood is that
        of times beyond it (left truncation)
    weights : array, shape (n,), optional, positive case weights (how many people a row stands for)

    Returns
    -------
    AcceleratedFailureTime

    Raises
    ------
    ValueError
        For invalid input; a time of 0, which has no logarithm; fewer than two different event times, so that
        the scale has no estimate; collinear covariates; or one that separates those with events.
    """
    time, event, entry = arrays.survival(time, event, entry)
    n = len(time)
    if distribution not in DISTRIBUTIONS:
        raise ValueError(f"distribution must be {' or '.join(DISTRIBUTIONS)}; it is {distribution!r}.")
    zero = int(np.count_nonzero(time == 0))
    if zero:
        raise ValueError(
            f"time is 0 in {zero} rows: a time of 0 has no logarithm. Count the first day as day 1."
        )
    weight = np.ones(n) if weights is None else _positive(weights, n)
    if not event.any():
        raise ValueError("There are no events: a time ratio cannot be estimated.")
    if len(np.unique(time[event])) < 2:
        raise ValueError("All events happened on one day: the spread of times has no estimate.")
    design = np.ones((n, 1)) if covariates is None else arrays.with_intercept(covariates, n)
    centre, spread = design.mean(axis=0), design.std(axis=0)
    centre[0], spread[0] = 0.0, 1.0
    begun = _log_entry(entry)
    rows = (np.log(time), event, begun, weight)
    theta, covariance, log_likelihood = _maximise(distribution, (design - centre) / spread, *rows)
    # Back to the covariates' own units; the intercept takes what centring took.
    back = np.diag(np.append(1 / spread, 1.0))
    back[0, 1:-1] = -centre[1:] / spread[1:]
    theta, covariance = back @ theta, back @ covariance @ back.T
    std_error = np.sqrt(np.diag(covariance))[:-1]
    return AcceleratedFailureTime(
        distribution=distribution,
        coefficients=theta[:-1],
        std_error=std_error,
        p_value=arrays.normal_p_value(theta[:-1], std_error),
        scale=float(np.exp(theta[-1])),
        covariance=covariance,
        log_likelihood=float(log_likelihood - weight[event] @ np.log(time[event])),
        n=float(weight.sum()),
        n_events=float(weight[event].sum()),
    )


def _positive(weights: Any, n_rows: int) -> np.ndarray:
    weights = arrays.numeric(weights, "weights", n_rows)
    bad = int(np.count_nonzero(weights <= 0))
    if bad:
        raise ValueError(f"weights must be positive; they are not in {bad} rows. Leave those rows out.")
    return weights


def _log_entry(entry: np.ndarray | None) -> np.ndarray | None:
    """Logarithm of entry, −inf for those seen from time zero."""
    if entry is None:
        return None
    negative = int(np.count_nonzero(entry < 0))
    if negative:
        raise ValueError(f"entry is negative in {negative} rows.")
    return np.log(entry, out=np.full(len(entry), -np.inf), where=entry > 0)


def _maximise(distribution, design, log_time, event, begun, weight):
    """Estimate, covariance and log-likelihood of log times, in the coefficients and log scale."""
    estimate, information, value = climb(
        lambda theta: _likelihood(theta, distribution, design, log_time, event, begun, weight),
        _start(distribution, design, log_time, event, weight),
        lambda theta: bool(np.abs(theta[1:]).max() > LARGEST),
        NO_MAXIMUM,
    )
    return estimate, np.linalg.inv(information), value


def _start(distribution, design, log_time, event, weight) -> np.ndarray:
    """The mean and spread of log times of events, as if nobody were censored."""
    centre = np.average(log_time, weights=weight)
    spread = max(float(np.sqrt(np.average((log_time - centre) ** 2, weights=weight))), 1e-2)
    start = np.zeros(design.shape[1] + 1)
    start[0] = centre + (0.5772 * spread * 0.78 if distribution == "weibull" else 0.0)
    start[-1] = np.log(spread * (0.78 if distribution == "weibull" else 1.0))
    return start


def _likelihood(theta, distribution, design, log_time, event, begun, weight):
    """Log-likelihood of log times, gradient and information in (coefficients, log scale)."""
    scale = np.exp(theta[-1])
    centre = design @ theta[:-1]
    with np.errstate(over="ignore"):
        z = (log_time - centre) / scale
        density, survival = _shape(distribution, z)
    # An event adds log density − log scale, a censoring log survival.
    value, first, second = (np.where(event, d, s) for d, s in zip(density, survival, strict=True))
    value = value - np.where(event, theta[-1], 0.0)
    in_log_scale = -first * z - event
    pieces = [(1.0, z, value, first, second, in_log_scale)]
    if begun is not None:
        late = np.isfinite(begun)
        start = np.where(late, (np.where(late, begun, 0.0) - centre) / scale, 0.0)
        gone = [np.where(late, part, 0.0) for part in _shape(distribution, start)[1]]
        pieces.append((-1.0, start, *gone, -gone[1] * start))
    total, p = 0.0, design.shape[1]
    gradient, information = np.zeros(p + 1), np.zeros((p + 1, p + 1))
    for sign, at, value, first, second, of_scale in pieces:
        w = sign * weight
        total += w @ value
        gradient[:p] += design.T @ (-w * first / scale)
        gradient[p] += w @ of_scale
        information[:p, :p] -= (design * (w * second / scale**2)[:, np.newaxis]).T @ design
        cross = design.T @ (w * (first + at * second) / scale)
        information[:p, p] -= cross
        information[p, :p] -= cross
        information[p, p] -= w @ (first * at + second * at**2)
    if not np.isfinite(total):
        total = -np.inf
    return total, gradient, information


def _shape(distribution: str, z: np.ndarray) -> tuple[tuple, tuple]:
    """Log density and log survival of the error, each with its first two derivatives."""
    if distribution == "weibull":
        hazard = np.exp(z)
        return (z - hazard, 1 - hazard, -hazard), (-hazard, -hazard, -hazard)
    from scipy.special import log_ndtr

    log_survival = log_ndtr(-z)
    mills = np.exp(-0.5 * z**2 - 0.5 * np.log(2 * np.pi) - log_survival)
    log_density = -0.5 * z**2 - 0.5 * np.log(2 * np.pi)
    return (log_density, -z, -np.ones(len(z))), (log_survival, -mills, -mills * (mills - z))
