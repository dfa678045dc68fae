"""The score test of proportional hazards, exact as in R's `survival::cox.zph` from version 3.0.

Each coefficient β is let vary as β + θ g(t). The score of θ at θ = 0 is compared with its
variance given that β was estimated. Source: Grambsch and Therneau, 10.1093/biomet/81.3.515,
in the exact form of Therneau's `survival` (vignette "approximate"): the information is summed
over the events' own risk sets, not approximated by its average.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.cox_likelihood import event_scores, information, partial_likelihood
from stepdown.estimators.distributions import chi_square_tail
from stepdown.estimators.kaplan_meier import kaplan_meier
from stepdown.estimators.risk_sets import risk_sets

TRANSFORMS = ("km", "identity", "log")


@dataclass(frozen=True, eq=False)
class ProportionalHazardsTest:
    """Tests of proportional hazards, one a term and one for all terms together.

    Attributes
    ----------
    chi_square, p_value : ndarrays of float, shape (n_terms,)
    degrees_of_freedom : ndarray of int, shape (n_terms,), columns of the term
    global_chi_square, global_degrees_of_freedom, global_p_value : the joint test
    """

    chi_square: np.ndarray
    degrees_of_freedom: np.ndarray
    p_value: np.ndarray
    global_chi_square: float
    global_degrees_of_freedom: int
    global_p_value: float


def proportional_hazards_test(
    time: Any,
    event: Any,
    covariates: Any,
    coefficients: Any,
    entry: Any = None,
    strata: Any = None,
    terms: Sequence[Sequence[int]] | None = None,
    transform: str = "km",
) -> ProportionalHazardsTest:
    """Test whether log hazard ratios change with time.

    Parameters
    ----------
    time, event, covariates, entry, strata : as given to `cox.cox`
    coefficients : array, shape (p,), as `cox.cox` estimated them from the same rows
    terms : lists of column numbers, e.g. the dummies of one factor; each column by default
    transform : g(t): "km" (1 − survival just before t, the same for all strata), "identity" or "log"

    Returns
    -------
    ProportionalHazardsTest

    Raises
    ------
    ValueError
        For invalid input, an unknown transform, a column number out of range, no events, or
        events at a single time, where nothing can vary.
    """
    time, event, entry = arrays.survival(time, event, entry)
    design = arrays.matrix(covariates, "covariates", len(time))
    n_columns = design.shape[1]
    beta = arrays.numeric(coefficients, "coefficients", n_columns)
    columns = _checked_terms(terms, n_columns)
    if not event.any():
        raise ValueError("There are no events: proportional hazards cannot be tested.")
    stratum = None if strata is None else arrays.codes(strata, "strata", len(time))[1]

    design = design - design.mean(axis=0)
    weights = np.ones(len(time))
    sets = risk_sets(time, event, entry, stratum, None)
    fitted = partial_likelihood(sets, design, weights, beta)
    g = _transformed(transform, sets.cell_time, time, event, entry)
    g = g - g[sets.event_cell].mean()
    if not np.any(np.abs(g) > 1e-12):
        raise ValueError("All events happen at one time: proportional hazards cannot be tested.")

    score_of_theta = g[sets.event_cell] @ event_scores(sets, design, weights, fitted)
    of_beta = information(sets, design, fitted)
    cross = information(sets, design, fitted, g)
    of_theta = information(sets, design, fitted, g**2)
    # Variance of θ's score once β has been estimated; each term keeps β's whole block.
    adjusted = of_theta - cross @ np.linalg.solve(of_beta, cross)
    chi_square = np.array([_quadratic(score_of_theta, adjusted, term) for term in columns])
    degrees = np.array([len(term) for term in columns])
    overall = _quadratic(score_of_theta, adjusted, range(n_columns))
    return ProportionalHazardsTest(
        chi_square=chi_square,
        degrees_of_freedom=degrees,
        p_value=np.array([chi_square_tail(*each) for each in zip(chi_square, degrees, strict=True)]),
        global_chi_square=overall,
        global_degrees_of_freedom=n_columns,
        global_p_value=chi_square_tail(overall, n_columns),
    )


def _quadratic(score: np.ndarray, variance: np.ndarray, term: Sequence[int]) -> float:
    """Score test statistic u' V⁻¹ u of some columns."""
    index = np.asarray(term)
    part = score[index]
    return float(part @ np.linalg.solve(variance[np.ix_(index, index)], part))


def _transformed(
    transform: str, at: np.ndarray, time: np.ndarray, event: np.ndarray, entry: np.ndarray | None
) -> np.ndarray:
    """Evaluate g at each event time."""
    if transform == "identity":
        return at
    if transform == "log":
        if at.min() <= 0:
            raise ValueError("The log transform needs events after day 0.")
        return np.log(at)
    if transform != "km":
        raise ValueError(f"transform={transform!r} is not one of {', '.join(TRANSFORMS)}.")
    curve = kaplan_meier(time, event, entry)
    # Just before t: the curve's value may not depend on the events at t themselves.
    before = np.searchsorted(curve.time, at, side="left")
    return 1 - np.concatenate([[1.0], curve.survival])[before]


def _checked_terms(terms: Sequence[Sequence[int]] | None, n_columns: int) -> list[list[int]]:
    if terms is None:
        return [[column] for column in range(n_columns)]
    columns = [list(term) for term in terms]
    if not all(columns) or not all(0 <= column < n_columns for term in columns for column in term):
        raise ValueError(f"terms must list column numbers from 0 to {n_columns - 1}, at least one a term.")
    return columns
