"""Weighted Kaplan–Meier curves of two arms, the propensity refitted in every bootstrap of people.

People of one propensity cell (one combination of covariates) and arm share a weight. Rows are sorted by cell
once; a bootstrap draws a Poisson(1) multiple a person, refits the propensity on the cells' counts from the
last estimate, and adds multiple × weight into a histogram by arm, event and day.

Sources: Cole and Hernán, 10.1016/j.cmpb.2003.10.004 (weighted curve); Li, Morgan and Zaslavsky,
10.1080/01621459.2016.1260466 (overlap weights); Hanley and MacGibbon, 10.1016/j.cmpb.2006.04.006 (Poisson
bootstrap). The propensity is part of what is resampled: Austin, 10.1002/sim.7084.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.cox_newton import newton
from stepdown.estimators.discrete.curve_kernels import segment_totals, weighted_histogram
from stepdown.estimators.discrete.days import Days, whole_days
from stepdown.estimators.discrete.kernels import run
from stepdown.estimators.discrete.logistic import BinomialLikelihood, with_intercept
from stepdown.estimators.discrete.pack import Packed
from stepdown.estimators.discrete.philox import THRESHOLDS, poisson_weights
from stepdown.estimators.discrete.tables import ALIKE, Tables, sorted_by, standardized, tables

WEIGHTS = ("iptw", "overlap", "att")
# The replicates that could not be fitted may be this share; more, and their spread says nothing.
MOST_FAILED = 0.05
_SEPARATED = (
    "The propensity has no estimate: a covariate, or a combination of them, separates the arms. "
    "Merge sparse levels or leave the covariate out."
)


@dataclass(frozen=True, eq=False)
class WeightedCurves:
    """Weighted survival of two arms on the m distinct days on which anybody leaves.

    Attributes
    ----------
    time : ndarray of float, shape (m,), days, ascending
    n_at_risk, n_events : ndarrays of int, shape (2, m), people, not weighted; arm 0 first
    survival : ndarray of float, shape (2, m), probability of no event up to and including `time`
    std_error, lower, upper : ndarrays of float, shape (2, m), bootstrap standard deviation and 2.5 % and 97.5 % points
    difference, difference_std_error, difference_lower, difference_upper : ndarrays of float, shape (m,), arm 1 − arm 0
    propensity_coefficients : ndarray of float, shape (1 + p,), log odds of arm 1, the intercept first
    effective_size : ndarray of float, shape (2,), (Σw)² / Σw² of each arm
    n_bootstraps, n_failed : replicates kept, and those whose propensity could not be fitted
    path : always "discrete"
    """

    time: np.ndarray
    n_at_risk: np.ndarray
    n_events: np.ndarray
    survival: np.ndarray
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    difference: np.ndarray
    difference_std_error: np.ndarray
    difference_lower: np.ndarray
    difference_upper: np.ndarray
    propensity_coefficients: np.ndarray
    effective_size: np.ndarray
    n_bootstraps: int
    n_failed: int
    path: str = "discrete"


def weighted_curves(
    time: Any,
    event: Any,
    arm: Any,
    covariates: Packed,
    weights: str = "iptw",
    n_bootstraps: int = 200,
    seed: int = 0,
    person: Any = None,
) -> WeightedCurves:
    """Estimate both arms' survival, weighted so that their covariates are alike.

    Parameters
    ----------
    time : array, shape (n,), whole days from time zero to the event or to the end of observation
    event : array, shape (n,), True or 1 where the event happened at `time`
    arm : array, shape (n,), 0 or 1
    covariates : Packed, what the propensity depends on
    weights : "iptw" (everybody), "overlap" (those who might be in either arm) or "att" (those in arm 1)
    n_bootstraps : resamples of people, 2 or more
    seed : int from 0 to 2⁶⁴ − 1; the same seed gives the same bytes on any number of cores
    person : array of labels, shape (n,), optional, whose row it is; a row a person if not given

    Returns
    -------
    WeightedCurves

    Raises
    ------
    ValueError
        For invalid input, times that are not whole days, an arm without people, or arms that the covariates separate.
    """
    time, event, _ = arrays.survival(time, event)
    treated = arrays.binary(arm, "arm", len(time))
    if covariates.n != len(time):
        raise ValueError(f"covariates have {covariates.n} rows, but {len(time)} are expected.")
    if weights not in WEIGHTS:
        raise ValueError(f"weights must be one of {', '.join(WEIGHTS)}; they are {weights!r}.")
    if n_bootstraps < 2:
        raise ValueError("At least 2 bootstraps are needed for a standard error.")
    if treated.all() or not treated.any():
        raise ValueError("Everybody is in one arm: there is nothing to weigh.")
    days = whole_days(time)
    # A row's arm, event and day must fit into two bytes.
    if days is None or 4 * len(days.distinct) > 2**16:
        raise ValueError("Weighted curves need times in whole days, and fewer than 16,384 different ones.")

    rows = _arrange(days, event, treated, covariates, person)
    model = _Propensity(rows)
    everybody = np.ones(rows.n, dtype=np.uint8)
    estimate, weight = model.fit(rows.counts(everybody), weights, None)
    histogram = rows.histogram(everybody, weight)
    plain = rows.histogram(everybody, np.ones_like(weight))
    survival = _survival(histogram)
    replicates, n_failed = _bootstrap(rows, model, weights, estimate, n_bootstraps, seed)
    if n_failed > MOST_FAILED * n_bootstraps:
        raise ValueError(f"In {n_failed} of {n_bootstraps} resamples the covariates separate the arms.")
    difference = replicates[:, 1] - replicates[:, 0]
    lower, upper = np.quantile(replicates, [0.025, 0.975], axis=0)
    difference_lower, difference_upper = np.quantile(difference, [0.025, 0.975], axis=0)
    people = np.rint(plain).astype(np.int64)
    per_cell = rows.counts(everybody)
    return WeightedCurves(
        time=days.distinct,
        n_at_risk=np.cumsum(people.sum(axis=1)[:, ::-1], axis=1)[:, ::-1],
        n_events=people[:, 1],
        survival=survival,
        std_error=replicates.std(axis=0, ddof=1),
        lower=lower,
        upper=upper,
        difference=survival[1] - survival[0],
        difference_std_error=difference.std(axis=0, ddof=1),
        difference_lower=difference_lower,
        difference_upper=difference_upper,
        propensity_coefficients=model.in_own_units(estimate),
        effective_size=np.array(
            [(per_cell[a::2] @ weight[a::2]) ** 2 / (per_cell[a::2] @ weight[a::2] ** 2) for a in (0, 1)]
        ),
        n_bootstraps=len(replicates),
        n_failed=n_failed,
    )


@dataclass(frozen=True, eq=False)
class _Rows:
    """Rows sorted by cell, arm and bucket (arm, event, day); segment 2c + a holds cell c's rows of arm a."""

    bucket: np.ndarray
    starts: np.ndarray
    chunk_segments: np.ndarray
    n_days: int
    cells: Packed
    person: np.ndarray | None

    @property
    def n(self) -> int:
        return len(self.bucket)

    @property
    def n_people(self) -> int:
        return self.n if self.person is None else int(self.person.max()) + 1

    def counts(self, multiples: np.ndarray) -> np.ndarray:
        """People of each segment, shape (2 n_cells,), given each row's multiple."""

        out = np.empty(len(self.starts) - 1)
        run(segment_totals, self.n, multiples, self.starts, self.chunk_segments, out)
        return out

    def histogram(self, multiples: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Weighted people by arm, event and day, shape (2, 2, n_days); weights (2 n_cells,)."""

        out = np.zeros((len(self.chunk_segments) - 1, 4 * self.n_days))
        run(
            weighted_histogram, self.n, multiples, self.bucket, weights, self.starts, self.chunk_segments, out
        )
        return out.sum(axis=0).reshape(2, 2, self.n_days)


def _arrange(days: Days, event: np.ndarray, treated: np.ndarray, packed: Packed, person: Any) -> _Rows:
    """Sort rows; their order no longer depends on the order in which they came."""

    n_days = len(days.distinct)
    bucket = (2 * treated.astype(np.int32) + event) * np.int32(n_days) + days.code
    cell, cells = packed.cells()
    first, _ = sorted_by(bucket, 4 * n_days)
    second, starts = sorted_by((2 * cell + treated)[first], 2 * cells.n)
    order = first[second]
    rows = np.arange(17) * packed.n // 16 if packed.n > 2**19 else np.array([0, packed.n])
    # A chunk begins with the arm 0 of a cell.
    chunk_segments = 2 * np.unique(np.searchsorted(starts[::2], rows))
    chunk_segments[-1] = 2 * cells.n
    people = None if person is None else arrays.codes(person, "person", packed.n)[1][order]
    return _Rows(bucket[order].astype(np.uint16), starts, chunk_segments, n_days, cells, people)


class _Propensity:
    """Log odds of arm 1 by cell."""

    def __init__(self, rows: _Rows):

        self.rows: Tables = tables(rows.cells)
        self.cells = rows.cells
        values, self.mean, self.scale = standardized(rows.cells, self.rows.level_sums(ALIKE)[0])
        if np.any(self.scale == 0):
            columns = ", ".join(map(str, np.flatnonzero(self.scale == 0)))
            raise ValueError(f"covariates do not vary in column {columns}.")
        self.values = with_intercept(rows.cells, values)

    def fit(self, counts: np.ndarray, kind: str, guess: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
        """Fit counts of shape (2 n_cells,); returns the standardized estimate and each segment's weight."""

        total = np.ascontiguousarray(counts[0::2] + counts[1::2])
        likelihood = BinomialLikelihood(self.rows, self.values, np.ascontiguousarray(counts[1::2]), total)
        _, fitted, estimate, _, _ = newton(likelihood, guess, _SEPARATED)
        share = fitted.share()
        weights = {
            "iptw": lambda: (1 / (1 - share), 1 / share),
            "overlap": lambda: (share, 1 - share),
            "att": lambda: (share / (1 - share), np.ones_like(share)),
        }[kind]()
        return estimate, np.column_stack(weights).ravel()

    def in_own_units(self, estimate: np.ndarray) -> np.ndarray:
        """Undo the standardization of the covariates."""
        slopes = estimate[1:] / self.scale
        return np.concatenate([[estimate[0] - slopes @ self.mean], slopes])


def _bootstrap(
    rows: _Rows, model: _Propensity, kind: str, estimate: np.ndarray, n_bootstraps: int, seed: int
) -> tuple[np.ndarray, int]:
    """Survival of both arms in each resample, shape (kept, 2, n_days), and how many could not be fitted."""

    multiples = np.empty(rows.n_people, dtype=np.uint8)
    kept, n_failed = [], 0
    for replicate in range(n_bootstraps):
        run(poisson_weights, len(multiples), np.uint64(seed), np.uint64(replicate), THRESHOLDS, multiples)
        of_row = multiples if rows.person is None else multiples[rows.person]
        try:
            _, weight = model.fit(rows.counts(of_row), kind, estimate)
        except ValueError:
            n_failed += 1
            continue
        kept.append(_survival(rows.histogram(of_row, weight)))
    return np.array(kept), n_failed


def _survival(histogram: np.ndarray) -> np.ndarray:
    """Product limit of both arms, shape (2, n_days), from weighted people by arm, event and day."""
    leaving, events = histogram.sum(axis=1), histogram[:, 1]
    at_risk = np.cumsum(leaving[:, ::-1], axis=1)[:, ::-1]
    hazard = np.divide(events, at_risk, out=np.zeros_like(events), where=at_risk > 0)
    return np.cumprod(1 - hazard, axis=1)
