"""Days from the start to the end of a course of medication."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.plan.base import PlanModel, PositiveDay

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(PlanModel):
    """Time to leaving the medication (definitions, B.2 and B.7): the first day that no dose covers.

    A pause of more than `gap_days` after the first dose ends the course, even if
    the person came back later. Waiting for the first dose is no pause. Somebody
    who never took a dose left on day 0. A course that lasted to within `gap_days`
    of its planned end was completed: the person is free of the event on the planned last day.
    """

    shape: ClassVar[str] = "time_to_event"

    definition: Literal["left_medication"]
    gap_days: PositiveDay = 7
    """The longest pause within a course; 7 days as in CBE 3175, 14 or 30 as sensitivities."""

    @property
    def key(self) -> str:
        return f"left_medication_{self.gap_days}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(
            noun="dropout from medication",
            had="had dropped out of medication",
            free="were still on medication",
            good=False,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        import pandas as pd

        planned = _planned(records["episodes"])
        end = self._covered_to(records["medication"], planned).reindex(planned.index).fillna(0)
        left = (end < planned - self.gap_days) | (end == 0)
        return pd.DataFrame(
            {
                "person_id": planned.index,
                "day": end.where(left, planned).to_numpy(dtype="int64"),
                "event": left.to_numpy(dtype=bool),
            }
        )

    def _covered_to(self, doses: pd.DataFrame, planned: pd.Series) -> pd.Series:
        """person_id -> the first day that no dose covers."""
        rows = doses[doses["person_id"].isin(planned.index)].sort_values(["person_id", "day"])
        rows = rows[rows["day"] < rows["person_id"].map(planned)]
        # A fill that is longer than its successor's still counts: the running maximum is what is covered so far.
        until = (rows["day"] + rows["days_covered"]).groupby(rows["person_id"]).cummax()
        before = until.groupby(rows["person_id"]).shift()
        paused = (rows["day"] - before > self.gap_days).fillna(False).astype(int)
        unbroken = paused.groupby(rows["person_id"]).cumsum() == 0
        return until[unbroken].groupby(rows["person_id"]).max()


def _planned(episodes: pd.DataFrame) -> pd.Series:
    """person_id -> planned days of the course that starts on day 0; nobody else has the outcome."""
    courses = episodes[(episodes["admission_day"] == 0) & episodes["planned_days"].notna()]
    return courses.drop_duplicates("person_id").set_index("person_id")["planned_days"]
