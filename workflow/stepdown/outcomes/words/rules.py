"""What a plan says of the words behind an outcome."""

from __future__ import annotations

import hashlib
import json
from typing import Literal

from pydantic import Field, model_validator

from stepdown.plan.base import PlanModel, PositiveDay


class WordRules(PlanModel):
    """Which observations make a person's use-pattern word, and on which lattice."""

    substances: list[str] = []
    """The substances, as in the records; a screen is positive if it shows any of them. Empty: all that are there."""
    label: str = ""
    """Words for the substances, such as "opioids"; their names where absent."""
    observed_by: Literal["specimen", "self_report", "either"] = "specimen"
    """Whose word counts: screens, self-reports, or both. People tell less than specimens show, so specimens first."""
    interval_days: PositiveDay = 7
    """Days in one interval; interval 1 is days 1 to this one. The published endpoints count weeks."""
    visit_days: list[PositiveDay] = []
    """Days of planned visits, one interval each, in place of `interval_days`; an observation belongs to the nearest."""
    after_leaving: Literal["missing", "ends"] = "missing"
    """Screens that were due after somebody left: missing, as the published endpoints count them, or no part of the
    word. Death and incarceration always end it."""
    never_began: Literal["not_known", "as_missing"] = "not_known"
    """People who started nothing: their outcome is not known, or their screens count as missing. In a trial, chance
    put them into their group, so leaving them out breaks the comparison."""
    horizon: int | None = Field(default=None, ge=1)
    """Use the first so many intervals only; without it, each word to its own end."""

    @model_validator(mode="after")
    def _visits_rise(self):
        if sorted(set(self.visit_days)) != self.visit_days:
            raise ValueError("visit_days must rise from visit to visit")
        return self

    @property
    def words_key(self) -> str:
        """The name of the table of words: equal rules share one."""
        rules = self.model_dump(include=set(WordRules.model_fields) - {"label", "horizon", "never_began"})
        rules["substances"] = sorted(rules["substances"])
        return f"use_words_{hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()[:8]}"

    @property
    def what(self) -> str:
        """The substances in words."""
        names = [name.replace("_", " ") for name in self.substances]
        listed = " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
        return self.label or listed or "any substance"

    @property
    def unit(self) -> str:
        """What one interval is called."""
        names = {1: "day", 7: "week", 28: "four weeks"}
        return "visit" if self.visit_days else names.get(self.interval_days, f"{self.interval_days} days")
