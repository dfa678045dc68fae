"""The log-rank test: do groups differ anywhere along their survival curves?

Sources: Mantel 1966; Peto and Peto, 10.2307/2344317; same statistic as R's `survdiff` with rho = 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays


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
    """

    chi_square: float
    degrees_of_freedom: int
    p_value: float
    groups: np.ndarray
    n: np.ndarray
    observed: np.ndarray
    expected: np.ndarray


def log_rank(time: Any, event: Any, group: Any) -> LogRank:
    """Test that all groups have one survival curve.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of observation
    event : array, shape (n,), True or 1 where the event happened at `time`
    group : array of labels, shape (n,), two or more different ones

    Returns
    -------
    LogRank

    Raises
    ------
    ValueError
        For invalid input, no events, or fewer than two groups at risk when events happen.
    """
    from lifelines.statistics import multivariate_logrank_test

    time, event, _ = arrays.survival(time, event)
    labels, code = arrays.codes(group, "group", len(time))
    if not event.any():
        raise ValueError("There are no events: the groups cannot be compared.")
    expected = _expected(time, event, code, len(labels))
    # A group that left before the first event has nothing to say: 0 observed, 0 expected.
    informative = expected > 0
    if np.count_nonzero(informative) < 2:
        raise ValueError("Fewer than two groups are at risk when events happen: nothing can be compared.")
    keep = informative[code]
    test = multivariate_logrank_test(time[keep], code[keep], event[keep])
    return LogRank(
        chi_square=float(test.test_statistic),
        degrees_of_freedom=int(np.count_nonzero(informative)) - 1,
        p_value=float(test.p_value),
        groups=labels,
        n=np.bincount(code),
        observed=np.bincount(code[event], minlength=len(labels)),
        expected=expected,
    )


def _expected(time: np.ndarray, event: np.ndarray, code: np.ndarray, n_groups: int) -> np.ndarray:
    """Sum, over event times, of all events times the group's share of the risk set; shape (n_groups,)."""
    event_times, n_events = np.unique(time[event], return_counts=True)
    at_risk = np.empty((n_groups, len(event_times)))
    for group in range(n_groups):
        own = np.sort(time[code == group])
        at_risk[group] = len(own) - np.searchsorted(own, event_times, side="left")
    return at_risk @ (n_events / at_risk.sum(axis=0))
