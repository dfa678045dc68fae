"""Days from the start of care to an exit that was not planned, with every other exit as a cause of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import RetentionDefinition

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary

COMPETING = ("completed", "transferred", "died", "incarcerated")


class Definition(RetentionDefinition):
    """Time to unplanned exit from the index spell; completion, transfer, death and incarceration compete with it.

    A spell goes on through transfers, overlaps and pauses of up to `spell_gap_days`. People whose exit has no
    reason are followed to it and no further.
    """

    shape: ClassVar[str] = "time_to_event"
    rule: ClassVar = (
        "take the spell of the first episode that is not withdrawal management and was not over before day 0",
        "the event is an exit as left or terminated, on the first day after the last contact (or on the day of discharge)",
        "completion, transfer without a next admission within the gap, death and incarceration are causes of their own",
        "who is still in care when last seen is censored there, and so is an exit without a known reason",
    )
    source: ClassVar = (
        "definitions B.2 and B.5; exits by the TEDS discharge codes 1 to 6; competing risks as D.2"
    )
    expected: ClassVar = (
        "day 84: completed",
        "day 21: the event",
        "day 41: the event",
        "day 45: died",
        "day 88: completed",
        "day 96: followed",
        "day 30: transferred",
        "day 3: the event",
    )

    definition: Literal["unplanned_exit"]
    terminated: Literal["unplanned", "competing"] = "unplanned"
    """What being discharged by the facility counts as. It is often because of use: ask both ways."""
    transferred: Literal["competing", "unplanned", "censored"] = "competing"
    """What a transfer counts as when no admission follows within the gap."""
    unknown_reason: Literal["censored", "unplanned"] = "censored"
    """What an exit counts as whose reason is missing or other."""

    @property
    def key(self) -> str:
        defaults = type(self).model_fields
        choices = {
            "terminated": self.terminated,
            "transferred": self.transferred,
            "unknown_reason": self.unknown_reason,
        }
        told = [f"{name}_{choice}" for name, choice in choices.items() if choice != defaults[name].default]
        return "_".join(["unplanned_exit", *told]) + self.suffix

    @property
    def competing(self) -> tuple[str, ...]:
        """What rules the event out, in the order of the causes from 2 on."""
        names = [name for name in COMPETING if name != "transferred" or self.transferred == "competing"]
        return (*names, "terminated") if self.terminated == "competing" else tuple(names)

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(
            noun="leaving treatment early",
            had="had left treatment before its planned end",
            free="had not left treatment before its planned end",
            good=False,
            competes=True,
            competing=self.competing,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        import pandas as pd

        from stepdown.outcomes.retention.care import index_care

        care = index_care(records, self)
        event = {"left": 1}
        if self.terminated == "unplanned":
            event["terminated"] = 1
        if self.transferred == "unplanned":
            event["transferred"] = 1
        if self.unknown_reason == "unplanned":
            event |= {"unknown": 1, "other": 1}
        causes = event | {name: i for i, name in enumerate(self.competing, start=2)}
        cause = care["exit"].map(causes).fillna(0).astype("int64").to_numpy()
        return pd.DataFrame(
            {
                "person_id": care.index.astype("string"),
                "day": care["days"].to_numpy(dtype="int64"),
                "event": cause == 1,
                "cause": cause,
            }
        )
