"""Hazards of times that are known only to lie in intervals: discrete hazards, a free one for every cell.

With the complementary log-log link a coefficient is the log hazard ratio of the proportional-hazards model in
continuous time, whatever the widths of the intervals: no midpoints. With the logit it is the log odds ratio
of the discrete hazard. Sources: Prentice and Gloeckler, 10.2307/2529588 (grouped data); Finkelstein,
10.2307/2530698 (overlapping intervals). Where every interval is one cell it is R's `glm(family = binomial(cloglog))`
on a row for each person and cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.ascent import climb
from stepdown.estimators.distributions import chi_square_tail
from stepdown.estimators.grouped_likelihood import LINKS, CellCounts, count_cells, evaluate, exposure_of
from stepdown.estimators.interval_grid import IntervalGrid, interval_grid
from stepdown.estimators.kaplan_meier import log_log_interval

Link = Literal["cloglog", "logit"]
# exp(−18): a hazard of less than one in 60 million is none.
NO_HAZARD = -18.0
LARGEST = 15.0
# Covariates have variance 1: less information on a change than this is rounding error.
NO_INFORMATION = 1e-9
NO_MAXIMUM = (
    "The likelihood has no maximum: a covariate, or a combination of them, separates early events from late ones, "
    "so that its ratio is infinite. Merge sparse levels or leave the covariate out."
)


@dataclass(frozen=True, eq=False)
class GroupedHazards:
    """A fitted model; exp(coefficient) is a hazard ratio (cloglog) or an odds ratio of the hazard (logit).

    Attributes
    ----------
    coefficients, std_error, p_value : ndarrays of float, shape (p,); two-sided normal P values
    intercepts : ndarray of float, shape (k,), the link of the hazard of each cell where all covariates are 0
    after, to : ndarrays of float, shape (k,), the days of each cell: after … up to and including
    covariance : ndarray of float, shape (k + p, k + p), of the intercepts and coefficients
    log_likelihood : float
    n, n_events : float, people, and events with a last possible day
    proportional_chi_square, proportional_p_value : ndarrays of float, shape (p,), score test that a coefficient
        does not change along the baseline curve
    proportional_score : the score (p,) and its information (p, p), for tests of several; see `proportional`
    converged : always True: a fit that does not converge raises
    """

    converged: ClassVar[bool] = True

    link: str
    coefficients: np.ndarray
    std_error: np.ndarray
    p_value: np.ndarray
    intercepts: np.ndarray
    after: np.ndarray
    to: np.ndarray
    covariance: np.ndarray
    log_likelihood: float
    n: float
    n_events: float
    proportional_chi_square: np.ndarray
    proportional_p_value: np.ndarray
    proportional_score: tuple[np.ndarray, np.ndarray]

    def survival(self, covariates: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Predict survival at the end of each cell for one set of covariates, shape (p,).

        Returns
        -------
        survival, std_error, lower, upper : ndarrays, shape (k,); delta method, 95 % log-log interval
        """
        x = np.asarray(covariates, dtype=float).reshape(len(self.coefficients))
        c, slope, _ = exposure_of(self.link, self.intercepts + x @ self.coefficients)
        survival = np.exp(-np.cumsum(c))
        by_cell = np.tril(np.ones((len(c), len(c)))) * slope
        by_all = np.hstack([by_cell, by_cell.sum(axis=1, keepdims=True) * x])
        std_error = survival * np.sqrt(np.einsum("ij,jk,ik->i", by_all, self.covariance, by_all))
        return survival, std_error, *log_log_interval(survival, std_error)

    def proportional(self, columns: list[int]) -> tuple[float, float]:
        """Test several coefficients together: chi-square and P of their not changing along the curve.

        Both NaN where nothing is left to tell a change by, as when there is one cell.
        """
        score, information = self.proportional_score
        part = information[np.ix_(columns, columns)]
        if np.linalg.eigvalsh(part)[0] <= NO_INFORMATION:
            return float("nan"), float("nan")
        chi_square = float(score[columns] @ np.linalg.solve(part, score[columns]))
        return chi_square, chi_square_tail(chi_square, len(columns))


def grouped_hazards(
    lowest: Any, highest: Any, covariates: Any, link: Link = "cloglog", weights: Any = None
) -> GroupedHazards:
    """Fit by maximum likelihood, from counts by pattern of covariates and interval.

    Parameters
    ----------
    lowest, highest : arrays, shape (n,), first and last day on which the event may have happened; see `interval_grid`
    covariates : array, shape (n, p); any values, but few distinct rows make it fast
    link : "cloglog" (grouped proportional hazards) or "logit" (proportional odds of the discrete hazard)
    weights : array, shape (n,), optional, positive: how many people a row stands for

    Returns
    -------
    GroupedHazards

    Raises
    ------
    ValueError
        For invalid input; no two intervals that can be told apart; covariates that are collinear; or
        one that separates early from late events.
    """
    grid = interval_grid(lowest, highest)
    n = len(grid.first)
    if link not in LINKS:
        raise ValueError(f"link must be {' or '.join(LINKS)}; it is {link!r}.")
    design = arrays.matrix(covariates, "covariates", n)
    count = np.ones(n) if weights is None else _positive(weights, n)
    if len(grid.after) < 2:
        raise ValueError("No two events can be told apart in time: hazards cannot be estimated.")
    patterns, pattern = distinct_rows(design)
    people = np.bincount(pattern, count, len(patterns))
    centre = people @ patterns / people.sum()
    spread = np.sqrt(people @ (patterns - centre) ** 2 / people.sum())
    constant = np.flatnonzero(spread <= 1e-12 * (1 + np.abs(centre)))
    if constant.size:
        raise ValueError(f"covariates do not vary in column {', '.join(map(str, constant))}.")
    standardized = (patterns - centre) / spread
    arrays.require_independent_columns(standardized * np.sqrt(people)[:, np.newaxis], "covariates")
    return _fit(grid, count_cells(grid, standardized, pattern, count), link, centre, spread, count)


def distinct_rows(design: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The distinct rows of a matrix (n, p), and which of them each row is."""
    key = np.zeros(len(design), dtype=np.int64)
    levels = 1
    for column in design.T:
        if np.all((column == 0) | (column == 1)):
            code, n_levels = column.astype(np.int64), 2
        else:
            distinct, code = np.unique(column, return_inverse=True)
            n_levels = len(distinct)
        if levels * n_levels > 2**62:
            distinct, key = np.unique(key, return_inverse=True)
            levels = len(distinct)
        key, levels = key * n_levels + code, levels * n_levels
    _, row, which = np.unique(key, return_index=True, return_inverse=True)
    return design[row], which


def _positive(weights: Any, n_rows: int) -> np.ndarray:
    weights = arrays.numeric(weights, "weights", n_rows)
    bad = int(np.count_nonzero(weights <= 0))
    if bad:
        raise ValueError(f"weights must be positive; they are not in {bad} rows. Leave those rows out.")
    return weights


def _fit(grid: IntervalGrid, counts: CellCounts, link, centre, spread, count) -> GroupedHazards:
    """Fit to standardized covariates and go back to their own units."""
    kept, estimate, information, value = _maximise(counts, link)
    k, p = len(kept), len(centre)
    counts = _of_cells(counts, kept)
    # Time as the share that the curve of the mean person has lost: as `cox.zph` does by default.
    c = exposure_of(link, estimate[:k])[0]
    lost = 1 - np.exp(-np.concatenate([[0.0], np.cumsum(c)[:-1]]))
    _, score, joint = evaluate(counts, link, estimate, lost)
    known, new = joint[: k + p, : k + p], joint[k + p :, : k + p]
    efficient = joint[k + p :, k + p :] - new @ np.linalg.solve(known, new.T)
    chi_square, p_value = _one_by_one(score[k + p :], efficient)
    back = np.eye(k + p)
    back[:k, k:] = -centre / spread
    back[k:, k:] = np.diag(1 / spread)
    estimate, covariance = back @ estimate, back @ np.linalg.inv(information) @ back.T
    std_error = np.sqrt(np.diag(covariance))[k:]
    return GroupedHazards(
        link=link,
        coefficients=estimate[k:],
        std_error=std_error,
        p_value=arrays.normal_p_value(estimate[k:], std_error),
        intercepts=estimate[:k],
        after=grid.after[kept],
        to=grid.to[kept],
        covariance=covariance,
        log_likelihood=float(value),
        n=float(count.sum()),
        n_events=float(count[np.isfinite(grid.to[grid.last - 1])].sum()),
        proportional_chi_square=chi_square,
        proportional_p_value=p_value,
        proportional_score=(score[k + p :], efficient),
    )


def _maximise(counts: CellCounts, link: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Cells with a hazard, estimate, information and log-likelihood.

    Overlapping intervals can leave a cell that the data give no event: its intercept goes to minus
    infinity, so it is taken out.
    """
    kept, p = np.arange(counts.events.shape[1]), counts.patterns.shape[1]
    start = np.concatenate([_first_guess(counts, link), np.zeros(p)])
    while True:
        part, k, at = _of_cells(counts, kept), len(kept), [start]

        def likelihood(theta: np.ndarray, part: CellCounts = part, at: list = at):
            at.append(theta)
            return evaluate(part, link, theta)

        def leaving(theta: np.ndarray, k: int = k) -> bool:
            return bool((theta[:k] < NO_HAZARD).any() or np.abs(theta[k:]).max() > LARGEST)

        try:
            estimate, information, value = climb(likelihood, start, leaving, NO_MAXIMUM)
        except ValueError:
            without = at[-1][:k] < NO_HAZARD
            if not without.any() or without.all():
                raise
            start, kept = at[-1][np.append(~without, np.ones(p, bool))], kept[~without]
            continue
        return kept, estimate, information, value


def _first_guess(counts: CellCounts, link: str) -> np.ndarray:
    """Each cell's hazard with nobody different, events of a run spread evenly over it."""
    events, survivors = counts.events.sum(axis=0), counts.survivors.sum(axis=0)
    for first, last, count in zip(counts.run_first, counts.run_last, counts.run_count, strict=True):
        events[first:last] += count / (last - first)
    hazard = (events + 0.5) / (events + survivors + 1)
    return np.log(-np.log1p(-hazard)) if link == "cloglog" else np.log(hazard / (1 - hazard))


def _of_cells(counts: CellCounts, kept: np.ndarray) -> CellCounts:
    """The same counts without the cells that have no hazard."""
    return CellCounts(
        counts.patterns,
        counts.events[:, kept],
        counts.survivors[:, kept],
        counts.run_pattern,
        np.searchsorted(kept, counts.run_first),
        np.searchsorted(kept, counts.run_last),
        counts.run_count,
    )


def _one_by_one(score: np.ndarray, information: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each covariate's own score test; NaN where its information is used up (only one cell)."""
    own = np.diag(information)
    chi_square = np.divide(score**2, own, out=np.full(len(own), np.nan), where=own > NO_INFORMATION)
    return chi_square, np.array([chi_square_tail(each, 1) for each in chi_square])
