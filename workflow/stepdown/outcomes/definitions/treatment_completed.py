"""Was the treatment completed when the episode ended?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.plan.base import PlanModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(PlanModel):
    """Discharged as completed (definitions, B.2), against every other recorded reason of the first episode.

    A transfer is neither success nor failure by itself, so a plan should ask both ways.
    """

    shape: ClassVar[str] = "yes_no"

    definition: Literal["treatment_completed"]
    transferred: Literal["not_completed", "completed", "left_out"] = "not_completed"
    """What a transfer to another program counts as. `completed` is the wider rate of SAMHSA's discharge tables."""

    @property
    def key(self) -> str:
        kinds = {"not_completed": "", "completed": "_or_transferred", "left_out": "_transfers_left_out"}
        return f"treatment_completed{kinds[self.transferred]}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        if self.transferred == "completed":
            return OutcomeWords(
                noun="completing treatment or being transferred",
                had="completed treatment or were transferred",
                free="left in another way",
                good=True,
            )
        return OutcomeWords(
            noun="completing treatment",
            had="completed treatment",
            free="left without completing",
            good=True,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.first_episode import first_episode

        rows = first_episode(records["episodes"]).dropna(subset="discharge_reason")
        if self.transferred == "left_out":
            rows = rows[rows["discharge_reason"] != "transferred"]
        success = ["completed", "transferred"] if self.transferred == "completed" else ["completed"]
        return rows.assign(value=rows["discharge_reason"].isin(success).astype(bool))[
            ["person_id", "value"]
        ].reset_index(drop=True)
