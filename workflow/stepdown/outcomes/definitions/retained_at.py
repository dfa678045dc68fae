"""Was the person still in the same spell of treatment after so many days?"""

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
    """In the index spell on day `days` after its start, whatever the level of care by then."""

    shape: ClassVar[str] = "yes_no"
    rule: ClassVar = (
        "take the spell of the first episode that is not withdrawal management and was not over before day 0",
        "retained: the spell was not over on day `days`; a step-down, a transfer or a pause within the gap is no end",
        "not retained: any exit by then, planned or not",
        "not known: still in care when last seen, before day `days`",
    )
    source: ClassVar = (
        "definitions B.2; 90 days is a convention, the relation of stay and outcome has no step there"
    )
    windows: ClassVar = tuple(
        Window("the start of the spell", k, k, "retained at day 30, 60, 90 or 180") for k in (30, 60, 90, 180)
    )
    example: ClassVar = {"days": 90}
    expected: ClassVar = ("no", "no", "no", "no", "no", "yes", "no", "no")

    definition: Literal["retained_at"]
    days: PositiveDay
    """The day: 30, 60, 90 and 180 are usual."""
    died_or_incarcerated: Literal["not_retained", "left_out"] = "not_retained"
    """What death or incarceration before that day counts as."""

    @property
    def key(self) -> str:
        left_out = "_deaths_left_out" if self.died_or_incarcerated == "left_out" else ""
        return f"retained_at_{self.days}{left_out}{self.suffix}"

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(
            noun=f"being in treatment on day {self.days}",
            had=f"were in treatment on day {self.days}",
            free=f"had left by day {self.days}",
            good=True,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.retention.care import as_values, index_care

        care = index_care(records, self)
        stayed = care["days"] > self.days
        value = stayed.astype("boolean").mask(~stayed & care["in_care"])
        if self.died_or_incarcerated == "left_out":
            value = value.mask(~stayed & care["exit"].isin(["died", "incarcerated"]))
        return as_values(value)
