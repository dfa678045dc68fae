"""A time and an event that the source already gives, as most published study data do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.errors import nearest
from stepdown.outcomes.definitions import OutcomeWords
from stepdown.plan.base import PlanModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary

CAUSES = {"censored": 0, "event": 1, "competing": 2}


class Definition(PlanModel):
    """Days to an event as recorded, with other events that rule it out told apart from censoring."""

    shape: ClassVar[str] = "time_to_event"

    definition: Literal["event_time"]
    event: str
    """The event, by its name in the source's mapping."""

    @property
    def key(self) -> str:
        return f"event_time_{self.event}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        if self.event not in vocabulary.events:
            return f"'{self.event}' is not an event of this source. {nearest(self.event, vocabulary.events)}"
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        event = vocabulary.events[self.event]
        return OutcomeWords(
            noun=event.noun, had=event.had, free=event.free, good=event.good, competes=event.competes
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        import pandas as pd

        rows = records["events"]
        rows = rows[rows["event"] == self.event]
        cause = rows["status"].map(CAUSES).to_numpy(dtype="int64")
        return pd.DataFrame(
            {
                "person_id": rows["person_id"].to_numpy(),
                "day": rows["day"].to_numpy(dtype="float64"),
                "event": cause == CAUSES["event"],
                "cause": cause,
            }
        ).reset_index(drop=True)
