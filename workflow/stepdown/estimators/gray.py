"""Gray's test: do groups differ anywhere along the cumulative incidence of a cause?

Source: Gray, 10.1214/aos/1176350951 (statistic with rho = 0 and its variance); Fine and
Gray, 10.1080/01621459.1999.10474144, for the weights as a risk set. With tied events the
variance has the corrections that `cmprsk::cuminc` makes, so that both give one number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.aalen_johansen import lagged
from stepdown.estimators.causes import competing, require_cause
from stepdown.estimators.distributions import chi_square_tail

# Less variance than this share of an event's is rounding error.
SINGULAR = 1e-12


@dataclass(frozen=True, eq=False)
class Gray:
    """The test, with each group's events of the cause and those expected if groups did not differ.

    Attributes
    ----------
    cause : int, the cause that is compared
    chi_square, p_value : float
    degrees_of_freedom : int, groups that were at risk at any event of the cause, less one
    groups : ndarray, shape (g,), the labels, sorted
    n, observed : ndarrays of int, shape (g,), people and events of the cause
    expected : ndarray of float, shape (g,)
    """

    cause: int
    chi_square: float
    degrees_of_freedom: int
    p_value: float
    groups: np.ndarray
    n: np.ndarray
    observed: np.ndarray
    expected: np.ndarray


def gray(time: Any, cause: Any, group: Any, of_cause: int = 1, strata: Any = None) -> Gray:
    """Test that all groups have one cumulative incidence of a cause.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of observation
    cause : array, shape (n,), 0 where observation ended without an event, else 1, 2 … for what happened
    group : array of labels, shape (n,), two or more different ones
    of_cause : the cause to compare; all others compete with it
    strata : array of labels, shape (n,), optional: groups are compared within each, then pooled

    Returns
    -------
    Gray

    Raises
    ------
    ValueError
        For invalid input, no events of the cause, or fewer than two groups at risk of it.
    """
    time, cause, _, n_causes = competing(time, cause)
    labels, code = arrays.codes(group, "group", len(time))
    one_stratum = np.zeros(len(time), dtype=int)
    stratum = one_stratum if strata is None else arrays.codes(strata, "strata", len(time))[1]
    # 1 is the cause of interest, 2 any other.
    kind = np.where(cause == of_cause, 1, np.where(cause > 0, 2, 0))
    require_cause(of_cause, max(n_causes, of_cause))
    if not (kind == 1).any():
        raise ValueError(f"There are no events of cause {of_cause}: the groups cannot be compared.")
    n_groups = len(labels)
    expected, covariance = np.zeros(n_groups), np.zeros((n_groups, n_groups))
    for one in np.unique(stratum):
        rows = stratum == one
        of_stratum = _stratum(time[rows], kind[rows], code[rows], n_groups)
        expected, covariance = expected + of_stratum[0], covariance + of_stratum[1]
    # A group that left before the cause's first event has nothing to say: 0 observed, 0 expected.
    informative = np.flatnonzero(expected > 0)
    if len(informative) < 2:
        raise ValueError("Fewer than two groups are at risk when events happen: nothing can be compared.")
    observed = np.bincount(code[kind == 1], minlength=n_groups)
    # The differences add up to 0, so that one group is told by the others.
    used = informative[:-1]
    difference, variance = (observed - expected)[used], covariance[np.ix_(used, used)]
    eigenvalues = np.linalg.eigvalsh(variance)
    if eigenvalues[0] <= SINGULAR * max(eigenvalues[-1], 1.0):
        raise ValueError(
            "The difference between the groups has no variance: there are too few events to compare."
        )
    chi_square = float(difference @ np.linalg.solve(variance, difference))
    return Gray(
        cause=of_cause,
        chi_square=chi_square,
        degrees_of_freedom=len(used),
        p_value=chi_square_tail(chi_square, len(used)),
        groups=labels,
        n=np.bincount(code),
        observed=observed,
        expected=expected,
    )


def _stratum(
    time: np.ndarray, kind: np.ndarray, code: np.ndarray, n_groups: int
) -> tuple[np.ndarray, np.ndarray]:
    """One stratum's expected events by group and the covariance of observed minus expected."""
    distinct, step = np.unique(time, return_inverse=True)
    counts = np.bincount((step * n_groups + code) * 3 + kind, minlength=len(distinct) * n_groups * 3)
    leaving = counts.reshape(len(distinct), n_groups, 3)
    at_risk = np.cumsum(leaving.sum(axis=2)[::-1], axis=0)[::-1].astype(float)
    own, other = leaving[:, :, 1].astype(float), leaving[:, :, 2].astype(float)

    survival = np.cumprod(1 - _ratio(own + other, at_risk), axis=0)
    before = lagged(survival, 1.0)
    incidence_before = lagged(np.cumsum(_ratio(before * own, at_risk), axis=0), 0.0)

    # People at risk divided by survival: how many there would be had nobody been taken by any cause;
    # times 1 − F, the risk set of the subdistribution.
    scaled = _ratio(at_risk, before)
    total, n_own = scaled.sum(axis=1), own.sum(axis=1)
    subdistribution = scaled * (1 - incidence_before)
    share = _ratio(subdistribution, subdistribution.sum(axis=1, keepdims=True))
    expected = (n_own[:, np.newaxis] * share).sum(axis=0)
    pooled = np.cumsum(_ratio(n_own, total))
    covariance = _covariance(own, other, at_risk, survival, before, scaled, total, pooled)
    return expected, covariance


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Divide, with 0 where there is nothing to divide by."""
    above, below = np.broadcast_arrays(above, below)
    return np.divide(above, below, out=np.zeros(above.shape), where=below > 0)


def _covariance(own, other, at_risk, survival, before, scaled, total, pooled) -> np.ndarray:
    """Gray's variance in sums over days: an event moves the score directly and through its group's later curve."""
    n_own = own.sum(axis=1)
    n_groups = own.shape[1]
    share = _ratio(scaled, total[:, np.newaxis])
    # direct[t, i, k]: what one more event in group k on day t does to the difference of group i.
    direct = scaled[:, :, np.newaxis] * (np.eye(n_groups)[np.newaxis] - share[:, np.newaxis, :])
    weight = _ratio(n_own, total * (1 - lagged(pooled, 0.0)))
    running = np.cumsum(direct * weight[:, np.newaxis, np.newaxis], axis=0)
    later = running[-1] - running

    through = _ratio(1 - pooled[:, np.newaxis], survival)
    of_own = direct + (1 - through)[:, np.newaxis, :] * later
    of_other = through[:, np.newaxis, :] * later

    # Variances of the two kinds of jump under the hypothesis, less what ties take away.
    ties = 1 - _ratio((n_own - 1)[:, np.newaxis].clip(0), total[:, np.newaxis] * before - 1)
    own_variance = ties * _ratio(before * n_own[:, np.newaxis], total[:, np.newaxis] * at_risk)
    ties = 1 - _ratio((other - 1).clip(0), at_risk - 1)
    other_variance = np.where(survival > 0, ties * _ratio(before**2 * other, at_risk**2), 0.0)
    return np.einsum("tik,tjk,tk->ij", of_own, of_own, own_variance) + np.einsum(
        "tik,tjk,tk->ij", of_other, of_other, other_variance
    )
