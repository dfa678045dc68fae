"""After weighting, do enough people stand behind each strategy?"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from stepdown.answers.gates.verdict import Verdict, judged, unchecked
from stepdown.plan.base import PlanModel

NAME = "people_behind_strategies"
LABEL = "Enough people stand behind each strategy"
CHECKS = "how many people stand behind each strategy after weighting"
MEASURES: tuple[str, ...] = ()


class Threshold(PlanModel):
    """Fewest people in effect."""

    people_behind_strategies: float = Field(default=50, gt=0)
    """Fewest people, in effect, that weighting may leave behind a strategy or group (Kish). Below it, a few people with
    large weights speak for all."""


def people_behind_strategies(left: Mapping[str, float], floor: float, definition: str) -> Verdict:
    """After weighting, do enough people stand behind each strategy?

    Parameters
    ----------
    left : strategy -> Kish's effective number of people.
    floor : the fewest allowed.
    definition : the rows that the verdict guards.
    """
    if not left or any(size != size for size in left.values()):
        return unchecked(NAME, floor, "nobody counted them", definitions=(definition,))
    fewest = min(left.values())
    words = (
        "enough people stand behind each strategy after weighting",
        "weighting leaves too few people to stand for a strategy",
    )
    return judged(NAME, fewest >= floor, fewest, floor, words, definitions=(definition,))
