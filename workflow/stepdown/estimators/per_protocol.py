"""Groups compared as if everybody had kept to what they started: the per-protocol effect.

People are censored when they depart. Those like them who kept to it stand for them, by inverse probability of censoring
weights from a model of departing given what was known before and on the way, on top of overlap weights that make the groups
alike at the start. Leaving departures out without weights compares those who did well enough to stay.

Sources: Hernán and Robins 2017, 10.1056/NEJMsm1605385; overlap weights: Li, Morgan and Zaslavsky,
10.1080/01621459.2016.1260466.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.act_windows import Window, window_weights
from stepdown.estimators.decisions import Decisions
from stepdown.estimators.propensity import propensity
from stepdown.estimators.strategy_contrasts import Contrast, Spread, contrasts_of, resampled, spread_of
from stepdown.estimators.weights import balancing_weights

TRUNCATION = 0.99


@dataclass(frozen=True, eq=False)
class Kept:
    """One group, had everybody kept to it.

    Attributes
    ----------
    level : of the exposure
    risk : share with the outcome, weighted
    n, n_kept : people, and those who did not depart
    effective_size : Kish's effective number of those who kept to it
    largest_weight : of those for departing, before truncation
    """

    level: str
    risk: Spread
    n: int
    n_kept: int
    effective_size: float
    largest_weight: float


@dataclass(frozen=True, eq=False)
class PerProtocol:
    """Every group, the reference first, and each of the others against it."""

    groups: list[Kept]
    contrasts: list[Contrast]


def per_protocol(
    outcome: Any,
    exposure: Any,
    covariates: Any,
    decisions: Decisions,
    *,
    keep_to: int,
    levels: list[str],
    day: int,
    seed: int,
    replicates: int = 500,
    truncation: float = TRUNCATION,
) -> PerProtocol:
    """Compare groups under overlap weights and weights for departing.

    Parameters
    ----------
    outcome : shape (n,), 0 or 1, known of everybody
    exposure : labels, shape (n,)
    covariates : shape (n, p), known at time zero; they explain who started what
    decisions : who departed when, with what explains it; the group started in belongs into its baseline
    keep_to : departures from this day on are none
    levels : the reference first
    day : on which the outcome is told, for the rows
    seed : of the bootstrap over people; both models are fitted anew in each replicate

    Raises
    ------
    ValueError
        If either model has no maximum, or nobody of a group kept to it.
    """
    outcome = arrays.numeric(outcome, "outcome")
    covariates = np.asarray(covariates, dtype=float).reshape(len(outcome), -1)
    known = covariates if covariates.shape[1] else None
    exposure, ones = np.asarray(exposure), np.ones(len(outcome))
    window = Window("kept to it", keep_to)
    beta, _ = decisions.fit(ones)

    def weights(counts: np.ndarray, start: list[np.ndarray] | None) -> tuple[np.ndarray, np.ndarray]:
        """Both weights multiplied, and those for departing as they are."""
        balanced = balancing_weights(propensity(exposure, known, counts), "overlap").value
        _, chance = decisions.fit(counts, start)
        kept = window_weights(decisions, chance, window, counts)[:, -1]
        left = (kept > 0) & (counts > 0)
        cut = np.minimum(kept, np.quantile(kept[left], truncation)) if truncation < 1 else kept
        return balanced * cut * counts, kept

    def risks(total: np.ndarray) -> np.ndarray:
        sums = np.array([total @ (exposure == level) for level in levels])
        if (sums <= 0).any():
            raise ValueError("Nobody of a group kept to it, so nobody stands for those who departed.")
        return np.array([(total * outcome) @ (exposure == level) for level in levels]) / sums

    total, kept = weights(ones, beta)
    estimate = risks(total)
    draws = resampled(lambda counts: risks(weights(counts, beta)[0]), len(outcome), seed, replicates)
    groups = []
    for i, level in enumerate(levels):
        own = exposure == level
        size = float(total[own].sum() ** 2 / (total[own] ** 2).sum())
        spread = spread_of(float(estimate[i]), draws[:, i], size)
        n_kept = int((own & (kept > 0)).sum())
        groups.append(Kept(str(level), spread, int(own.sum()), n_kept, size, float(kept[own].max())))
    contrasts = [
        contrast
        for i, group in enumerate(groups[1:], start=1)
        for contrast in contrasts_of(
            (group.risk, groups[0].risk), draws[:, [i, 0]], day, (group.level, groups[0].level)
        )
    ]
    return PerProtocol(groups, contrasts)
