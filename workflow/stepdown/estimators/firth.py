"""Logistic regression by Firth's penalized likelihood: finite odds ratios where a covariate separates the outcome.

The log-likelihood plus half the logarithm of the information's determinant. Sources: Firth,
10.1093/biomet/80.1.27; Heinze and Schemper, 10.1002/sim.1047 (profile intervals and tests). Wald intervals
fail here: the penalized likelihood of a separated covariate is far from symmetric. Same estimates as R's
`brglm2` (`AS_mean`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.coefficients import Coefficients
from stepdown.estimators.distributions import chi_square_tail

MOST_STEPS = 200
# In the predictor. A likelihood's error is the square of its step's: a profile needs no more than its root.
SMALLEST_STEP, SMALLEST_PROFILE_STEP = 1e-10, 1e-6
# Half of the 95 % point of chi-squared with one degree of freedom.
HALF_CHI_SQUARED = 1.9207294103470618


@dataclass(frozen=True, eq=False)
class Firth(Coefficients):
    """A fitted model; coefficients are log odds ratios, the intercept first.

    Intervals and P values are those of the profile penalized likelihood; an infinite limit says that the
    data do not bound it. `std_error` is Wald's, from `covariance`, the inverse information.

    Attributes
    ----------
    n_events : rows with the outcome
    penalized_log_likelihood : float
    """

    n_events: int
    penalized_log_likelihood: float


def firth(outcome: Any, covariates: Any) -> Firth:
    """Fit the log odds of the outcome on covariates; the intercept is added here.

    Parameters
    ----------
    outcome : array, shape (n,), True or 1 where it happened
    covariates : array, shape (n, p), without an intercept column

    Returns
    -------
    Firth

    Raises
    ------
    ValueError
        For invalid input, an outcome that is the same in all rows, or collinear covariates.
    """
    happened = arrays.binary(outcome, "outcome")
    if happened.all() or not happened.any():
        raise ValueError("The outcome is the same in all rows: odds ratios cannot be estimated.")
    design = arrays.with_intercept(covariates, len(happened))
    scale = np.sqrt(np.mean(design**2, axis=0))
    model = _Penalized(happened.astype(float), design / scale)
    everything = np.ones(design.shape[1], dtype=bool)
    best = model.maximum(np.zeros(design.shape[1]), everything)
    value, information = model.value(best), model.information(best)
    covariance = np.linalg.inv(information)
    limits = [_limits(model, best, value, covariance, j) for j in range(len(best))]
    drop = [2 * (value - _profile(model, best, covariance, j, 0.0)) for j in range(len(best))]
    covariance = covariance / np.outer(scale, scale)
    return Firth(
        coefficients=best / scale,
        covariance=covariance,
        std_error=np.sqrt(np.diag(covariance)),
        lower=np.array([low for low, _ in limits]) / scale,
        upper=np.array([high for _, high in limits]) / scale,
        p_value=np.array([chi_square_tail(each, 1) for each in drop]),
        degrees_of_freedom=np.inf,
        variance="model",
        n=len(happened),
        n_events=int(happened.sum()),
        penalized_log_likelihood=value,
    )


class _Penalized:
    """The penalized likelihood of scaled columns; a determinant in other units differs by a constant only."""

    def __init__(self, outcome: np.ndarray, design: np.ndarray):
        self.outcome, self.design = outcome, design

    def _share(self, beta: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-np.clip(self.design @ beta, -500, 500)))

    def information(self, beta: np.ndarray) -> np.ndarray:
        share = self._share(beta)
        return self.design.T @ ((share * (1 - share))[:, np.newaxis] * self.design)

    def value(self, beta: np.ndarray) -> float:
        predictor = self.design @ beta
        sign, log_determinant = np.linalg.slogdet(self.information(beta))
        if sign <= 0:
            return -np.inf
        return float(self.outcome @ predictor - np.logaddexp(0, predictor).sum() + log_determinant / 2)

    def maximum(self, start: np.ndarray, free: np.ndarray, smallest: float = SMALLEST_STEP) -> np.ndarray:
        """Maximise over the free coefficients by scoring with halved steps, the others as they are."""
        beta, reached = start.copy(), self.value(start)
        for _ in range(MOST_STEPS):
            step = self._step(beta, free)
            # No predictor moves by more than 5 at once: far out the information is no guide.
            step *= min(1.0, 5 / max(np.abs(self.design @ step).max(), 1e-300))
            for _ in range(40):
                value = self.value(beta + step)
                if value >= reached - 1e-12 * abs(reached):
                    break
                step = step / 2
            beta, reached = beta + step, value
            if np.abs(self.design @ step).max() < smallest:
                return beta
        raise ValueError("The penalized likelihood was not maximised: its information is nearly singular.")

    def _step(self, beta: np.ndarray, free: np.ndarray) -> np.ndarray:
        share = self._share(beta)
        spread = share * (1 - share)
        orthonormal = np.linalg.qr(np.sqrt(spread)[:, np.newaxis] * self.design)[0]
        hat = np.einsum("ij,ij->i", orthonormal, orthonormal)
        score = self.design[:, free].T @ (self.outcome - share + hat * (0.5 - share))
        columns = self.design[:, free]
        step = np.zeros(len(beta))
        step[free] = np.linalg.solve(columns.T @ (spread[:, np.newaxis] * columns), score)
        return step


def _profile(model: _Penalized, best: np.ndarray, covariance: np.ndarray, j: int, fixed: float) -> float:
    """The largest penalized likelihood with one coefficient fixed; the others start where a parabola has them."""
    start = best + (fixed - best[j]) * covariance[:, j] / covariance[j, j]
    start[j] = fixed
    if not np.isfinite(model.value(start)):
        return -np.inf
    return model.value(model.maximum(start, np.arange(len(best)) != j, SMALLEST_PROFILE_STEP))


def _limits(
    model: _Penalized, best: np.ndarray, value: float, covariance: np.ndarray, j: int
) -> tuple[float, float]:
    """Where the profile has fallen by half of 3.84, on either side of the estimate."""
    reach = 2 * float(np.sqrt(covariance[j, j]))
    return _limit(model, best, value, covariance, j, -reach), _limit(model, best, value, covariance, j, reach)


def _limit(
    model: _Penalized, best: np.ndarray, value: float, covariance: np.ndarray, j: int, reach: float
) -> float:
    from scipy.optimize import brentq

    def above(fixed: float) -> float:
        found = _profile(model, best, covariance, j, fixed)
        return max(found, value - 1e6) - (value - HALF_CHI_SQUARED)

    inside = float(best[j])
    outside = inside + reach
    for _ in range(12):
        if above(outside) < 0:
            return float(brentq(above, inside, outside, xtol=1e-10, rtol=1e-12))
        inside, outside = outside, outside + reach
    return float(np.sign(reach) * np.inf)
