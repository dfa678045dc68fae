"""How far people without an outcome must be from like people with one before the conclusion changes."""

from __future__ import annotations

from dataclasses import replace
from math import inf, log
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.imputation_convergence import imputation_convergence
from stepdown.answers.methods.adjusted_people import MEASURES
from stepdown.answers.methods.adjusted_rows import effect_row, not_estimable
from stepdown.answers.methods.base import Answer, attempt
from stepdown.answers.methods.imputed_people import ImputedPeople, ImputingAnalysis, imputed_people

if TYPE_CHECKING:
    from stepdown.estimators.restricted_mean import Difference

# Steps of a score, in standard deviations (definitions, D.3).
PARTS = (0.25, 0.5, 1)


class Analysis(ImputingAnalysis):
    """Two-way grid of delta-adjusted imputations (definitions, D.3): each group's missing outcomes made worse in steps.

    A yes/no is made worse by multiplying the odds of the bad answer among the missing, up to all of them having it
    (missing = using); a score by adding points in the bad direction. The first row, unchanged in both groups, is
    multiple imputation with the same settings. Everything but the outcome stays as imputed at random.
    """

    shapes: ClassVar = ("yes_no", "score")

    method: Literal["tipping_point"]
    role: Literal["sensitivity"]
    """Always sensitivity: the grid shows what a conclusion withstands."""
    odds_ratios: list[Annotated[float, Field(ge=1, le=1000)]] = [1, 2, 3, 5, 10]
    """For a yes/no: odds of the bad answer among the missing, against like people who were seen."""
    corner: bool = True
    """For a yes/no: also that every missing person had the bad answer."""
    points: list[Annotated[float, Field(ge=0)]] | None = None
    """For a score: points by which the missing are worse; by default a quarter, a half and one standard deviation of the
    scores at baseline, to two figures, so that the steps are as large on every scale."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.tipping import tipping_grid

    people, reason = attempt(imputed_people, analysis, frame)
    if people is None:
        return Answer(not_estimable(analysis, frame, reason))
    shifts, reason = attempt(_shifts, analysis, frame, people)
    if shifts is None:
        return Answer(not_estimable(analysis, frame, reason))
    rows, measure = [], MEASURES[people.observed.shape][0][1]
    for level in frame.levels[1:]:
        differences = _Differences(frame, people, level)
        grid = tipping_grid(differences, shifts)
        for pair in sorted({*grid.differences, *grid.reasons}):
            found, reason = grid.differences.get(pair), grid.reasons.get(pair, "")
            row = effect_row(analysis, frame, people.observed, measure, level, found, reason)
            rows.append(replace(row, missing_rule=missing_words(frame, level, *pair)))
    # The grid starts from the imputed sets: what they do not pass, it does not either.
    widest = frame.plan.gates.imputation_convergence
    return Answer(rows, [imputation_convergence(people.imputations.shrink, widest)])


def _shifts(analysis: Analysis, frame: QuestionFrame, people: ImputedPeople) -> list[float]:
    """Sizes of the shift towards the bad side, none first: log odds ratios or points."""
    if people.observed.shape == "yes_no":
        return sorted({0.0, *map(log, analysis.odds_ratios)} | ({inf} if analysis.corner else set()))
    if analysis.points is not None:
        return sorted({0.0, *map(float, analysis.points)})
    spread = _spread(people.observed.people, frame.plan.disclosure.min_cell)
    return sorted({0.0, *(float(f"{part * spread:.2g}") for part in PARTS)})


def _spread(people: pd.DataFrame, fewest: int) -> float:
    """Standard deviation of the scores at baseline; where hardly anybody has one, of those at the horizon.

    The steps stand in the rules of the rows, so that they must not rest on too few people (`fewest`).
    """
    for name in ("baseline_score", "score"):
        scores = people[name].dropna().astype(float)
        if len(scores) >= fewest and scores.std() > 0:
            return float(scores.std())
    raise ValueError(
        "too few people have a score to tell its standard deviation; name the steps under `points`"
    )


class _Differences:
    """Pooled difference between a level and the reference, by shift in each."""

    def __init__(self, frame: QuestionFrame, people: ImputedPeople, level: str):
        self.people, self.level, self.reference = people, level, frame.levels[0]
        # Worse is fewer of a good outcome and more of a bad one.
        self.sign = -1.0 if frame.words.good else 1.0

    def __call__(self, here: float, there: float) -> Difference:
        from stepdown.estimators.rubin import pool_means

        exposure = self.people.observed.exposure
        shift = np.zeros(len(exposure))
        shift[exposure == self.level] = self.sign * here
        shift[exposure == self.reference] = self.sign * there
        shifted = self.people.imputations.shifted(shift)
        sets = [self.people.means(outcome, number, self.level) for number, outcome in enumerate(shifted)]
        return pool_means(sets, self.people.complete_df).difference(self.level, self.reference)


def missing_words(frame: QuestionFrame, level: str, here: float, there: float) -> str:
    """A pair in words: "missing x3 in clinic, x1 in control", the odds of the outcome as it is asked about."""
    reference, good = frame.levels[0], frame.words.good
    if frame.question.outcome.shape == "score":
        sign = "-" if good else "+"
        return f"missing {sign}{here:g} in {level}, {sign}{there:g} in {reference}"
    if here == there == inf:
        return f"missing = {'no event' if good else 'event'}"

    def factor(shift: float) -> str:
        if shift == inf:
            return "= no event" if good else "= event"
        ratio = f"{np.exp(shift):.4g}"
        return f"x1/{ratio}" if good and shift > 0 else f"x{ratio}"

    return f"missing {factor(here)} in {level}, {factor(there)} in {reference}"
