"""What the weighting methods share: a propensity, its weights, the gates they must pass, and effects under them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates import Verdict
from stepdown.answers.gates.balance import balance
from stepdown.answers.gates.convergence import of_fits
from stepdown.answers.gates.effective_sample_size import effective_sample_size
from stepdown.answers.gates.overlap import overlap
from stepdown.answers.gates.weight_tails import weight_tails
from stepdown.answers.methods.adjusted_curves import adjusted_curves
from stepdown.answers.methods.adjusted_people import (
    AdjustedAnalysis,
    AdjustedPeople,
    adjusted_people,
    separated_by,
)
from stepdown.answers.methods.adjusted_rows import adjusted_rows, not_estimable
from stepdown.answers.methods.base import Answer, attempt
from stepdown.answers.methods.diagnostics import balance_rows, covariate_columns, propensity_rows
from stepdown.answers.methods.influence import influence_of

if TYPE_CHECKING:
    from stepdown.estimators.arm_means import ArmMeans
    from stepdown.estimators.propensity import Propensity
    from stepdown.estimators.weights import Target, Weights

# Propensities below this, of any group, are extreme (definitions, D.4).
EXTREME = 0.05


def answer_by_weighting(
    analysis: AdjustedAnalysis, frame: QuestionFrame, target: Target, truncate: float | None = None
) -> Answer:
    """Weight every group to the target population and compare.

    Parameters
    ----------
    target : whom the comparison is about; with "level", those who had the level that is compared.
    truncate : quantile of the weights to lower higher ones to.
    """
    from stepdown.estimators.propensity import propensity
    from stepdown.estimators.weights import balancing_weights, truncated

    people, reason = attempt(adjusted_people, frame)
    if people is None:
        return Answer(not_estimable(analysis, frame, reason))
    fitted, reason = attempt(propensity, people.exposure, people.covariates)
    if fitted is None:
        return Answer(not_estimable(analysis, frame, separated_by(frame, people, reason)))

    def weights(level: str) -> Weights:
        found = balancing_weights(fitted, target, level)
        return found if truncate is None else truncated(found, truncate)

    def means(measure: str, level: str, people: AdjustedPeople = people) -> ArmMeans:
        return _under(weights(level), people, measure)

    gates, compared = frame.plan.gates, [level for level in frame.levels[1:] if level in fitted.levels]
    used = {level: weights(level).value for level in compared}
    verdicts = [*balance(_differences(frame, people, used), gates.balance), of_fits(fitted)]
    if target != "overlap":
        verdicts += weight_tails(tails_of(fitted, list(used.values())), gates.weight_tails, frame.levels[0])
    if target in ("everyone", "level"):
        # The other targets leave people out on purpose, and their weights are bounded: errors tell what is left.
        shares = _effective_shares(fitted, list(used.values()))
        verdicts += effective_sample_size(shares, gates.effective_sample_size, frame.levels[0])
        verdicts.append(overlap_verdict(frame, fitted))
    diagnostics = {
        "balance": balance_rows(analysis.method, frame, people, used),
        "propensity": propensity_rows(analysis.method, frame, fitted),
    }
    rows = adjusted_rows(analysis, frame, people, means, target == "level")
    if compared and (target != "level" or len(compared) == 1):
        diagnostics |= adjusted_curves(analysis, frame, people, lambda at: means("risk", compared[0], at))
    diagnostics |= influence_of(analysis, frame, people, means)
    return Answer(rows, verdicts, diagnostics=diagnostics)


def overlap_verdict(frame: QuestionFrame, fitted: Propensity) -> Verdict:
    """Could nearly everybody have had any of the levels?"""
    from stepdown.estimators.weights import within_bounds

    # With very many levels a fair share is itself small: half of it is then the bound.
    within = within_bounds(fitted, min(EXTREME, 0.5 / len(fitted.levels)))
    return overlap(int(within.sum()), len(within), frame.plan.gates.overlap)


def _under(weights: Weights, people: AdjustedPeople, measure: str) -> ArmMeans:
    from stepdown.estimators.weighted_means import weighted_means
    from stepdown.estimators.weighted_survival_effects import weighted_restricted_means, weighted_risks

    if people.shape != "time_to_event" or people.competing:
        return weighted_means(people.number(measure), people.exposure, weights)
    effect = weighted_restricted_means if measure == "rmst" else weighted_risks
    return effect(people.time, people.event, people.exposure, weights, people.horizon)


def _differences(
    frame: QuestionFrame, people: AdjustedPeople, weights: dict[str, np.ndarray]
) -> dict[str, float]:
    """Largest absolute standardized difference of every level from the reference, under its weights."""
    from stepdown.estimators.balance import balance as balance_of

    columns = np.column_stack(list(covariate_columns(frame, people).values()))
    found = {}
    for level, values in weights.items():
        compared, _ = attempt(balance_of, columns, people.exposure, level, frame.levels[0], values)
        found[level] = np.nan if compared is None else compared.largest
    return found


def tails_of(fitted: Propensity, weights: list[np.ndarray]) -> dict[str, float]:
    """Largest weight of each group over their 99th percentile, the largest of all comparisons."""
    from stepdown.estimators.weights import weight_tails as tails

    if not weights:
        return {}
    found = np.max([tails(values, fitted.level, len(fitted.levels)) for values in weights], axis=0)
    return {str(level): float(tail) for level, tail in zip(fitted.levels, found, strict=True)}


def _effective_shares(fitted: Propensity, weights: list[np.ndarray]) -> dict[str, float]:
    """Effective over actual number of people of each group, the smallest of all comparisons."""
    from stepdown.estimators.weights import effective_sample_size as effective

    if not weights:
        return {}
    n_levels = len(fitted.levels)
    actual = np.bincount(fitted.level, minlength=n_levels)
    shares = np.min([effective(values, fitted.level, n_levels) / actual for values in weights], axis=0)
    return {str(level): float(share) for level, share in zip(fitted.levels, shares, strict=True)}
