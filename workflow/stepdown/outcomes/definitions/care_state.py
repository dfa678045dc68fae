"""Where people are, day by day: the level of care they are in, in a pause, in aftercare, or out, and how they left."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.retention.definition import OBSERVED_TO, RetentionDefinition
from stepdown.plan.base import PositiveDay

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary

# As sentences say it: "58 were still in intensive outpatient care".
SPOKEN = {
    "in_care": "in care at any level",
    "outpatient": "in outpatient care",
    "intensive_outpatient": "in intensive outpatient care",
    "partial_hospitalization": "in partial hospitalization",
    "residential": "in residential care",
    "inpatient": "in inpatient care",
    "between_levels": "between two levels of care",
    "aftercare": "in aftercare",
    "out_planned": "out of care after completing it or moving on",
    "out_unplanned": "out of care after leaving early",
    "incarcerated": "in jail",
    "died": "no longer alive",
}


class Definition(RetentionDefinition):
    """The state of each person on each day from the start of care: which level, a pause, aftercare, or which way out.

    For the method `occupancy` and the figure `pathways`. Nothing is compared: say by the population whom it is about.
    """

    shape: ClassVar[str] = "states"
    rule: ClassVar = (
        "take the spell of the first episode that is not withdrawal management and was not over before day 0",
        "in care: at the level of the episode that runs; where episodes overlap, at the highest; on a day of the spell "
        "without any episode, between two levels",
        "out of care from the exit of the spell on: completed or transferred, left or terminated, in jail, died (in care: "
        "deaths after it are not in the episodes)",
        "who is still in care when last seen is followed to that day; who left and nobody wrote how, to the exit",
        "coming back after more than the gap is another spell: ignored, or counted as being in care again",
        "who was under way before day 0 starts the clock on day 0, or enters on day 0 with the days since their admission",
        "where asked for, a contact of aftercare counts as being in aftercare for so many days, unless in care or in jail",
    )
    source: ClassVar = "definitions B.2, B.5 and D.0; exits by the TEDS discharge codes 1 to 6"
    expected: ClassVar = (
        "residential, from day 28 intensive_outpatient, from day 84 out_planned",
        "intensive_outpatient, from day 21 out_unplanned",
        "outpatient, from day 41 out_unplanned",
        "outpatient, from day 45 died",
        "intensive_outpatient, from day 50 between_levels, from day 60 residential, from day 88 out_planned",
        "inpatient, from day 10 between_levels, from day 13 outpatient, followed to day 96",
        "outpatient, from day 30 out_planned",
        "intensive_outpatient, from day 3 out_unplanned",
    )

    definition: Literal["care_state"]
    returns: Literal["ignored", "counted"] = "ignored"
    """Coming back to care after the gap: `ignored` (a way out of the index spell is for good) or `counted` (back in care),
    which needs the end of the records."""
    under_way: Literal["from_day_0", "enter_late"] = "from_day_0"
    """Who was in care before day 0: their clock starts on day 0, or at their admission with nothing told before day 0."""
    aftercare_days: PositiveDay | None = None
    """For how many days a contact of aftercare counts as being in aftercare; without it aftercare is no state of its own.
    It needs the end of the records."""

    @property
    def key(self) -> str:
        told = ["returns"] * (self.returns == "counted") + ["enter_late"] * (self.under_way == "enter_late")
        told += [f"aftercare_{self.aftercare_days}"] * (self.aftercare_days is not None)
        return "_".join(["care_state", *told]) + self.suffix

    def check(self, vocabulary: Vocabulary) -> str | None:
        trouble = self.lacking(vocabulary, *self.needs, *(("aftercare",) if self.aftercare_days else ()))
        if trouble:
            return trouble
        later = self.returns == "counted" or self.aftercare_days
        if later and not self.records_end_day and OBSERVED_TO not in vocabulary.persons:
            return (
                "care_state with returns or aftercare counts silence as being out of care, so it must know how long the "
                f"records would have told. Give `records_end_day` under spells, or map the persons column {OBSERVED_TO}."
            )
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(noun="the level of care", had="were in care", free="were out of care", good=True)

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        from stepdown.cohort.spells.build import build_spells
        from stepdown.outcomes.retention.care import observed_to
        from stepdown.outcomes.retention.care_states import care_states

        seen_to = observed_to(records, self.records_end_day)
        contacts = None
        if self.aftercare_days:
            rows = records["aftercare"]
            took_place = (
                rows["day"].notna() & rows["wave"].isna() & rows["received"].fillna(False).astype(bool)
            )
            contacts = rows[took_place]
        return care_states(
            *build_spells(records["episodes"], self.spell_gap_days, seen_to),
            seen_to,
            returns=self.returns == "counted",
            enter_late=self.under_way == "enter_late",
            contacts=contacts,
            contact_days=self.aftercare_days or 0,
        )
