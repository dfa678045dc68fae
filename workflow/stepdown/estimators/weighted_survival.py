"""Kaplan–Meier under weights: weighted curve, unweighted counts.

Sources: Cole and Hernán, 10.1016/j.cmpb.2003.10.004 (adjusted curves); Xie and Liu,
10.1002/sim.2174 (weighted product limit). The variance is the infinitesimal jackknife, as in
R's `survfit(weights =, robust = TRUE)`: Greenwood's is wrong for weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.kaplan_meier import KaplanMeier, log_log_interval


@dataclass(frozen=True, eq=False)
class WeightedKaplanMeier(KaplanMeier):
    """A weighted survival curve; the counts of `KaplanMeier` are of people, unweighted.

    Attributes
    ----------
    weighted_at_risk, weighted_events : ndarrays of float, shape (k,), sums of weights
    """

    weighted_at_risk: np.ndarray
    weighted_events: np.ndarray


def weighted_kaplan_meier(
    time: Any, event: Any, weights: Any, entry: Any = None, person: Any = None
) -> WeightedKaplanMeier:
    """Estimate the survival curve under known weights.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of the row's interval
    event : array, shape (n,), True or 1 where the event happened at `time`
    weights : array, shape (n,), 0 or more
    entry : array, shape (n,), optional, days at which the row's interval starts; at risk when
        entry < t <= time. A person may have several rows with weights of their own.
    person : array of labels, shape (n,), optional, whose rows follow each other; the rows of a
        person are then one in the variance, and a row that goes on is not a censoring

    Returns
    -------
    WeightedKaplanMeier

    Raises
    ------
    ValueError
        For invalid input, negative weights, or no weight at all.
    """
    time, event, entry = arrays.survival(time, event, entry)
    weights = _not_negative(weights, len(time))
    steps = weighted_steps(time, event, weights, entry)
    person = np.arange(len(time)) if person is None else arrays.codes(person, "person", len(time))[1]
    n_leaving = np.bincount(steps.code[~_goes_on(time, entry, person)], minlength=len(steps.time))
    n_events = np.bincount(steps.code[event], minlength=len(steps.time))
    n_at_risk = steps.at_risk_sum(np.ones(len(time)))
    std_error = _jackknife(steps, event, weights, person)
    lower, upper = log_log_interval(steps.survival, std_error)
    return WeightedKaplanMeier(
        time=steps.time,
        n_at_risk=np.rint(n_at_risk).astype(int),
        n_events=n_events,
        n_censored=n_leaving - n_events,
        survival=steps.survival,
        std_error=std_error,
        lower=lower,
        upper=upper,
        weighted_at_risk=steps.at_risk,
        weighted_events=steps.events,
    )


@dataclass(frozen=True, eq=False)
class Steps:
    """A weighted product limit, and where each row is in it.

    Attributes
    ----------
    time : ndarray, shape (k,), distinct days on which rows end
    code, opening : ndarrays of int, shape (n,), a row is at risk at steps opening ≤ s ≤ code
    at_risk, events, survival : ndarrays of float, shape (k,)
    """

    time: np.ndarray
    code: np.ndarray
    opening: np.ndarray
    at_risk: np.ndarray
    events: np.ndarray
    survival: np.ndarray

    def at_risk_sum(self, values: np.ndarray) -> np.ndarray:
        """Sum of values (n,) over the rows at risk at each step."""
        return _at_risk_sum(values, self.code, self.opening, len(self.time))

    def slopes(self) -> tuple[np.ndarray, np.ndarray]:
        """Derivative of log survival at each step by the weight of a row that is at risk, or has its event there.

        At risk: d / (y (y − d)); event: −1 / y. Both 0 where nobody survives the step, because the
        curve stays at 0 however the weights change a little.
        """
        survivors = self.survival > 0
        left = np.where(survivors, self.at_risk - self.events, 1.0)
        at_risk = np.where(survivors, self.at_risk, 1.0)
        return np.where(survivors, self.events / (at_risk * left), 0.0), np.where(
            survivors, -1 / at_risk, 0.0
        )

    def derivative(self, event: np.ndarray, height: np.ndarray) -> np.ndarray:
        """Derivative of Σ_s height_s × (change of log survival at step s) by each row's weight.

        Parameters
        ----------
        event : ndarray of bool, shape (n,)
        height : ndarray, shape (k,) — S(t) for steps up to t to have S(t)'s derivative, the area
            that is left for that of a restricted mean

        Returns
        -------
        ndarray, shape (n,)
        """
        at_risk, own = self.slopes()
        running = np.concatenate([[0.0], np.cumsum(at_risk * height)])
        derivative = running[self.code + 1] - running[self.opening]
        # A row's own event takes the place of having been at risk in that step.
        derivative[event] += ((own - at_risk) * height)[self.code[event]]
        return derivative


def weighted_steps(
    time: np.ndarray, event: np.ndarray, weights: np.ndarray, entry: np.ndarray | None
) -> Steps:
    """The product limit Π (1 − d / y) of checked survival data with total weights of 0 or more."""
    distinct, code = np.unique(time, return_inverse=True)
    opening = np.zeros(len(time), dtype=int) if entry is None else np.searchsorted(distinct, entry, "right")
    at_risk = _at_risk_sum(weights, code, opening, len(distinct))
    events = np.bincount(code[event], weights[event], len(distinct))
    if weights.sum() <= 0:
        raise ValueError("Nobody has any weight: there is no curve.")
    # Rounding may leave a trace of weight where all who are at risk have the event.
    all_end = events >= at_risk * (1 - 1e-12)
    share = np.divide(events, at_risk, out=np.zeros(len(distinct)), where=events > 0)
    return Steps(
        distinct, code, opening, at_risk, events, np.cumprod(np.where(all_end & (events > 0), 0.0, 1 - share))
    )


def _at_risk_sum(values: np.ndarray, code: np.ndarray, opening: np.ndarray, n_steps: int) -> np.ndarray:
    ends = np.bincount(code, values, n_steps + 1)
    starts = np.bincount(opening, values, n_steps + 1)
    running = np.cumsum(ends[::-1])[::-1] - np.cumsum(starts[::-1])[::-1]
    # At step s: rows ending at s or later, less those opening after s.
    return running[:n_steps] + starts[:n_steps]


def _jackknife(steps: Steps, event: np.ndarray, weights: np.ndarray, person: np.ndarray) -> np.ndarray:
    """Infinitesimal-jackknife standard error of survival at every step; NaN where survival is 0.

    A person's term is constant from one of their rows' ends to the next, so that one sorted pass gives
    the sum of squares at all steps.
    """
    at_risk, own = steps.slopes()
    k = len(steps.time)
    # Every row opens a stretch in which its person's term grows with the running sum, and closes it.
    running = np.concatenate([[0.0], np.cumsum(at_risk)])
    growth = np.concatenate([weights, -weights])
    constant = np.concatenate(
        [
            -weights * running[steps.opening],
            weights * (running[steps.code + 1] + np.where(event, (own - at_risk)[steps.code], 0.0)),
        ]
    )
    # A row's end takes effect at its own step, for there the event counts; its start at `opening`.
    at = np.concatenate([steps.opening, steps.code])
    who = np.concatenate([person, person])
    order = np.lexsort((at, who))
    who, at, growth, constant = who[order], at[order], growth[order], constant[order]
    first = np.concatenate([[True], who[1:] != who[:-1]])
    slope, level = _within(growth, first), _within(constant, first)
    before_slope = np.where(first, 0.0, np.concatenate([[0.0], slope[:-1]]))
    before_level = np.where(first, 0.0, np.concatenate([[0.0], level[:-1]]))
    # (slope × running + level)² summed over people: its three coefficients change where rows start and end.
    kept = at < k
    squares = [
        np.cumsum(np.bincount(at[kept], change[kept], k))
        for change in (
            slope**2 - before_slope**2,
            2 * (slope * level - before_slope * before_level),
            level**2 - before_level**2,
        )
    ]
    height = running[1:]
    variance = squares[0] * height**2 + squares[1] * height + squares[2]
    return np.where(steps.survival > 0, steps.survival * np.sqrt(np.maximum(variance, 0.0)), np.nan)


def _within(values: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Running sums that start anew at each `first`."""
    running = np.cumsum(values)
    start = np.flatnonzero(first)
    offset = running[start] - values[start]
    return running - np.repeat(offset, np.diff(np.append(start, len(values))))


def _goes_on(time: np.ndarray, entry: np.ndarray | None, person: np.ndarray) -> np.ndarray:
    """Whether a later row of the same person starts where this one ends."""
    if entry is None:
        return np.zeros(len(time), dtype=bool)
    starts = set(zip(person.tolist(), entry.tolist(), strict=True))
    return np.array([pair in starts for pair in zip(person.tolist(), time.tolist(), strict=True)])


def _not_negative(weights: Any, n_rows: int) -> np.ndarray:
    weights = arrays.numeric(weights, "weights", n_rows)
    negative = int(np.count_nonzero(weights < 0))
    if negative:
        raise ValueError(f"weights must not be negative; they are in {negative} rows.")
    return weights
