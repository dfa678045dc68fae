"""The log-rank family: tests that weigh early or late differences, within strata, from counts of people.

Sources: Fleming and Harrington, 10.1080/03610928108828073 (G-rho) and 2005, section 7.5 (rho, gamma);
Gehan, 10.1093/biomet/52.1-2.203; Breslow, 10.1093/biomet/57.3.579; Tarone and Ware, 10.1093/biomet/64.1.156.
Same statistic as R's `survdiff(… + strata(), rho =)`, whose weight is the pooled curve just before the
event, a curve for each stratum.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.aalen_johansen import lagged
from stepdown.estimators.discrete.days import distinct_days
from stepdown.estimators.distributions import chi_square_tail

Weighting = Literal["log_rank", "gehan_breslow", "tarone_ware", "fleming_harrington"]
WEIGHTINGS = ("log_rank", "gehan_breslow", "tarone_ware", "fleming_harrington")
# Less variance than this share of the largest is rounding error.
SINGULAR = 1e-12


@dataclass(frozen=True, eq=False)
class WeightedLogRank:
    """The test, with each group's events and those expected if the groups did not differ.

    Attributes
    ----------
    chi_square, p_value : float
    degrees_of_freedom : int, groups that were at risk at any event that counts, less one
    groups : ndarray, shape (k,), the labels, sorted
    n, n_events : ndarrays, shape (k,), people and events
    observed, expected : ndarrays of float, shape (k,), sums of the test's weights over events
    covariance : ndarray of float, shape (k, k), of observed minus expected
    """

    chi_square: float
    degrees_of_freedom: int
    p_value: float
    groups: np.ndarray
    n: np.ndarray
    n_events: np.ndarray
    observed: np.ndarray
    expected: np.ndarray
    covariance: np.ndarray


def weighted_log_rank(
    time: Any,
    event: Any,
    group: Any,
    strata: Any = None,
    weighting: Weighting = "log_rank",
    rho: float = 0.0,
    gamma: float = 0.0,
    counts: Any = None,
    entry: Any = None,
) -> WeightedLogRank:
    """Test that all groups have one survival curve, or one within each stratum.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of observation
    event : array, shape (n,), True or 1 where the event happened at `time`
    group : array of labels, shape (n,), two or more different ones
    strata : array of labels, shape (n,), optional: groups are compared within each, then pooled
    weighting : what an event counts: 1 (log_rank), the number at risk (gehan_breslow), its square root
        (tarone_ware), or S^rho (1 − S)^gamma with S just before the event (fleming_harrington)
    rho, gamma : not negative; for fleming_harrington. Large rho looks early, large gamma late.
    counts : array of whole numbers, shape (n,), optional, how many people a row stands for
    entry : array, shape (n,), optional, days at which observation starts; at risk when entry < t <= time

    Returns
    -------
    WeightedLogRank

    Raises
    ------
    ValueError
        For invalid input, no events, fewer than two groups at risk when events happen, or events
        that all count nothing.
    """
    time, event, entry = arrays.survival(time, event, entry)
    labels, code = arrays.codes(group, "group", len(time))
    stratum = np.zeros(len(time), int) if strata is None else arrays.codes(strata, "strata", len(time))[1]
    people = _people(counts, len(time))
    weigh = _weigher(weighting, rho, gamma)
    if not (event & (people > 0)).any():
        raise ValueError("There are no events: the groups cannot be compared.")
    k = len(labels)
    observed, expected, covariance = np.zeros(k), np.zeros(k), np.zeros((k, k))
    for one in np.unique(stratum):
        rows = stratum == one
        begun = None if entry is None else entry[rows]
        terms = _stratum(time[rows], event[rows], code[rows], people[rows], begun, k, weigh)
        observed, expected, covariance = observed + terms[0], expected + terms[1], covariance + terms[2]
    chi_square, degrees_of_freedom = _statistic(observed - expected, expected, covariance)
    return WeightedLogRank(
        chi_square=chi_square,
        degrees_of_freedom=degrees_of_freedom,
        p_value=chi_square_tail(chi_square, degrees_of_freedom),
        groups=labels,
        n=np.bincount(code, people, k).astype(int),
        n_events=np.bincount(code[event], people[event], k).astype(int),
        observed=observed,
        expected=expected,
        covariance=covariance,
    )


def _weigher(weighting: str, rho: float, gamma: float):
    """What an event counts, from the number at risk and the curve just before it."""
    if weighting not in WEIGHTINGS:
        raise ValueError(f"weighting must be one of {', '.join(WEIGHTINGS)}; it is {weighting!r}.")
    if rho < 0 or gamma < 0:
        raise ValueError("rho and gamma must not be negative.")
    if weighting != "fleming_harrington" and (rho or gamma):
        raise ValueError("rho and gamma belong to the weighting fleming_harrington.")
    return {
        "log_rank": lambda n, survival: np.ones(len(n)),
        "gehan_breslow": lambda n, survival: n,
        "tarone_ware": lambda n, survival: np.sqrt(n),
        "fleming_harrington": lambda n, survival: survival**rho * (1 - survival) ** gamma,
    }[weighting]


def _people(counts: Any, n_rows: int) -> np.ndarray:
    if counts is None:
        return np.ones(n_rows)
    people = arrays.numeric(counts, "counts", n_rows)
    bad = int(np.count_nonzero((people < 0) | (people != np.floor(people))))
    if bad:
        raise ValueError(
            f"counts must be whole numbers of people; they are not in {bad} rows. The variance of this test counts "
            "people: for weights of another kind, fit a weighted Cox model with the robust variance."
        )
    return people


def _stratum(time, event, code, people, entry, n_groups, weigh) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """One stratum's weighted observed and expected events by group, and the covariance of their difference."""
    days = distinct_days(time)[0]
    n_days = len(days.distinct)
    cell = code.astype(np.int64) * n_days + days.code
    leaving = np.bincount(cell, people, n_groups * n_days).reshape(n_groups, n_days)
    events = np.bincount(cell[event], people[event], n_groups * n_days).reshape(n_groups, n_days)
    at_risk = np.cumsum(leaving[:, ::-1], axis=1)[:, ::-1]
    if entry is not None:
        # Those who enter at t or later are not yet under observation at t.
        opening = code * (n_days + 1) + np.searchsorted(days.distinct, entry, side="right")
        not_yet = np.bincount(opening, people, n_groups * (n_days + 1)).reshape(n_groups, n_days + 1)
        at_risk = at_risk - np.cumsum(not_yet[:, ::-1], axis=1)[:, ::-1][:, 1:]
    total, tied = at_risk.sum(axis=0), events.sum(axis=0)
    some = tied > 0
    total, tied, at_risk, events = total[some], tied[some], at_risk[:, some], events[:, some]
    weight = weigh(total, lagged(np.cumprod(1 - tied / total), 1.0))
    share = at_risk / total
    # The events of a day are drawn without replacement: hypergeometric.
    scale = weight**2 * np.divide(tied * (total - tied), total - 1, out=np.zeros(len(total)), where=total > 1)
    covariance = np.diag(share @ scale) - (share * scale) @ share.T
    return events @ weight, share @ (weight * tied), covariance


def _statistic(difference: np.ndarray, expected: np.ndarray, covariance: np.ndarray) -> tuple[float, int]:
    """Chi-square and its degrees of freedom; a group never at risk when events count has nothing to say."""
    informative = np.flatnonzero(expected > 0)
    if not informative.size:
        raise ValueError("Every event counts nothing under this weighting: nothing can be compared.")
    if len(informative) < 2:
        raise ValueError("Fewer than two groups are at risk when events happen: nothing can be compared.")
    # The differences add up to 0: one group says nothing new.
    used = informative[:-1]
    variance = covariance[np.ix_(used, used)]
    eigenvalues, vectors = np.linalg.eigh(variance)
    kept = eigenvalues > SINGULAR * eigenvalues[-1]
    if eigenvalues[-1] <= 0 or not kept.any():
        raise ValueError("The difference between the groups has no variance: too few events to compare.")
    projected = vectors[:, kept].T @ difference[used]
    # Strata that never compare two groups with each other leave fewer differences than groups.
    return float(np.sum(projected**2 / eigenvalues[kept])), int(np.count_nonzero(kept))
