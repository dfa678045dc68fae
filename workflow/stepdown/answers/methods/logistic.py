"""Odds ratios of a yes/no outcome for every predictor of the question."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer
from stepdown.answers.methods.predictor_ratios import predictor_ratios


class Analysis(AnalysisModel):
    """Logistic regression on the exposure and the adjustment set; every coefficient is reported."""

    shapes: ClassVar = ("yes_no",)
    gates: ClassVar = ("convergence", "events_per_parameter")

    method: Literal["logistic"]
    adjusted: bool = True
    """Enter all predictors together; otherwise one model each."""
    by_site: bool = False
    """Let people of one site be alike: errors by the plan's `site` (CR1, Student's with one degree less than sites). They
    are too small with fewer than about 20 sites."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.logistic import logistic

    return predictor_ratios(analysis, frame, "odds_ratio", logistic, analysis.adjusted)
