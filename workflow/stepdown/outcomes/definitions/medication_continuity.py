"""Was medication taken for 180 days on end?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import RetentionDefinition
from stepdown.outcomes.retention.windows import Window
from stepdown.plan.base import PositiveDay

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(RetentionDefinition):
    """Covered from the first dose for `days` days with no gap of more than `gap_days`, among those who had a dose."""

    shape: ClassVar[str] = "yes_no"
    needs: ClassVar = ("medication",)
    needs_records_end: ClassVar = True
    rule: ClassVar = (
        "day 0 is the first dose; a fill covers its days of supply, and an early refill shifts forward",
        "yes: on each of the days the person was covered, or in a gap of no more than `gap_days` that a dose ended",
        "no: a longer gap, or the last dose was used up before",
        "not known: no dose, or the records end before the window does",
    )
    source: ClassVar = "CBE 3175, MIPS 468 (definitions B.7); gaps of 14 and 30 days as sensitivities"
    windows: ClassVar = (Window("the first dose", 0, 179, "CBE 3175, 180 days"),)
    example: ClassVar = {"records_end_day": 400, "days": 28}
    expected: ClassVar = ("not known", "not known", "yes", "no", "not known", "yes", "not known", "not known")

    definition: Literal["medication_continuity"]
    days: PositiveDay = 180
    """Days that must be covered."""
    gap_days: PositiveDay = 7
    """The longest gap that does not break the course."""

    @property
    def key(self) -> str:
        return f"medication_continuity_{self.days}_gap_{self.gap_days}"

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(
            noun=f"medication for {self.days} days on end",
            had=f"had medication for {self.days} days on end",
            free=f"had medication for less than {self.days} days on end",
            good=True,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.retention.care import as_values, observed_past
        from stepdown.outcomes.retention.coverage import first_gap_after_start

        course = first_gap_after_start(records["medication"], self.gap_days)
        lasted = (course["stop"] - course["start"] >= self.days).astype("boolean")
        return as_values(lasted.where(observed_past(records, self, course["start"] + self.days - 1)))
