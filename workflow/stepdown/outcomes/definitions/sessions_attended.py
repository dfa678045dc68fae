"""Did the person attend at least a given share of the sessions?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import RetentionDefinition

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(RetentionDefinition):
    """Attendance rate of group, individual and family sessions, of those scheduled or of those planned."""

    shape: ClassVar[str] = "yes_no"
    needs: ClassVar = ("episodes", "services")
    rule: ClassVar = (
        "count group, individual and family sessions of the index spell",
        "of scheduled: attended among attended and missed while in care, so not after the last contact; excused and "
        "cancelled count on neither side",
        "of expected: attended among the sessions that the plan foresaw, whether the person was still enrolled or not",
        "of scheduled is conditional on staying, and so flatters a program that people leave",
        "not known: no session was scheduled, or no planned length is recorded",
    )
    source: ClassVar = "definitions B.2, attendance rate with both denominators"
    example: ClassVar = {"share": 0.5}
    expected: ClassVar = ("yes", "no", "no", "yes", "yes", "yes", "no", "yes")

    definition: Literal["sessions_attended"]
    share: float = Field(default=0.8, gt=0, le=1)
    """The smallest share that counts as yes."""
    denominator: Literal["scheduled", "expected"] = "scheduled"
    """The sessions that it is a share of."""
    sessions_per_week: float | None = Field(default=None, gt=0)
    """For `expected`: sessions a week that the program plans; planned days come from the index episode."""

    @property
    def key(self) -> str:
        return f"sessions_attended_{round(100 * self.share)}_of_{self.denominator}{self.suffix}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        if self.denominator == "expected" and self.sessions_per_week is None:
            return "The expected sessions are not known. Give `sessions_per_week`."
        return super().check(vocabulary)

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        what = f"at least {round(100 * self.share)} in 100 of the {self.denominator} sessions"
        return OutcomeWords(
            noun=f"attending {what}", had=f"attended {what}", free="attended fewer", good=True
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.retention.care import as_values, index_care, planned_days
        from stepdown.outcomes.retention.services import attendance_rates

        care = index_care(records, self)
        planned = planned_days(records, care)
        expected = planned / 7 * self.sessions_per_week if self.sessions_per_week else None
        rate = attendance_rates(care, records["services"], expected)[f"of_{self.denominator}"]
        return as_values((rate >= self.share).astype("boolean").mask(rate.isna()))
