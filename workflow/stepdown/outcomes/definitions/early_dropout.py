"""Did the person drop out before treatment had really begun?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import RetentionDefinition
from stepdown.outcomes.retention.windows import Window

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary

# variant -> (most sessions, fewest days that are no early dropout); None: does not count
VARIANTS = {
    "few_sessions_and_days": (2, 14),
    "no_session": (0, None),
    "one_session": (1, None),
    "under_30_days": (None, 30),
}


class Definition(RetentionDefinition):
    """An exit that was not planned, before the sessions or days of a variant; the project's own definition."""

    shape: ClassVar[str] = "yes_no"
    rule: ClassVar = (
        "take the spell of the first episode that is not withdrawal management and was not over before day 0",
        "few_sessions_and_days: left with fewer than 3 attended sessions and before day 14",
        "no_session, one_session: left with none, or at most one, attended session after intake (day 0)",
        "under_30_days: left before day 30",
        "completion, transfer, death and incarceration are no dropout",
        "not known: still in care when last seen, before it is decided",
    )
    source: ClassVar = "definitions B.2, proposed by this project; state the variant"
    windows: ClassVar = (
        Window("the start of the spell", 0, 13, "fewer than 14 days"),
        Window("the start of the spell", 0, 29, "fewer than 30 days"),
    )
    example: ClassVar = {"variant": "few_sessions_and_days"}
    expected: ClassVar = ("no", "no", "no", "no", "no", "no", "no", "yes")

    definition: Literal["early_dropout"]
    variant: Literal["few_sessions_and_days", "no_session", "one_session", "under_30_days"] = (
        "few_sessions_and_days"
    )
    """Which of the definitions in use. Only `under_30_days` can do without services."""

    @property
    def key(self) -> str:
        return f"early_dropout_{self.variant}{self.suffix}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        counts_sessions = VARIANTS[self.variant][0] is not None
        return self.lacking(vocabulary, "episodes", *(["services"] if counts_sessions else []))

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(
            noun="dropping out early", had="dropped out early", free="did not drop out early", good=False
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.retention.care import as_values, index_care
        from stepdown.outcomes.retention.services import SESSIONS, attended, while_enrolled

        care = index_care(records, self)
        most_sessions, fewest_days = VARIANTS[self.variant]
        early = care["days"] >= 0
        if fewest_days is not None:
            early &= care["days"] < fewest_days
        if most_sessions is not None:
            rows = attended(while_enrolled(care, records["services"]))
            rows = rows[rows["kind"].isin(SESSIONS) & (rows["since"] > 0)]
            early &= rows.groupby("person_id").size().reindex(care.index, fill_value=0) <= most_sessions
        unplanned = care["exit"].isin(["left", "terminated", "unknown", "other"])
        return as_values((early & unplanned).astype("boolean").mask(early & care["in_care"]))
