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
from stepdown.estimators.weighted_survival_steps import Steps, weighted_steps


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
