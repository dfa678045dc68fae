"""Two-part model: who has any cost, and how much those who have one."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.adjusted_people import AdjustedAnalysis, adjusted_people
from stepdown.answers.methods.adjusted_rows import adjusted_rows, not_estimable
from stepdown.answers.methods.base import Answer, attempt


class Analysis(AdjustedAnalysis):
    """Mean costs by a logistic model of having any and a gamma model of how much, averaged over everybody.

    For sums that many have none of and few have a great deal of, such as payer_cost; a score below 0 is refused. Where
    everybody has one, the gamma model stands alone. Errors hold even where amounts are not gamma.
    """

    shapes: ClassVar = ("score",)

    method: Literal["two_part"]
    own_slopes: bool = False
    """Whether covariates may matter differently in every group."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.two_part import two_part_means

    people, reason = attempt(adjusted_people, frame)
    if people is None:
        return Answer(not_estimable(analysis, frame, reason))
    covariates = people.covariates if people.covariates.shape[1] else None

    def means(measure: str, level: str):
        return two_part_means(people.outcome, people.exposure, covariates, analysis.own_slopes)

    return Answer(adjusted_rows(analysis, frame, people, means))
