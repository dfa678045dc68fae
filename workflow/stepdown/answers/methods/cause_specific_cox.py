"""Hazard ratios of the event and of what competes with it: the two belong together."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from stepdown.answers.coding import complete
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer
from stepdown.answers.methods.competing import causes, causes_of, definition_of
from stepdown.answers.methods.hazards import GATES, hazard_ratios


class Analysis(AnalysisModel):
    """Cox regression of every cause, each with the others censored, and its proportional-hazards test."""

    shapes: ClassVar = ("time_to_event",)
    gates: ClassVar = GATES

    method: Literal["cause_specific_cox"]
    adjusted: bool = False
    """Adjust for the question's adjustment set."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    rows = complete(frame.people, ["exposure", "day", *frame.covariates(analysis.adjusted)])
    rows = rows.assign(stop=rows["day"])
    what = causes(rows)
    estimates, verdicts = [], []
    for cause in causes_of(frame):
        definition = definition_of(frame, cause)
        found = hazard_ratios(analysis, frame, rows.assign(event=what == cause), definition)
        estimates += found.rows
        # A model that fails its gates takes its own cause's ratios with it, not the other's.
        verdicts += [replace(verdict, definitions=(definition,)) for verdict in found.verdicts]
    return Answer(estimates, verdicts)
