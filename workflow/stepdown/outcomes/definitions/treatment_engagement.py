"""Was treatment taken up: initiated, and followed by more services within 34 days?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import RetentionDefinition
from stepdown.outcomes.retention.engagement import ENGAGEMENT, INITIATION

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(RetentionDefinition):
    """Engagement as HEDIS IET counts it, of everybody with an index episode and not of initiators alone."""

    shape: ClassVar[str] = "yes_no"
    needs: ClassVar = ("episodes", "services")
    needs_records_end: ClassVar = True
    rule: ClassVar = (
        "find the day of initiation, as in treatment_initiation",
        "yes: services on two more days of the window; a dose of medication may stand for one of them, an injection for "
        "both",
        "no: never initiated, or fewer",
        "not known: the records end before both windows do",
    )
    source: ClassVar = "HEDIS IET (definitions B.1); some payers count 34 days from the diagnosis instead"
    windows: ClassVar = (INITIATION, ENGAGEMENT)
    example: ClassVar = {"records_end_day": 400}
    expected: ClassVar = ("yes", "yes", "yes", "yes", "yes", "yes", "no", "no")

    definition: Literal["treatment_engagement"]

    @property
    def key(self) -> str:
        return "treatment_engagement"

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(
            noun="engaging in treatment",
            had="engaged in treatment",
            free="did not engage in treatment",
            good=True,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.retention.care import as_values, index_care, observed_past
        from stepdown.outcomes.retention.engagement import initiation_day, is_engaged

        care = index_care(records, self)
        day = initiation_day(care, records)
        # One end for all, started or not: else those who never began would be known sooner than those who did.
        seen = observed_past(records, self, care["zero_day"] + INITIATION.end + ENGAGEMENT.end)
        value = is_engaged(day.dropna(), records).reindex(care.index, fill_value=False)
        return as_values(value.astype("boolean").where(seen))
