"""Was treatment begun within 14 days of the start of the episode?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import RetentionDefinition
from stepdown.outcomes.retention.engagement import INITIATION

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(RetentionDefinition):
    """Initiation as HEDIS IET counts it: a service or a dose on day 0 to 13, or an overnight stay as the index."""

    shape: ClassVar[str] = "yes_no"
    needs: ClassVar = ("episodes", "services")
    needs_records_end: ClassVar = True
    rule: ClassVar = (
        "day 0 is the start of the index episode",
        "yes: an attended service or a dose of medication in the window; residential and inpatient episodes by themselves",
        "not known: the records end before the window does",
    )
    source: ClassVar = "HEDIS IET (definitions B.1)"
    windows: ClassVar = (INITIATION,)
    example: ClassVar = {"records_end_day": 400}
    expected: ClassVar = ("yes", "yes", "yes", "yes", "yes", "yes", "yes", "yes")

    definition: Literal["treatment_initiation"]

    @property
    def key(self) -> str:
        return "treatment_initiation"

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(
            noun="starting treatment within 14 days",
            had="started treatment within 14 days",
            free="did not start treatment within 14 days",
            good=True,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.outcomes.retention.care import as_values, index_care, observed_past
        from stepdown.outcomes.retention.engagement import initiation_day

        care = index_care(records, self)
        seen = observed_past(records, self, care["zero_day"] + INITIATION.end)
        return as_values(initiation_day(care, records).notna().astype("boolean").where(seen))
