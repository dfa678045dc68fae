"""The log-rank test: do groups differ anywhere along their survival curves?

Sources: Mantel 1966; Peto and Peto, 10.2307/2344317; same statistic as R's `survdiff` with rho = 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.discrete.days import Days
from stepdown.estimators.distributions import chi_square_tail
from stepdown.estimators.path import discrete_days


@dataclass(frozen=True, eq=False)
class LogRank:
    """The test, with each group's events and those expected if the groups did not differ.

    Attributes
    ----------
    chi_square, p_value : float
    degrees_of_freedom : int, groups that were at risk at any event, less one
    groups : ndarray, shape (k,), the labels, sorted
    n, observed : ndarrays of int, shape (k,), people and events
    expected : ndarray of float, shape (k,)
    path : "discrete" (from counts by group and day) or "dense": which computation ran
    path_reason : why that one
    """

    chi_square: float
    degrees_of_freedom: int
    p_value: float
    groups: np.ndarray
    n: np.ndarray
    observed: np.ndarray
    expected: np.ndarray
    path: str = "dense"
    path_reason: str = ""


def log_rank(time: Any, event: Any, group: Any, path: str = "auto") -> LogRank:
    """Test that all groups have one survival curve.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of observation
    event : array, shape (n,), True or 1 where the event happened at `time`
    group : array of labels, shape (n,), two or more different ones
    path : "auto", or "discrete" or "dense" to ask for one; see `path`

    Returns
    -------
    LogRank

    Raises
    ------
    ValueError
        For invalid input, no events, or fewer than two groups at risk when events happen.
    """
    time, event, _ = arrays.survival(time, event)
    labels, code = arrays.codes(group, "group", len(time))
    if not event.any():
        raise ValueError("There are no events: the groups cannot be compared.")
    chosen, days = discrete_days(path, time, len(labels))
    test = _dense if days is None else _discrete
    expected, chi_square = test(time if days is None else days, event, code, len(labels))
    # A group that left before the first event has nothing to say: 0 observed, 0 expected.
    degrees_of_freedom = int(np.count_nonzero(expected > 0)) - 1
    return LogRank(
        chi_square=chi_square,
        degrees_of_freedom=degrees_of_freedom,
        p_value=chi_square_tail(chi_square, degrees_of_freedom),
        groups=labels,
        n=np.bincount(code),
        observed=np.bincount(code[event], minlength=len(labels)),
        expected=expected,
        path=chosen.name,
        path_reason=chosen.reason,
    )


def _dense(time: np.ndarray, event: np.ndarray, code: np.ndarray, n_groups: int) -> tuple[np.ndarray, float]:
    """Expected events by group, and the test statistic, from a row a person."""
    from lifelines.statistics import multivariate_logrank_test

    expected = _expected(time, event, code, n_groups)
    keep = _informative(expected)[code]
    return expected, float(multivariate_logrank_test(time[keep], code[keep], event[keep]).test_statistic)


def _discrete(days: Days, event: np.ndarray, code: np.ndarray, n_groups: int) -> tuple[np.ndarray, float]:
    """Expected events by group, and the test statistic, from counts by group and day."""
    n_days = len(days.distinct)
    cell = code * n_days + days.code
    leaving = np.bincount(cell, minlength=n_groups * n_days).reshape(n_groups, n_days)
    events = np.bincount(cell[event], minlength=n_groups * n_days).reshape(n_groups, n_days)
    at_risk = np.cumsum(leaving[:, ::-1], axis=1)[:, ::-1]
    total, tied = at_risk.sum(axis=0).astype(float), events.sum(axis=0)
    share = at_risk / total
    expected = share @ tied
    keep = _informative(expected)
    # The events of a day are drawn without replacement: hypergeometric.
    scale = np.divide(tied * (total - tied), total - 1, out=np.zeros(n_days), where=total > 1)
    covariance = np.diag(share @ scale) - (share * scale) @ share.T
    # The differences add up to 0: one group says nothing new.
    difference = (events.sum(axis=1) - expected)[keep][:-1]
    covariance = covariance[np.ix_(keep, keep)][:-1, :-1]
    if not np.any(covariance):
        return expected, 0.0
    return expected, float(difference @ np.linalg.pinv(covariance, hermitian=True) @ difference)


def _informative(expected: np.ndarray) -> np.ndarray:
    """Groups at risk when events happen; there must be two."""
    informative = expected > 0
    if np.count_nonzero(informative) < 2:
        raise ValueError("Fewer than two groups are at risk when events happen: nothing can be compared.")
    return informative


def _expected(time: np.ndarray, event: np.ndarray, code: np.ndarray, n_groups: int) -> np.ndarray:
    """Sum, over event times, of all events times the group's share of the risk set; shape (n_groups,)."""
    event_times, n_events = np.unique(time[event], return_counts=True)
    at_risk = np.empty((n_groups, len(event_times)))
    for group in range(n_groups):
        own = np.sort(time[code == group])
        at_risk[group] = len(own) - np.searchsorted(own, event_times, side="left")
    return at_risk @ (n_events / at_risk.sum(axis=0))
