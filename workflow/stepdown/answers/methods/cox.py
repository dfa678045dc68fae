"""Hazard ratio of each exposure group, with the exposure as known at time zero."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.coding import complete
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer
from stepdown.answers.methods.hazards import GATES, hazard_ratios


class Analysis(AnalysisModel):
    """Cox regression with Efron ties and the score test of proportional hazards."""

    shapes: ClassVar = ("time_to_event",)
    gates: ClassVar = GATES

    method: Literal["cox"]
    adjusted: bool = False
    """Adjust for the question's adjustment set."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    rows = complete(frame.people, ["exposure", "day", *frame.covariates(analysis.adjusted)])
    rows = rows.assign(stop=rows["day"])
    return hazard_ratios(analysis, frame, rows)
