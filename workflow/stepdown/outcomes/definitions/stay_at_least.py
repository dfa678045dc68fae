"""Did the first episode last at least so many days?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.plan.base import PlanModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(PlanModel):
    """A stay of at least `days` days, from days that are known or from the interval they lie in.

    Where a source gives intervals (TEDS-D beyond day 30), a threshold inside one leaves its stays unknown:
    91 days falls between two codes (33 is 61 to 90 days, 34 is 91 to 120), 90 days falls inside code 33. A
    stay that an interval does not decide is not counted either way.
    """

    shape: ClassVar[str] = "yes_no"

    definition: Literal["stay_at_least"]
    days: int = Field(ge=1)
    """The threshold in days. For TEDS-D choose 1 to 31, 46, 61, 91, 121, 181 or 366: no interval straddles these."""

    @property
    def key(self) -> str:
        return f"stay_at_least_{self.days}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(
            noun=f"staying at least {self.days} days",
            had=f"stayed at least {self.days} days",
            free=f"stayed less than {self.days} days",
            good=True,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.first_episode import first_episode, stay_interval

        rows = first_episode(records["episodes"])
        lowest, highest = stay_interval(rows)
        # An open interval has no highest day: only its lowest can decide.
        reached = (lowest >= self.days).fillna(False)
        missed = (highest < self.days).fillna(False)
        decided = rows[(reached | missed).to_numpy(bool)]
        return decided.assign(value=reached[decided.index].astype(bool))[["person_id", "value"]].reset_index(
            drop=True
        )
