"""Weights for loss that depends on what was known (IPCW): those who stay stand for those like them who left.

Follow-up is cut into intervals; a pooled logistic model gives the chance of being lost in each of
them. Sources: Robins and Finkelstein, 10.1111/j.0006-341X.2000.00779.x; Cole and Hernán,
10.1093/aje/kwn164 (stabilizing and truncating). People lost on a day leave after those who have the
event that day, as in Kaplan–Meier.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.categorical_likelihood import CategoricalFit, fit_levels
from stepdown.estimators.propensity import frequencies
from stepdown.estimators.weights import Weights, product, weighted_quantile


@dataclass(frozen=True, eq=False)
class PersonPeriods:
    """Follow-up with one row a person and interval, a person's rows one after the other.

    Attributes
    ----------
    person : ndarray of int, shape (m,), the row of the person in the data it was made from
    interval : ndarray of int, shape (m,), 0, 1, 2 …
    entry, time : ndarrays of float, shape (m,); at risk when entry < t <= time
    event, lost : ndarrays of bool, shape (m,), what happened at `time`; at most one of them
    """

    person: np.ndarray
    interval: np.ndarray
    entry: np.ndarray
    time: np.ndarray
    event: np.ndarray
    lost: np.ndarray


def person_periods(time: Any, event: Any, ends: Any) -> PersonPeriods:
    """Cut follow-up into intervals. What lies beyond the last end is left out and is no loss.

    Parameters
    ----------
    time, event : arrays, shape (n,), as for `kaplan_meier`
    ends : array, shape (k,), last day of each interval, ascending; the first begins at day 0

    Raises
    ------
    ValueError
        For invalid input, ends that do not ascend from above 0, or nobody followed beyond day 0.
    """
    time, event, _ = arrays.survival(time, event)
    ends = arrays.numeric(ends, "ends")
    if ends[0] <= 0 or np.any(np.diff(ends) <= 0):
        raise ValueError("Interval ends must ascend from above 0.")
    # Day 0 is no time at risk of the later intervals: it belongs to the first, with those who leave then.
    last = np.minimum(np.searchsorted(ends, time, side="left"), len(ends) - 1)
    person = np.repeat(np.arange(len(time)), last + 1)
    interval = np.arange(len(person)) - np.repeat(np.cumsum(last + 1) - (last + 1), last + 1)
    starts = np.concatenate([[-1.0], ends[:-1]])
    final = interval == last[person]
    beyond = time[person] > ends[-1]
    return PersonPeriods(
        person,
        interval,
        starts[interval],
        np.where(final & ~beyond, time[person], ends[interval]),
        final & ~beyond & event[person],
        final & ~beyond & ~event[person] & (time[person] < ends[-1]),
    )


def censoring_weights(
    periods: PersonPeriods,
    covariates: Any,
    numerator: Any = None,
    stabilized: bool = True,
    truncate: float | None = None,
    frequency: Any = None,
) -> Weights:
    """Weight of every row: one over the chance of having been kept until its interval began.

    Every interval in which somebody is lost, and somebody kept, has a level of its own in the model.

    Parameters
    ----------
    periods : PersonPeriods with m rows
    covariates : array, shape (m, p), known when a row's interval begins, constant or changing
    numerator : array, shape (m, p0), optional, known at baseline; the numerator of stabilized weights
        then depends on them, and the analysis must adjust for them
    stabilized : whether the chance given the interval (and `numerator`) stands in the numerator, or 1
    truncate : quantile, optional, of people's last weights; higher weights are lowered to it
    frequency : array, shape (m,), optional, how many times each row counts

    Returns
    -------
    Weights
        Of the m rows; sums over a person's rows are one in a variance: give `cluster`.

    Raises
    ------
    ValueError
        For invalid input, collinear covariates, or covariates that separate the lost from the kept.
    """
    counts = frequencies(frequency, len(periods.person))
    covariates = arrays.matrix(covariates, "covariates", len(periods.person))
    weights = _kept(periods, covariates, counts, -1.0)
    if stabilized:
        weights = product(_kept(periods, numerator, counts, 1.0), weights)
    return weights if truncate is None else _truncated_by_person(weights, periods, truncate)


def _kept(periods: PersonPeriods, covariates: Any, counts: np.ndarray, power: float) -> Weights:
    """The chance of having been kept up to each row, to the power of 1 or −1."""
    m = len(periods.person)
    n_lost = np.bincount(periods.interval, counts * periods.lost)
    n_kept = np.bincount(periods.interval, counts * ~periods.event) - n_lost
    # An interval that nobody survives weighs nobody: no row comes after it, and it would separate the model.
    with_losses = np.flatnonzero((n_lost > 0) & (n_kept > 0))
    risky = np.isin(periods.interval, with_losses)
    can_be_lost = ~periods.event & risky & (counts > 0)
    if not can_be_lost.any():
        return Weights(np.ones(m), counts, np.zeros((m, 0)), np.zeros((m, 0)))
    levels = (periods.interval[:, np.newaxis] == with_losses[1:]).astype(float)
    columns = (
        levels
        if covariates is None
        else np.column_stack([levels, arrays.matrix(covariates, "covariates", m)])
    )
    fit = fit_levels(periods.lost.astype(int), 2, columns if columns.shape[1] else None, counts * can_be_lost)
    # Where nobody is lost the chance of being kept is 1, and known.
    kept = np.where(risky, fit.probability[:, 0], 1.0)
    value = np.exp(power * _before(np.log(kept)[:, np.newaxis], periods)[:, 0])
    slopes = _before(_log_slopes(fit) * risky[:, np.newaxis], periods)
    return Weights(
        value, counts, power * value[:, np.newaxis] * slopes, fit.influence * can_be_lost[:, np.newaxis]
    )


def _log_slopes(fit: CategoricalFit) -> np.ndarray:
    """Derivative of the log chance of being kept by the coefficients, (m, q)."""
    by_probability = np.zeros_like(fit.probability)
    by_probability[:, 0] = 1 / fit.probability[:, 0]
    return fit.gradient(by_probability)


def _before(values: np.ndarray, periods: PersonPeriods) -> np.ndarray:
    """Sum of a person's earlier rows, (m, k)."""
    running = np.cumsum(values, axis=0) - values
    first = np.flatnonzero(periods.interval == 0)
    return running - np.repeat(running[first], np.diff(np.append(first, len(values))), axis=0)


def _truncated_by_person(weights: Weights, periods: PersonPeriods, quantile: float) -> Weights:
    if not 0.5 < quantile < 1:
        raise ValueError("Truncation needs a quantile between 0.5 and 1, such as 0.99.")
    last = np.append(periods.interval[1:] == 0, True) & (weights.frequency > 0)
    bound = weighted_quantile(weights.value[last], weights.frequency[last], quantile)
    above = weights.value > bound
    gradient = np.where(above[:, np.newaxis], 0.0, weights.gradient)
    return replace(weights, value=np.where(above, bound, weights.value), gradient=gradient)
