"""Inverse probability weighting: the effect in everybody, had all been in each group."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.adjusted_people import WeightingAnalysis
from stepdown.answers.methods.base import Answer
from stepdown.answers.methods.weighting import answer_by_weighting


class Analysis(WeightingAnalysis):
    """Groups weighted to look like everybody (ATE), by the inverse of their propensity."""

    shapes: ClassVar = ("yes_no", "time_to_event", "score")
    gates: ClassVar = ("balance", "convergence", "effective_sample_size", "overlap", "weight_tails")

    method: Literal["iptw"]
    truncate: float | None = Field(default=None, gt=0.5, lt=1)
    """Quantile, such as 0.99, to which higher weights are lowered; by default none are."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    return answer_by_weighting(analysis, frame, "everyone", analysis.truncate)
