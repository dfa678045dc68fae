"""Days from the discharge to the next admission."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import RetentionDefinition
from stepdown.outcomes.retention.windows import Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary

FIRST_DAY = 1


class Definition(RetentionDefinition):
    """Time from the index discharge to a new admission, with death as a competing cause.

    A rise can be good news: people coming back to care. Read it beside why they left.
    """

    shape: ClassVar[str] = "time_to_event"
    needs_records_end: ClassVar = True
    rule: ClassVar = (
        "the index discharge ends the first stay that is not withdrawal management; same-day transfers and overlaps are "
        "one stay",
        "same_or_higher: the next admission to the level left or a higher one, to an overnight level or to withdrawal "
        "management",
        "any: the next admission to any level, but for a step down after completion or transfer",
        "days count from the discharge; who died in the stay or is still there was not discharged",
        "without one, people are followed to the end of the records",
    )
    source: ClassVar = "definitions B.3"
    windows: ClassVar = tuple(
        Window("the index discharge", FIRST_DAY, k, "readmission, as the horizon of the question")
        for k in (30, 90, 365)
    )
    example: ClassVar = {"records_end_day": 400}
    expected: ClassVar = (
        "day 316: followed",
        "day 380: followed",
        "day 360: followed",
        "not known",
        "day 10: the event",
        "day 390: followed",
        "day 370: followed",
        "day 398: followed",
    )

    definition: Literal["readmission"]
    level: Literal["same_or_higher", "any"] = "same_or_higher"
    """Which admissions count; ask both."""

    @property
    def key(self) -> str:
        return f"readmission_{self.level}"

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        what = "care" if self.level == "any" else "the same or a higher level of care"
        return OutcomeWords(
            noun=f"coming back to {what}",
            had=f"had come back to {what}",
            free=f"had not come back to {what}",
            good=False,
            competes=True,
            competing=("died",),
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        import pandas as pd

        from stepdown.outcomes.retention.care import observed_to
        from stepdown.outcomes.retention.discharge import OVERNIGHT_RANK, index_discharges

        left, linked = index_discharges(records, self, "any")
        later = linked[linked["person_id"].isin(left.index)]
        origin = later["person_id"].map(left["day"])
        later = later.assign(since=later["admission_day"] - origin, died=later["exit_day"] - origin)
        later = later[later["since"] >= FIRST_DAY]
        below = later["rank"] < later["person_id"].map(left["rank"])
        if self.level == "any":
            planned = later["person_id"].map(left["exit"].isin(["completed", "transferred"]))
            back = ~(below & planned.astype(bool)) | later["withdrawal_management"]
        else:
            back = ~below | (later["rank"] >= OVERNIGHT_RANK) | later["withdrawal_management"]
        first = later[back].groupby("person_id")["since"].min().reindex(left.index)
        died = later[later["exit"] == "died"].groupby("person_id")["died"].min().reindex(left.index)
        last = observed_to(records, self.records_end_day)
        last = (last.reindex(left.index).astype("float64") - left["day"]).astype("float64")
        day = pd.concat([first, died, last], axis=1).min(axis=1)
        event = (first <= day).to_numpy()
        cause = event.astype("int64") + 2 * (~event & (died <= day).to_numpy())
        table = pd.DataFrame(
            {"person_id": left.index.astype("string"), "day": day.to_numpy(), "event": event, "cause": cause}
        )
        return table[table["day"] >= 0].reset_index(drop=True)
