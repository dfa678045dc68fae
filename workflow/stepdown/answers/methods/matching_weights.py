"""Matching weights: the effect in people as one-to-one matching would leave them."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.adjusted_people import WeightingAnalysis
from stepdown.answers.methods.base import Answer
from stepdown.answers.methods.weighting import answer_by_weighting


class Analysis(WeightingAnalysis):
    """Groups weighted as one-to-one matching on the propensity would choose them, without leaving anybody out."""

    shapes: ClassVar = ("yes_no", "time_to_event", "score")
    gates: ClassVar = ("balance", "convergence", "weight_tails")

    method: Literal["matching_weights"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    return answer_by_weighting(analysis, frame, "matching")
