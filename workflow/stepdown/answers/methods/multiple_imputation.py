"""The effect had nobody's outcome been missing, if it is missing at random given what is known."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

import numpy as np

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.imputation_convergence import imputation_convergence
from stepdown.answers.methods.adjusted_rows import adjusted_rows, effect_row, not_estimable
from stepdown.answers.methods.base import Answer, attempt
from stepdown.answers.methods.imputed_people import (
    OUTCOME,
    ImputedPeople,
    ImputingAnalysis,
    imputed_people,
    rule_words,
)


class Analysis(ImputingAnalysis):
    """Multiple imputation by chained equations under missing at random, pooled by Rubin's rules (definitions, D.3).

    Numbers, yes/no and categories are imputed, the outcome last; intervals have Barnard and Rubin's degrees of freedom.
    For a yes/no there is an odds ratio beside the difference. The share known of each imputed variable comes with it.
    """

    shapes: ClassVar = ("yes_no", "score")

    method: Literal["multiple_imputation"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.rubin import pool_means

    people, reason = attempt(imputed_people, analysis, frame)
    if people is None:
        return Answer(not_estimable(analysis, frame, reason))
    outcomes = people.imputations.column(OUTCOME)

    def means(measure: str, level: str):
        sets = [people.means(outcome, number, level) for number, outcome in enumerate(outcomes)]
        return pool_means(sets, people.complete_df)

    rows = adjusted_rows(analysis, frame, people.observed, means, analysis.weights == "att")
    # Under weights there is no model whose coefficient it would be.
    if people.observed.shape == "yes_no" and analysis.weights is None:
        rows += [_odds_ratio(analysis, frame, people, level) for level in frame.levels[1:]]
    rule = rule_words(analysis, people)
    rows = [replace(row, missing_rule=rule) for row in rows] + _known(analysis, frame, people)
    widest = frame.plan.gates.imputation_convergence
    return Answer(rows, [imputation_convergence(people.imputations.shrink, widest)])


def _odds_ratio(analysis: Analysis, frame: QuestionFrame, people: ImputedPeople, level: str) -> Estimate:
    """The odds ratio of a logistic model in each set, pooled on the log scale."""
    found, reason = attempt(_pooled_odds_ratio, frame, people, level)
    return effect_row(analysis, frame, people.observed, "odds_ratio", level, found, reason)


def _pooled_odds_ratio(frame: QuestionFrame, people: ImputedPeople, level: str):
    from stepdown.estimators.logistic import logistic
    from stepdown.estimators.rubin import pool_ratio

    exposure = people.observed.exposure
    others = [one for one in frame.levels[1:] if (exposure == one).any()]
    if level not in others:
        raise ValueError("There is no such level among those compared.")
    dummies = np.column_stack([(exposure == one).astype(float) for one in others])
    place = 1 + others.index(level)  # the intercept comes first
    logs, variances = [], []
    for number, outcome in enumerate(people.imputations.column(OUTCOME)):
        covariates = people.covariates[number]
        design = dummies if covariates is None else np.column_stack([dummies, covariates])
        fit = logistic(outcome, design)
        logs.append(fit.coefficients[place])
        variances.append(fit.std_error[place] ** 2)
    return pool_ratio(logs, variances, people.complete_df)


def _known(analysis: Analysis, frame: QuestionFrame, people: ImputedPeople) -> list[Estimate]:
    """For how many people each imputed variable is known; who is not known was imputed."""
    n = len(people.observed.exposure)
    return [
        frame.estimate(
            analysis,
            "known",
            definition=frame.question.outcome.definition if name == OUTCOME else f"{name}, used to impute",
            adjustment="none",
            n=n,
            n_events=round(n * (1 - share)),
            level_n=n,
            estimate=1 - share,
        )
        for name, share in people.imputations.share_missing.items()
        if share > 0
    ]
