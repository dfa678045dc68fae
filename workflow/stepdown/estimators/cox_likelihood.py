"""The Cox partial likelihood with Efron's ties: its value, score, information and residuals.

Source: Efron, 10.1080/01621459.1977.10480613; Therneau and Grambsch 2000, section 3.3
(ties) and 7.2 (score residuals). For the l-th of d tied events the risk set's sums are
S − (l/d) D, D being the sums over the tied events themselves; with case weights each
term counts with the tied events' mean weight, as in R's `coxph`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.estimators.risk_sets import RiskSets


@dataclass(frozen=True, eq=False)
class PartialLikelihood:
    """The likelihood at one coefficient vector, with what its derivatives need.

    Attributes
    ----------
    log_likelihood : float, −inf where it cannot be computed (a step went too far)
    risk : ndarray, shape (n_rows,), weight × exp(linear predictor), scaled to at most about 1
    denominator : ndarray, shape (n_events,), Efron's S0 for each event
    mean : ndarray, shape (n_events, n_covariates), Efron's weighted covariate mean for each event
    """

    log_likelihood: float
    risk: np.ndarray
    denominator: np.ndarray
    mean: np.ndarray


def partial_likelihood(
    sets: RiskSets, covariates: np.ndarray, weights: np.ndarray, coefficients: np.ndarray
) -> PartialLikelihood:
    """Evaluate the log partial likelihood; covariates (n, p), weights (n,), coefficients (p,)."""
    predictor = covariates @ coefficients
    # A shift common to all rows cancels in the likelihood and keeps exp() in range.
    predictor = predictor - predictor.max()
    risk = weights * np.exp(predictor)
    of_event = risk[sets.event_row]
    denominator = _efron(sets, sets.at_risk_sum(risk), sets.event_sum(of_event))
    if not denominator.min() > 0:
        return PartialLikelihood(-np.inf, risk, denominator, np.empty((0, 0)))
    weighted = risk[:, np.newaxis] * covariates
    first_moment = _efron(sets, sets.at_risk_sum(weighted), sets.event_sum(weighted[sets.event_row]))
    value = weights[sets.event_row] @ predictor[sets.event_row]
    value -= sets.mean_weight[sets.event_cell] @ np.log(denominator)
    return PartialLikelihood(float(value), risk, denominator, first_moment / denominator[:, np.newaxis])


def event_scores(
    sets: RiskSets, covariates: np.ndarray, weights: np.ndarray, at: PartialLikelihood
) -> np.ndarray:
    """Each event's covariates minus their mean in its risk set; sums to the score. Shape (n_events, p)."""
    own = weights[sets.event_row, np.newaxis] * covariates[sets.event_row]
    return own - sets.mean_weight[sets.event_cell, np.newaxis] * at.mean


def information(
    sets: RiskSets, covariates: np.ndarray, at: PartialLikelihood, multiplier: np.ndarray | None = None
) -> np.ndarray:
    """Sum over events of the covariates' variance in the risk set, shape (p, p).

    `multiplier`, shape (n_cells,), weighs the event times: a function of time g(t) for
    the test of proportional hazards, 1 for the ordinary information.
    """
    per_event = sets.mean_weight[sets.event_cell]
    if multiplier is not None:
        per_event = per_event * multiplier[sets.event_cell]
    second_moment = covariates.T @ (_row_weight(sets, at, per_event)[:, np.newaxis] * covariates)
    return second_moment - at.mean.T @ (per_event[:, np.newaxis] * at.mean)


def score_residuals(
    sets: RiskSets, covariates: np.ndarray, weights: np.ndarray, at: PartialLikelihood
) -> np.ndarray:
    """Each row's weighted contribution to the score, shape (n_rows, p); they sum to the score."""
    n_tied = np.bincount(sets.event_cell, minlength=sets.n_cells)[:, np.newaxis]
    rate = sets.mean_weight[sets.event_cell] / at.denominator
    hazard = sets.event_sum(rate)
    hazard_mean = sets.event_sum(rate[:, np.newaxis] * at.mean)
    tied_rate = rate * sets.tie_fraction
    tied_hazard = sets.event_sum(tied_rate)
    tied_mean = sets.event_sum(tied_rate[:, np.newaxis] * at.mean)

    row, cell = sets.event_row, sets.event_cell
    expected = covariates * sets.accumulated(hazard)[:, np.newaxis] - sets.accumulated(hazard_mean)
    # Efron takes a fraction l/d of the tied rows out of the l-th event's risk set.
    expected[row] -= covariates[row] * tied_hazard[cell, np.newaxis] - tied_mean[cell]
    residuals = -at.risk[:, np.newaxis] * expected
    mean_of_cell = sets.event_sum(at.mean) / n_tied
    residuals[row] += weights[row, np.newaxis] * (covariates[row] - mean_of_cell[cell])
    return residuals


class DensePartialLikelihood:
    """Value, score and information from one row of a matrix a person; a `Likelihood` for `cox_newton.newton`."""

    def __init__(self, sets: RiskSets, covariates: np.ndarray, weights: np.ndarray):
        """Take the risk sets, covariates of shape (n, p) and weights of shape (n,)."""
        self.sets, self.covariates, self.weights = sets, covariates, weights
        self.n_columns = covariates.shape[1]
        self.event_weight = float(sets.mean_weight[sets.event_cell].sum())

    def at(self, coefficients: np.ndarray) -> PartialLikelihood:
        """Evaluate at coefficients of shape (p,)."""
        return partial_likelihood(self.sets, self.covariates, self.weights, coefficients)

    def score(self, state: PartialLikelihood) -> np.ndarray:
        """Gradient, shape (p,)."""
        return event_scores(self.sets, self.covariates, self.weights, state).sum(axis=0)

    def information(self, state: PartialLikelihood) -> np.ndarray:
        """Minus the second derivative, shape (p, p)."""
        return information(self.sets, self.covariates, state)


def _efron(sets: RiskSets, at_risk: np.ndarray, tied: np.ndarray) -> np.ndarray:
    """S − (l/d) D for each event, from sums by cell."""
    fraction = sets.tie_fraction if at_risk.ndim == 1 else sets.tie_fraction[:, np.newaxis]
    return at_risk[sets.event_cell] - fraction * tied[sets.event_cell]


def _row_weight(sets: RiskSets, at: PartialLikelihood, per_event: np.ndarray) -> np.ndarray:
    """Fold all risk sets' second moments into one weight a row: Σ over the cells at risk of risk / S0."""
    rate = per_event / at.denominator
    total = sets.accumulated(sets.event_sum(rate))
    total[sets.event_row] -= sets.event_sum(rate * sets.tie_fraction)[sets.event_cell]
    return at.risk * total
