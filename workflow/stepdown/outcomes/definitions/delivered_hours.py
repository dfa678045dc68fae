"""Did the person receive at least so many hours of treatment a week?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import RetentionDefinition
from stepdown.outcomes.retention.windows import Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(RetentionDefinition):
    """Attended hours a week in the first weeks, against a number or against the level that was billed."""

    shape: ClassVar[str] = "yes_no"
    needs: ClassVar = ("episodes", "services")
    rule: ClassVar = (
        "add the hours of all attended services in the first `weeks` program weeks of the index spell",
        "divide by those weeks, or by the weeks begun before leaving if fewer; a program week starts on the weekday of "
        "admission",
        "yes: at least `hours` a week, or without `hours` at least what the level of the index episode asks for: "
        "intensive outpatient 9, partial hospitalization 20; other levels are not told by hours and left out",
    )
    source: ClassVar = (
        "ASAM 2.1 from 9 hours a week, 2.5 from 20 (definitions B.4); TEDS calls 6 hours intensive"
    )
    windows: ClassVar = (Window("the start of the spell", 0, 27, "weeks 1 to 4, definitions B.4"),)
    expected: ClassVar = ("not known", "no", "not known", "not known", "yes", "not known", "not known", "no")

    definition: Literal["delivered_hours"]
    hours: float | None = Field(default=None, gt=0)
    """Hours a week; without it, those that the billed level of care asks for."""
    weeks: int = Field(default=4, ge=1)
    """Program weeks to look at."""

    @property
    def key(self) -> str:
        hours = "of_level" if self.hours is None else f"{self.hours:g}".replace(".", "_")
        return f"delivered_hours_{hours}_weeks_{self.weeks}{self.suffix}"

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        what = (
            "the hours of their level of care"
            if self.hours is None
            else f"{self.hours:g} hours a week or more"
        )
        return OutcomeWords(
            noun=f"receiving {what}", had=f"received {what}", free="received fewer", good=True
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.retention.care import as_values, index_care
        from stepdown.outcomes.retention.services import HOURS, weekly_hours

        care = index_care(records, self)
        hours = weekly_hours(care, records["services"], self.weeks)
        if self.hours is not None:
            return as_values((hours >= self.hours).astype("boolean"))
        asked = care["level_of_care"].map({level: low for level, (low, _) in HOURS.items() if low})
        return as_values((hours >= asked).astype("boolean").mask(asked.isna()))
