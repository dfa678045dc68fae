"""Odds ratios of a yes/no outcome by Firth's penalized likelihood, where few had it or a level separates it."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer
from stepdown.answers.methods.predictor_ratios import predictor_ratios


class Analysis(AnalysisModel):
    """Firth's logistic regression on the exposure and the adjustment set, with profile intervals and tests."""

    shapes: ClassVar = ("yes_no",)
    gates: ClassVar = ("convergence", "events_per_parameter")

    method: Literal["firth"]
    adjusted: bool = True
    """Enter all predictors together; otherwise one model each."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.firth import firth

    return predictor_ratios(analysis, frame, "odds_ratio", firth, analysis.adjusted)
