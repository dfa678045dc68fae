"""May one hazard ratio stand for the whole horizon?"""

from __future__ import annotations

from dataclasses import replace

from pydantic import Field

from stepdown.answers.gates.verdict import Verdict, judged, not_applicable, unchecked
from stepdown.plan.base import PlanModel

NAME = "proportional_hazards"
LABEL = "One hazard ratio fits the whole period"
CHECKS = "whether one hazard ratio describes the whole period"
MEASURES = ("hazard_ratio",)


class Threshold(PlanModel):
    """Smallest P of the test."""

    proportional_hazards_p: float = Field(default=0.05, ge=0, lt=1)
    """Smallest P of the proportional-hazards test at which one hazard ratio may be stated. 0 lets ratios stand as averages
    over their days: for files so large that the test finds changes too small to matter, with short periods."""


def proportional_hazards(p_value: float, floor: float, one_time: bool = False) -> Verdict:
    """May one hazard ratio stand for the whole horizon?

    Parameters
    ----------
    p_value : of the test; not a number where it could not be done.
    floor : smallest P allowed; 0 where the plan does not ask.
    one_time : whether there is only one time at which events happen, so that no ratio can change.
    """
    if floor == 0:
        words = "the plan does not ask for one ratio that holds throughout: each is an average over its days"
        found = not_applicable(NAME, floor, words, measures=MEASURES)
        return replace(found, value=p_value)
    if one_time:
        words = "events happen at one time, so that no ratio can change"
        return not_applicable(NAME, floor, words, measures=MEASURES)
    if p_value != p_value:
        return unchecked(NAME, floor, "the test could not be done", measures=MEASURES)
    words = (
        "one hazard ratio describes the whole period",
        "the hazard ratio changes over time, so one number would mislead",
    )
    return judged(NAME, p_value >= floor, p_value, floor, words, measures=MEASURES)
