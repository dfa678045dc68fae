"""No use from one day to another: point prevalence and continuous abstinence (definitions, A.6)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, model_validator

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.words.days import DayRules

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(DayRules):
    """No use on any day of a span: the 30 days before a visit, or every day from the start on.

    One day of use settles it. Without one, enough of the days have to be known.
    """

    shape: ClassVar[str] = "yes_no"
    any_clock: ClassVar[bool] = True

    definition: Literal["abstinent_throughout"]
    known_days: int | None = Field(default=None, ge=1)
    """Fewest days of the span that must be known to be free of use, where no use was seen; by default all of them."""
    missing: Literal["not_known", "positive"] = "not_known"
    """People of whom too few days are known and no use was seen: not known, or counted as having used."""

    @model_validator(mode="after")
    def _within(self):
        if self.known_days is not None and self.known_days > self.n_days:
            raise ValueError(f"known_days is {self.known_days}, and the span has {self.n_days} days")
        return self

    @property
    def missing_rule(self) -> str:
        return self.missing

    @property
    def key(self) -> str:
        rest = self.model_dump_json(exclude={"definition", "label", "first_day", "last_day"})
        digest = hashlib.sha256(rest.encode()).hexdigest()[:6]
        return f"abstinent_throughout_{self.first_day}_{self.last_day}_{digest}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        return self.no_days(vocabulary)

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        span = f"from day {self.first_day} to day {self.last_day}"
        return OutcomeWords(
            noun=f"abstinence from {self.what} {span}",
            had=f"had not used {self.what} {span}",
            free=f"had used {self.what} {span}",
            good=True,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        days = self.count_days(records)
        free = (days["used"] == 0) & (days["free"] >= (self.known_days or self.n_days))
        known = free | (days["used"] > 0) | (self.missing == "positive")
        return days.assign(value=free).loc[known, ["person_id", "value"]].reset_index(drop=True)
