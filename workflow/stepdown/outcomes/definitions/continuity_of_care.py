"""Was a discharge followed by more care within 7, 14 or 30 days?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import RetentionDefinition
from stepdown.outcomes.retention.windows import Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary

# What may follow -> its window for each length. A residential admission before day 3 is a transfer, not a follow-up.
STARTS = {"visit": 1, "medication": 0, "residential": 3}
SOURCES = {7: "CBE 3453", 14: "CBE 3453; Washington Circle", 30: "CBE 3590; HEDIS FUI"}
WINDOWS = {
    (kind, days): Window("the discharge", start, days, f"{SOURCES[days]}, {kind}")
    for kind, start in STARTS.items()
    for days in SOURCES
}


class Definition(RetentionDefinition):
    """Care after the discharge from an overnight stay or from withdrawal management, in the windows of CBE 3453."""

    shape: ClassVar[str] = "yes_no"
    needs_records_end: ClassVar = True
    rule: ClassVar = (
        "the index discharge ends the first stay of the kind asked for; same-day transfers and overlaps are one stay",
        "yes: an attended service, a dated aftercare contact (mutual help is told apart), an admission to outpatient, "
        "intensive outpatient or partial hospitalization, or a dose, each in its window",
        "a residential admission counts after an inpatient discharge only",
        "not known: the records end before the window does; who died in the stay or is still there was not discharged",
    )
    source: ClassVar = "CBE 3453, 3312 and 3590, Washington Circle (definitions B.1)"
    windows: ClassVar = tuple(WINDOWS.values())
    example: ClassVar = {"records_end_day": 400}
    expected: ClassVar = ("yes", "not known", "not known", "not known", "no", "yes", "not known", "not known")

    definition: Literal["continuity_of_care"]
    days: Literal[7, 14, 30] = 14
    """The last day of the window."""
    after: Literal["overnight", "withdrawal_management", "any"] = "overnight"
    """The stay whose discharge is followed: residential and inpatient, withdrawal management, or any care."""

    @property
    def key(self) -> str:
        return f"continuity_of_care_{self.days}_after_{self.after}"

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(
            noun=f"more care within {self.days} days of discharge",
            had=f"had more care within {self.days} days of discharge",
            free=f"had none within {self.days} days of discharge",
            good=True,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.retention.care import as_values, observed_past
        from stepdown.outcomes.retention.discharge import index_discharges, next_contacts
        from stepdown.outcomes.retention.windows import days_inside

        left, linked = index_discharges(records, self, self.after)
        followed = left["day"] < 0
        for kind, contacts in next_contacts(records, linked, left).items():
            window = WINDOWS[kind, self.days]
            found = days_inside(left["day"], contacts, window.start, window.end) > 0
            followed |= found & (left["level_of_care"].eq("inpatient") | (kind != "residential"))
        return as_values(
            followed.astype("boolean").where(observed_past(records, self, left["day"] + self.days))
        )
