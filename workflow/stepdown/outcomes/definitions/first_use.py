"""Days from time zero to the first day of use, from whatever origin observed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.observed import without_gaps
from stepdown.plan.base import PlanModel, PositiveDay

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(PlanModel):
    """Time to first use: the first day with a positive observation.

    A lapse and not yet a relapse (definitions, A.6: days_to_lapse). A person
    without any observation has no known outcome; one who was never positive is
    followed to the last day that an observation covers.
    """

    shape: ClassVar[str] = "time_to_event"
    any_clock: ClassVar[bool] = True

    definition: Literal["first_use"]
    longest_gap_days: PositiveDay | None = None
    """Where nothing is known for longer than this, following a person ends; without it, the last observation ends it.
    Give it where use that nobody saw would otherwise pass for none."""

    @property
    def key(self) -> str:
        return f"first_use_gap_{self.longest_gap_days}" if self.longest_gap_days else "first_use"

    def check(self, vocabulary: Vocabulary) -> str | None:
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(
            noun=f"first use of {vocabulary.substances}",
            had=f"had used {vocabulary.substances}",
            free=f"had not used {vocabulary.substances}",
            good=False,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        import pandas as pd

        seen = records["substance_use"]
        seen = seen[seen["result"].isin(["positive", "negative"])]
        if self.longest_gap_days:
            seen = without_gaps(seen, self.longest_gap_days)
        last = seen.groupby("person_id")["day"].max()
        first_positive = seen[seen["result"] == "positive"].groupby("person_id")["day"].min()
        used = last.index.isin(first_positive.index)
        day = first_positive.reindex(last.index).fillna(last)
        return pd.DataFrame(
            {"person_id": last.index, "day": day.to_numpy(dtype="int64"), "event": used}
        ).reset_index(drop=True)
