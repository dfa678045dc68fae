"""Risk ratios of a yes/no outcome for every predictor of the question."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer
from stepdown.answers.methods.predictor_ratios import predictor_ratios


class Analysis(AnalysisModel):
    """Poisson regression with a robust variance (Zou 2004) on the exposure and the adjustment set."""

    shapes: ClassVar = ("yes_no",)
    gates: ClassVar = ("convergence", "events_per_parameter")

    method: Literal["modified_poisson"]
    adjusted: bool = True
    """Enter all predictors together; otherwise one model each."""
    by_site: bool = False
    """Let people of one site be alike: errors by the plan's `site` (CR1, Student's with one degree less than sites). They
    are too small with fewer than about 20 sites."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.modified_poisson import modified_poisson

    return predictor_ratios(analysis, frame, "risk_ratio", modified_poisson, analysis.adjusted)
