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
    by_site: bool = False
    """Let people of one site be alike: errors by the plan's `site` (Lin and Wei). They
    are too small with fewer than about 20 sites."""
    strata: list[str] = []
    """Variables known at baseline, with levels: each combination has a baseline hazard of its own. Each must be in the
    question's adjustment set; it then has no ratio."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    site = [frame.plan.site] if analysis.by_site else []
    known = dict.fromkeys(["exposure", "day", *frame.covariates(analysis.adjusted), *analysis.strata, *site])
    rows = complete(frame.people, list(known))
    rows = rows.assign(stop=rows["day"])
    return hazard_ratios(analysis, frame, rows)
