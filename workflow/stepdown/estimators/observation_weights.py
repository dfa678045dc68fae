"""Weights by which people whose outcome is known stand for those like them whose outcome is not.

One over the chance of being observed, a row a person, so that any weighted mean can take them. Sources: Seaman
and White, 10.1177/0962280210395740 (a number or a yes/no); Robins and Finkelstein,
10.1111/j.0006-341X.2000.00779.x (time to an event: one over the chance of being followed until it is known what
happened, which gives the cumulative incidence at a day, with or without competing events).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.categorical_likelihood import fit_levels
from stepdown.estimators.propensity import frequencies
from stepdown.estimators.weights import Weights
from stepdown.estimators.weights_for_censoring import PersonPeriods, censoring_weights, person_periods

# Follow-up is cut where people are lost: at every such day, or at so many quantiles of them.
MOST_INTERVALS = 20


def observation_weights(observed: Any, covariates: Any, frequency: Any = None) -> Weights:
    """One over the chance that the outcome is known, by logistic regression; 0 for those of whom it is not.

    Parameters
    ----------
    observed : array of yes/no, shape (n,), whether the outcome of each person is known
    covariates : array, shape (n, p), what being observed may depend on, the group among it
    frequency : array, shape (n,), optional, how many times each row counts

    Returns
    -------
    Weights
        Of all n people: those without a known outcome weigh nothing and still tell how many are lost. Where
        everybody is observed, all weigh 1.

    Raises
    ------
    ValueError
        For invalid input, nobody observed, collinear covariates, or covariates that separate the lost from others.
    """
    seen = arrays.binary(observed, "observed")
    counts = frequencies(frequency, len(seen))
    if not (seen & (counts > 0)).any():
        raise ValueError("Nobody's outcome is known: nobody can stand for those who were lost.")
    if seen[counts > 0].all():
        return _all_kept(counts)
    fit = fit_levels(seen.astype(int), 2, arrays.matrix(covariates, "covariates", len(seen)), counts)
    chance = fit.probability[:, 1]
    by_probability = np.zeros_like(fit.probability)
    by_probability[:, 1] = -1 / chance**2
    value = np.where(seen, 1 / chance, 0.0)
    return Weights(value, counts, fit.gradient(by_probability) * seen[:, np.newaxis], fit.influence)


def follow_up_weights(time: Any, event: Any, covariates: Any, horizon: float) -> tuple[np.ndarray, Weights]:
    """One over the chance of having been followed until it was known what happened by the horizon.

    The chance of being lost may differ from one stretch of follow-up to the next and depends on what was known at
    the start. Who was never seen is lost before anybody else; who is lost on a day leaves after those who have the
    event on it, as in Kaplan–Meier.

    Parameters
    ----------
    time : array, shape (n,), days to the event or to the end of follow-up; NaN for people who were never seen
    event : array, shape (n,), whether anything that ends follow-up by itself happened at `time`, whatever it was
    covariates : array, shape (n, p), what being lost may depend on, the group among it
    horizon : day, more than 0

    Returns
    -------
    known : ndarray of bool, shape (n,), who had any event by the horizon or was followed to it
    weights : Weights of the n people, 0 for those who were lost

    Raises
    ------
    ValueError
        For invalid input, nobody followed, collinear covariates, or covariates that separate the lost from others.
    """
    days = np.asarray(time, dtype=float)
    never = np.isnan(days)
    happened = np.zeros(len(days), dtype=bool)
    happened[~never] = arrays.binary(np.asarray(event)[~never], "event")
    if not np.isfinite(horizon) or horizon <= 0:
        raise ValueError("The horizon must be a positive number of days.")
    happened &= ~(days > horizon)
    known = ~never & (happened | (days >= horizon))
    covariates = arrays.matrix(covariates, "covariates", len(days))
    if not known.any():
        raise ValueError("Nobody was followed long enough: nobody can stand for those who were lost.")
    if known.all():
        return known, _all_kept(np.ones(len(days)))
    # A day later than they happened, so that day 0 of this clock is for those who were never seen.
    clock = np.where(never, 0.0, np.minimum(days, horizon) + 1)
    periods = person_periods(clock, happened, _ends(clock[~known], horizon + 1))
    rows = censoring_weights(periods, covariates[periods.person], stabilized=False)
    return known, _by_person(rows, periods, known)


def _ends(lost: np.ndarray, horizon: float) -> np.ndarray:
    """Where to cut follow-up: at days of loss; in the last stretch nobody is lost any more."""
    later = np.unique(lost[lost > 0])
    if len(later) > MOST_INTERVALS:
        shares = np.arange(1, MOST_INTERVALS + 1) / MOST_INTERVALS
        later = np.unique(np.quantile(lost[lost > 0], shares, method="inverted_cdf"))
    never = [0.5] if (lost == 0).any() else []
    return np.concatenate([never, later, [horizon]])


def _by_person(rows: Weights, periods: PersonPeriods, known: np.ndarray) -> Weights:
    """A person's last weight, and what all of their rows add to the model of being lost."""
    n = len(known)
    last = np.flatnonzero(np.append(periods.person[1:] != periods.person[:-1], True))
    influence = np.zeros((n, rows.influence.shape[1]))
    np.add.at(influence, periods.person, rows.influence)
    kept = known.astype(float)
    return Weights(rows.value[last] * kept, np.ones(n), rows.gradient[last] * kept[:, np.newaxis], influence)


def _all_kept(counts: np.ndarray) -> Weights:
    nothing = np.zeros((len(counts), 0))
    return Weights(np.ones(len(counts)), counts, nothing, nothing)
