"""Draw what is missing of one column given the others: coefficients from their posterior, then values.

Sources: Rubin 1987, 10.1002/9780470316696, pp. 167 and 169 (numbers, categories); Little,
10.1080/07350015.1988.10509663 (predictive mean matching); White, Daniel and Royston,
10.1016/j.csda.2010.04.005 (a few pseudo-people where covariates separate the levels).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.categorical_likelihood import CategoricalFit, fit_levels

# Each missing number takes the value of one of so many people with the nearest predictions.
DONORS = 5


@dataclass(frozen=True, eq=False)
class CategoryDraw:
    """Drawn levels of q people, and what they were drawn from.

    Attributes
    ----------
    level : ndarray of int, shape (q,)
    log_odds : ndarray, shape (q,), of the second level against the first; what a shift is added to
    uniform : ndarray, shape (q,), the random numbers that decided
    separated : whether pseudo-people were needed to find coefficients
    """

    level: np.ndarray
    log_odds: np.ndarray
    uniform: np.ndarray
    separated: bool


def draw_number(
    observed: np.ndarray,
    known: np.ndarray,
    wanted: np.ndarray,
    matching: bool,
    draw: np.random.Generator,
) -> np.ndarray:
    """Normal linear regression, its coefficients and spread drawn from their posterior under a flat prior.

    Parameters
    ----------
    observed : ndarray, shape (n,), the column where it is known
    known, wanted : ndarrays, shapes (n, p) and (q, p), the other columns where it is known and where it is
        missing, without an intercept
    matching : take the value of a person with a near prediction, rather than a draw from the normal

    Returns
    -------
    ndarray, shape (q,)

    Raises
    ------
    ValueError
        If there are no more people than coefficients.
    """
    kept = independent_columns(known)
    design = np.column_stack([np.ones(len(known)), known[:, kept]])
    target = np.column_stack([np.ones(len(wanted)), wanted[:, kept]])
    degrees = len(design) - design.shape[1]
    if degrees < 1:
        raise ValueError("Too few people have a known value to impute the others from.")
    orthonormal, upper = np.linalg.qr(design)
    fitted = np.linalg.solve(upper, orthonormal.T @ observed)
    residual = observed - design @ fitted
    spread = np.sqrt(residual @ residual / draw.chisquare(degrees))
    drawn = fitted + spread * np.linalg.solve(upper, draw.standard_normal(len(fitted)))
    if matching:
        return _nearest(design @ fitted, observed, target @ drawn, draw)
    return target @ drawn + spread * draw.standard_normal(len(target))


def _nearest(
    predicted: np.ndarray, observed: np.ndarray, wanted: np.ndarray, draw: np.random.Generator
) -> np.ndarray:
    """One of the nearest observed values each, ties in a random order."""
    shuffled = draw.permutation(len(predicted))
    order = shuffled[np.argsort(predicted[shuffled], kind="stable")]
    donors = min(DONORS, len(order))
    place = np.searchsorted(predicted[order], wanted)
    first = np.clip(place - donors, 0, len(order) - donors)
    window = np.minimum(first[:, np.newaxis] + np.arange(2 * donors), len(order) - 1)
    distance = np.abs(predicted[order][window] - wanted[:, np.newaxis])
    # The end of the list may stand in a window twice: once is enough.
    distance[:, 1:][window[:, 1:] == window[:, :-1]] = np.inf
    nearest = np.argsort(distance, axis=1, kind="stable")[:, :donors]
    chosen = nearest[np.arange(len(wanted)), draw.integers(0, donors, len(wanted))]
    return observed[order[window[np.arange(len(wanted)), chosen]]]


def draw_category(
    observed: np.ndarray,
    known: np.ndarray,
    wanted: np.ndarray,
    draw: np.random.Generator,
    separated: bool = False,
) -> CategoryDraw:
    """Logistic or multinomial regression, its coefficients drawn from their large-sample posterior.

    Parameters
    ----------
    observed : ndarray of int, shape (n,), 0 … k − 1
    known, wanted : as for `draw_number`
    separated : known from an earlier cycle to need pseudo-people; looking for a maximum that is not there takes longest

    Raises
    ------
    ValueError
        If fewer than two levels are known.
    """
    levels, code = np.unique(observed, return_inverse=True)
    if len(levels) < 2:
        raise ValueError("Everybody whose value is known has the same one: the others cannot be imputed.")
    kept = independent_columns(known)
    fit, separated = _fit(code, len(levels), known[:, kept], separated)
    root = np.linalg.cholesky(fit.covariance)
    drawn = fit.coefficients.ravel() + root @ draw.standard_normal(len(root))
    target = np.column_stack([np.ones(len(wanted)), wanted[:, kept]])
    predictor = np.column_stack([np.zeros(len(target)), target @ drawn.reshape(fit.coefficients.shape).T])
    odds = np.exp(predictor - predictor.max(axis=1, keepdims=True))
    uniform = draw.random(len(target))
    # From the last level down, so that a larger log odds can only turn a first level into a second.
    above = np.cumsum(odds[:, ::-1], axis=1)[:, ::-1] / odds.sum(axis=1, keepdims=True)
    chosen = (uniform[:, np.newaxis] < above[:, 1:]).sum(axis=1)
    return CategoryDraw(levels[chosen], predictor[:, 1], uniform, separated)


def _fit(
    code: np.ndarray, n_levels: int, columns: np.ndarray, separated: bool
) -> tuple[CategoricalFit, bool]:
    """The fit, and whether it needed pseudo-people."""
    covariates = columns if columns.shape[1] else None
    if not separated:
        try:
            return fit_levels(code, n_levels, covariates, np.ones(len(code))), False
        except ValueError:
            pass
    return _augmented(code, n_levels, columns), True


def _augmented(code: np.ndarray, n_levels: int, columns: np.ndarray) -> CategoricalFit:
    """Fit with pseudo-people at every covariate's mean and one spread to either side, at every level alike.

    Together they weigh one more than there are covariates.
    """
    centre, spread = columns.mean(axis=0), columns.std(axis=0)
    steps = np.vstack([np.diag(spread), -np.diag(spread)])
    rows = np.tile(centre + steps, (n_levels, 1))
    level = np.repeat(np.arange(n_levels), len(steps))
    weight = np.full(len(rows), (columns.shape[1] + 1) / len(rows))
    return fit_levels(
        np.concatenate([code, level]),
        n_levels,
        np.vstack([columns, rows]),
        np.concatenate([np.ones(len(code)), weight]),
    )


def independent_columns(columns: np.ndarray) -> np.ndarray:
    """Positions of the columns that are no combination of the intercept and those before them, with information left."""
    design = np.column_stack([np.ones(len(columns)), columns])
    length = np.sqrt(np.einsum("ij,ij->j", design, design))
    upper = np.linalg.qr(design / np.where(length > 0, length, 1.0), mode="r")
    left = np.zeros(design.shape[1])
    left[: len(upper)] = np.abs(np.diag(upper))
    return np.flatnonzero(left[1:] >= arrays.COLLINEAR)
