"""Standardization: a model's predictions for everybody in each group, averaged."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.adjusted_curves import adjusted_curves
from stepdown.answers.methods.adjusted_people import AdjustedAnalysis, adjusted_people
from stepdown.answers.methods.adjusted_rows import adjusted_rows, not_estimable
from stepdown.answers.methods.base import Answer, attempt


class Analysis(AdjustedAnalysis):
    """G-formula: logistic for a yes/no, linear for a score and for pseudo-values of a time to an event."""

    shapes: ClassVar = ("yes_no", "time_to_event", "score")

    method: Literal["standardization"]
    own_slopes: bool = False
    """Whether covariates may matter differently in every group."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.standardization import standardized_means

    people, reason = attempt(adjusted_people, frame)
    if people is None:
        return Answer(not_estimable(analysis, frame, reason))

    def means(measure: str, level: str, people=people):
        return standardized_means(
            people.number(measure), people.exposure, people.covariates, people.family, analysis.own_slopes
        )

    curves = adjusted_curves(analysis, frame, people, lambda at: means("risk", "", at))
    return Answer(adjusted_rows(analysis, frame, people, means), diagnostics=curves)
