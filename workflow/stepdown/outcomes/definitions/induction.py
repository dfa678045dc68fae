"""Was the planned medication ever begun?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import RetentionDefinition
from stepdown.plan.base import PositiveDay

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(RetentionDefinition):
    """At least one dose, among everybody with an index episode: choose a population that was to have medication."""

    shape: ClassVar[str] = "yes_no"
    needs: ClassVar = ("episodes", "medication")
    rule: ClassVar = (
        "take everybody with an index episode",
        "yes: a first dose or injection on day 0 to `within_days`, or before the planned end of the episode if it has one",
        "no: none; people who were never begun stay in the count, because the plan put them there",
    )
    source: ClassVar = "Lee 2018, CTN-0051, 10.1016/S0140-6736(17)32812-X: induction told apart from staying"
    expected: ClassVar = ("no", "no", "yes", "yes", "no", "no", "no", "no")

    definition: Literal["induction"]
    within_days: PositiveDay | None = None
    """The last day that counts; without it, the planned end of the episode, or any."""

    @property
    def key(self) -> str:
        return "induction" if self.within_days is None else f"induction_within_{self.within_days}"

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(
            noun="starting the medication",
            had="started the medication",
            free="never started the medication",
            good=True,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.retention.care import as_values, index_care, planned_days

        care = index_care(records, self)
        planned = planned_days(records, care).fillna(float("inf"))
        doses = records["medication"]
        since = doses["day"] - doses["person_id"].map(care["zero_day"])
        first = since[since >= 0].groupby(doses["person_id"]).min().reindex(planned.index)
        begun = first < planned if self.within_days is None else first <= self.within_days
        return as_values(begun.fillna(False).astype("boolean"))
