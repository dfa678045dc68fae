"""Days in care of the first episode, kept as the interval that the records give."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.plan.base import PlanModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(PlanModel):
    """Length of stay until discharge for any reason, as an exact day or as the interval of days that is known.

    Nothing is replaced by a midpoint: TEDS-D gives days up to 30 and intervals beyond (31 to 45, … 181 to 365,
    more than a year). A stay without a discharge is open from the day after the last contact.
    """

    shape: ClassVar[str] = "interval"

    definition: Literal["length_of_stay"]

    @property
    def key(self) -> str:
        return "length_of_stay"

    def check(self, vocabulary: Vocabulary) -> str | None:
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(noun="leaving care", had="had left care", free="were still in care", good=False)

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        import pandas as pd

        from stepdown.outcomes.first_episode import first_episode, stay_interval

        rows = first_episode(records["episodes"])
        lowest, highest = stay_interval(rows)
        seen = (rows["last_contact_day"] - rows["admission_day"]).astype("Float64") + 1
        # Who was never discharged was still there when last seen.
        lowest = lowest.where(lowest.notna(), seen)
        known = lowest.notna().to_numpy(bool)
        table = pd.DataFrame({"person_id": rows["person_id"], "lowest": lowest, "highest": highest})
        return table[known].reset_index(drop=True)
