"""Percent days abstinent, from records of each day (definitions, A.6: PDA)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.words.days import DayRules

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(DayRules):
    """Abstinent days over observed days of a span, and whether that share is large enough.

    It needs what timeline follow-back gives: free days as well as days of use.
    """

    shape: ClassVar[str] = "yes_no"
    any_clock: ClassVar[bool] = True

    definition: Literal["percent_days_abstinent"]
    at_least: float = Field(gt=0, le=100)
    """Percent of observed days from which on it is a success."""
    known_percent: float = Field(default=50, gt=0, le=100)
    """Fewest days that must be observed, in percent of the span. Below half, the days that are known are a choice."""

    @property
    def key(self) -> str:
        rest = self.model_dump_json(exclude={"definition", "label", "first_day", "last_day", "at_least"})
        digest = hashlib.sha256(rest.encode()).hexdigest()[:6]
        return f"percent_days_abstinent_{self.at_least:g}_{self.first_day}_{self.last_day}_{digest}".replace(
            ".", "_"
        )

    def check(self, vocabulary: Vocabulary) -> str | None:
        return self.no_days(vocabulary)

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        often = f"on at least {self.at_least:g} in 100 days"
        return OutcomeWords(
            noun=f"abstinence from {self.what} {often}",
            had=f"had been abstinent from {self.what} {often}",
            free=f"had been abstinent from {self.what} on fewer than {self.at_least:g} in 100 days",
            good=True,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        days = self.count_days(records)
        observed = days["used"] + days["free"]
        known = observed * 100 >= self.known_percent * self.n_days
        days = days.assign(value=days["free"] * 100 >= self.at_least * observed)
        return days.loc[known, ["person_id", "value"]].reset_index(drop=True)
