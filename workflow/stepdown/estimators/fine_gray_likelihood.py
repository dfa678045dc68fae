"""The weighted partial likelihood of the subdistribution hazard: value, score, information, residuals.

Source: Fine and Gray, 10.1080/01621459.1999.10474144, section 3.3; tied events by
Breslow, 10.2307/2529620, as in R's `cmprsk::crr`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.estimators.aalen_johansen import lagged
from stepdown.estimators.fine_gray_sets import SubdistributionSets


@dataclass(frozen=True, eq=False)
class SubdistributionLikelihood:
    """The likelihood at one coefficient vector, with its derivatives.

    Attributes
    ----------
    log_likelihood : float, −inf where it cannot be computed (a step went too far)
    risk : ndarray, shape (n_rows,), exp(linear predictor), scaled to at most 1
    rate : ndarray, shape (n_cells,), events over the risk set's sum: Breslow's hazard, scaled alike
    mean : ndarray, shape (n_cells, n_covariates), the risk set's mean covariates
    score : ndarray, shape (n_covariates,)
    information : ndarray, shape (n_covariates, n_covariates)
    """

    log_likelihood: float
    risk: np.ndarray
    rate: np.ndarray
    mean: np.ndarray
    score: np.ndarray
    information: np.ndarray


def likelihood(
    sets: SubdistributionSets, covariates: np.ndarray, coefficients: np.ndarray
) -> SubdistributionLikelihood:
    """Evaluate at coefficients (p,); covariates (n, p)."""
    predictor = covariates @ coefficients
    # A shift common to all rows cancels in the likelihood and keeps exp() in range.
    predictor = predictor - predictor.max()
    risk = np.exp(predictor)
    total = sets.at_risk_sum(risk)
    if not total.min() > 0:
        nothing = np.empty((0, 0))
        return SubdistributionLikelihood(-np.inf, risk, total, nothing, nothing, nothing)
    rate = sets.n_tied / total
    mean = sets.at_risk_sum(risk[:, np.newaxis] * covariates) / total[:, np.newaxis]
    row_weight = risk * sets.accumulated(rate)
    second_moment = covariates.T @ (row_weight[:, np.newaxis] * covariates)
    return SubdistributionLikelihood(
        log_likelihood=float(predictor[sets.event_row].sum() - sets.n_tied @ np.log(total)),
        risk=risk,
        rate=rate,
        mean=mean,
        score=covariates[sets.event_row].sum(axis=0) - sets.n_tied @ mean,
        information=second_moment - mean.T @ (sets.n_tied[:, np.newaxis] * mean),
    )


def residuals(sets: SubdistributionSets, covariates: np.ndarray, at: SubdistributionLikelihood) -> np.ndarray:
    """Each row's contribution to the score, η + ψ in the paper, shape (n_rows, p).

    η is the score residual; ψ is what the row does to the score by way of the estimated
    censoring distribution.
    """
    rate_mean = at.rate[:, np.newaxis] * at.mean
    expected = covariates * sets.accumulated(at.rate)[:, np.newaxis] - sets.accumulated(rate_mean)
    own = -at.risk[:, np.newaxis] * expected
    own[sets.event_row] += covariates[sets.event_row] - at.mean[sets.event_cell]
    return own + _through_censoring(sets, covariates, at)


def _through_censoring(
    sets: SubdistributionSets, covariates: np.ndarray, at: SubdistributionLikelihood
) -> np.ndarray:
    """ψ = ∫ q(u) / π(u) dM_c(u), with q(u) over the people another cause ended before day u."""
    n_days = len(sets.n_at_risk)
    kept = at.risk * sets.stays
    weight = lagged(np.cumsum(np.bincount(sets.step, kept, n_days)), 0.0)
    moment = np.column_stack([np.bincount(sets.step, kept * column, n_days) for column in covariates.T])
    moment = lagged(np.cumsum(moment, axis=0), 0.0)
    rate_after = sets.still_to_come(at.rate)[sets.step_cell]
    mean_after = sets.still_to_come(at.rate[:, np.newaxis] * at.mean)[sets.step_cell]
    q = moment * rate_after[:, np.newaxis] - weight[:, np.newaxis] * mean_after

    per_person = q / sets.n_at_risk[:, np.newaxis]
    compensator = np.cumsum(per_person * (sets.n_censored / sets.n_at_risk)[:, np.newaxis], axis=0)
    censored = np.ones(len(sets.step), dtype=bool)
    censored[sets.event_row] = False
    censored &= sets.stays == 0
    return np.where(censored[:, np.newaxis], per_person[sets.step], 0.0) - compensator[sets.step]
