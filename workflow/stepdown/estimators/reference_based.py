"""Reference-based imputation of scores by visit: what people who left would have had, on the reference's course.

Each group has a mean and a covariance of its own. Whoever is missing between two scores is missing at random; what
comes after the last score follows the rule. Rubin's rules then overstate the variance under these rules, as they
count on information that the rule borrows: the interval is the conservative one. Source: Carpenter, Roger and
Kenward, 10.1080/10543406.2013.834911; on the variance, Cro, Carpenter and Kenward, 10.1111/rssa.12423.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.reference_based_draws import VisitDraw, regression_on, visit_draws

Rule = Literal["missing_at_random", "jump_to_reference", "copy_reference"]


def impute_by_reference(
    scores: Any, group: Any, reference: Any, rule: Rule, seed: int, n_imputations: int = 20
) -> np.ndarray:
    """Complete scores by visit m times.

    Parameters
    ----------
    scores : array, shape (n, V), NaN where missing, visits in order of time; everybody has one at least
    group : array of labels, shape (n,)
    reference : the label whose course the rule borrows
    rule : missing_at_random (own group's course), jump_to_reference (after leaving, the reference's mean; what was
        gained is lost) or copy_reference (as if in the reference from the start; what was gained wears off)
    seed : of the whole; every group draws from its own, derived from it
    n_imputations : m, 2 or more

    Returns
    -------
    ndarray, shape (m, n, V)

    Raises
    ------
    ValueError
        For invalid input, people without any score, or a group with too few.
    """
    table = np.asarray(scores, dtype=float)
    if table.ndim != 2 or np.isinf(table).any():
        raise ValueError("scores need a row a person and a finite number, or NaN, a visit.")
    nothing = int(np.isnan(table).all(axis=1).sum())
    if nothing:
        raise ValueError(f"{nothing} people have no score at all.")
    labels, code = arrays.codes(np.asarray(group), "group", len(table))
    if reference not in labels:
        raise ValueError("Nobody is in the reference group.")
    if n_imputations < 2:
        raise ValueError("Imputation needs two sets or more.")
    draws = [
        list(
            visit_draws(
                table[code == k],
                n_imputations,
                np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=(k,)))),
            )
        )
        for k in range(len(labels))
    ]
    borrowed = draws[int(np.flatnonzero(labels == reference)[0])]
    completed = np.empty((n_imputations, *table.shape))
    for k, label in enumerate(labels):
        rows = code == k
        after = after_leaving(table[rows])
        noise = np.random.Generator(
            np.random.Philox(np.random.SeedSequence(seed, spawn_key=(len(labels), k)))
        )
        for number, own in enumerate(draws[k]):
            completed[number, rows] = (
                own.scores
                if rule == "missing_at_random" or label == reference
                else _by_rule(own, borrowed[number], after, rule, noise)
            )
    return completed


def after_leaving(scores: np.ndarray) -> np.ndarray:
    """Which visits come after a person's last score, shape (n, V)."""
    n_visits = scores.shape[1]
    last = n_visits - 1 - np.argmax(~np.isnan(scores)[:, ::-1], axis=1)
    return np.arange(n_visits) > last[:, np.newaxis]


def expected_after_leaving(
    before: np.ndarray, own_mean: np.ndarray, reference_mean: np.ndarray, slopes: np.ndarray, rule: Rule
) -> np.ndarray:
    """Conditional mean of the visits after leaving, given those before.

    Under jump to reference a person's residual is taken from the own group's mean, under copy reference from the
    reference's; it carries over by the reference's slopes (Carpenter, Roger and Kenward, section 3).

    Parameters
    ----------
    before : ndarray, shape (n, k), scores up to leaving
    own_mean, reference_mean : ndarrays, shape (V,)
    slopes : ndarray, shape (V − k, k), of `regression_on` the reference's covariance
    """
    k = before.shape[1]
    centre = own_mean if rule == "jump_to_reference" else reference_mean
    return reference_mean[k:] + (before - centre[:k]) @ slopes.T


def _by_rule(
    own: VisitDraw, reference: VisitDraw, after: np.ndarray, rule: Rule, draw: np.random.Generator
) -> np.ndarray:
    completed = own.scores.copy()
    for k in np.unique((~after).sum(axis=1)):
        rows = np.flatnonzero((~after).sum(axis=1) == k)
        if k == after.shape[1]:
            continue
        slopes, spread = regression_on(reference.covariance, np.arange(after.shape[1]) >= k)
        expected = expected_after_leaving(completed[rows, :k], own.mean, reference.mean, slopes, rule)
        noise = draw.standard_normal(expected.shape)
        completed[rows, k:] = expected + noise @ np.linalg.cholesky(spread).T
    return completed
