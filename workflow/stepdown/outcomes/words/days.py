"""Outcomes that count days: what is known of each day of a span."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from pydantic import model_validator

from stepdown.outcomes.endpoints.alphabet import holds
from stepdown.outcomes.words.rules import WordRules
from stepdown.plan.base import PlanModel, PositiveDay

if TYPE_CHECKING:
    from stepdown.records.variables import Vocabulary

# What the records would have to hold for the other day-based endpoints of definitions, A.6.
UNANSWERABLE = {
    "heavy_drinking_days": "needs the number of drinks on each day; the records hold only whether somebody used",
    "no_heavy_drinking_days": "needs the number of drinks on each day; the records hold only whether somebody used",
    "who_risk_level": "needs the grams of alcohol of each day; the records hold only whether somebody used",
    "remission": "needs the DSM-5 criteria at each interview; the records hold no diagnosis after the start",
    "use_days_halved": "needs the days of use in the 30 days before day 0; the records begin on day 0",
}


class DayRules(PlanModel):
    """Which observations tell of the days of a span."""

    first_day: PositiveDay = 1
    """The first day that counts; day 1 follows the start."""
    last_day: PositiveDay
    """The last day that counts. Days 151 to 180 are the 30 days before a visit on day 180."""
    substances: list[str] = []
    """The substances, as in the records; use of any of them counts. Empty: all that are there."""
    label: str = ""
    """Words for the substances, such as "alcohol"; their names where absent."""
    observed_by: Literal["specimen", "self_report", "either"] = "either"
    """Whose word counts. A screen tells of its own day only."""

    @model_validator(mode="after")
    def _a_span(self):
        if self.first_day > self.last_day:
            raise ValueError("first_day comes after last_day")
        return self

    @property
    def n_days(self) -> int:
        """Days of the span."""
        return self.last_day - self.first_day + 1

    @property
    def what(self) -> str:
        """The substances in words."""
        return self._rules().what

    def no_days(self, vocabulary: Vocabulary) -> str | None:
        """Why this source cannot answer it, or None."""
        if vocabulary.dated is not None and "substance_use" not in vocabulary.dated:
            return "This source has no days of use or of screens. Ask for an outcome that it gives."
        return None

    def count_days(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        """person_id, used, free: days of the span with use, and days known to be free of it."""
        from stepdown.outcomes.words.build import use_words

        words = use_words(records, self._rules())
        days = words.codes[:, self.first_day - 1 : self.last_day]
        return pd.DataFrame(
            {
                "person_id": words.person_id,
                "used": holds(days, "+*").sum(axis=1, dtype=np.int64),
                "free": holds(days, "-").sum(axis=1, dtype=np.int64),
            }
        )

    def _rules(self) -> WordRules:
        return WordRules(
            substances=self.substances, label=self.label, observed_by=self.observed_by, interval_days=1
        )
