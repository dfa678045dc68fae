"""Was treatment completed, counting the whole spell and not its first episode?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import RetentionDefinition

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(RetentionDefinition):
    """The index spell ended as completed; a planned step down on the way is part of it."""

    shape: ClassVar[str] = "yes_no"
    rule: ClassVar = (
        "take the spell of the first episode that is not withdrawal management and was not over before day 0",
        "completed: the episode that ended last was completed (TEDS reason 1; with `transferred: completed` also 4)",
        "not completed: any other known reason",
        "not known: still in care, or an exit without a reason",
    )
    source: ClassVar = (
        "definitions B.2; completed or transferred is the rate of SAMHSA's discharge tables: report both"
    )
    expected: ClassVar = ("yes", "no", "no", "no", "yes", "not known", "no", "no")

    definition: Literal["spell_completed"]
    transferred: Literal["not_completed", "completed", "left_out"] = "not_completed"
    """What a transfer counts as when no admission follows within the gap."""

    @property
    def key(self) -> str:
        kinds = {"not_completed": "", "completed": "_or_transferred", "left_out": "_transfers_left_out"}
        return f"spell_completed{kinds[self.transferred]}{self.suffix}"

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        what = "completing treatment"
        had = "completed treatment"
        if self.transferred == "completed":
            what, had = f"{what} or being transferred", f"{had} or were transferred"
        return OutcomeWords(noun=what, had=had, free="left in another way", good=True)

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.retention.care import as_values, index_care

        ended = index_care(records, self)["exit"]
        success = ["completed", "transferred"] if self.transferred == "completed" else ["completed"]
        unknown = ["in_care", "unknown", *(["transferred"] if self.transferred == "left_out" else [])]
        return as_values(ended.isin(success).astype("boolean").mask(ended.isin(unknown)))
