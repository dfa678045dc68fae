"""Overlap weighting: the effect in people who could well have been in either group."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.adjusted_people import WeightingAnalysis
from stepdown.answers.methods.base import Answer
from stepdown.answers.methods.weighting import answer_by_weighting


class Analysis(WeightingAnalysis):
    """Groups weighted to the people in equipoise (ATO): bounded weights, and two groups' means balance exactly."""

    shapes: ClassVar = ("yes_no", "time_to_event", "score")

    method: Literal["overlap"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    return answer_by_weighting(analysis, frame, "overlap")
