"""What was paid for a person's care, from every admission up to a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.plan.base import PlanModel, PositiveDay

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(PlanModel):
    """The sum paid for all episodes admitted from day 0 to day `days`, readmissions and withdrawal management included.

    An episode counts whole on its day of admission. Whoever is not observed to day `days`, or has an episode without a
    cost, has no known sum: an unknown cost is not 0. Death ends the costs and not the observation.
    """

    shape: ClassVar[str] = "score"

    definition: Literal["payer_cost"]
    days: PositiveDay
    """The last day of admission that counts; the question's horizon too."""
    currency: str = "dollars"
    """What the records count in."""
    records_end_day: PositiveDay | None = None
    """The day to which everybody's records run; as under `spells` where absent."""

    @property
    def key(self) -> str:
        return f"payer_cost_{self.days}"

    def assessed_on(self, vocabulary: Vocabulary) -> int:
        """The day on which the outcome is judged."""
        return self.days

    def check(self, vocabulary: Vocabulary) -> str | None:
        from stepdown.outcomes.retention.definition import OBSERVED_TO

        if "episodes" not in (vocabulary.dated or ()):
            return "This source has no episodes with days, and payer_cost adds up what each one cost."
        if not self.records_end_day and OBSERVED_TO not in vocabulary.persons:
            return (
                "payer_cost counts silence as no cost, so it must know how long the records would have told. Give "
                f"`records_end_day` under spells, or map the persons column {OBSERVED_TO}."
            )
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        return OutcomeWords(
            noun=f"cost of care in {self.days} days", had="", free="", good=False, unit=self.currency
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        import pandas as pd

        from stepdown.outcomes.retention.care import observed_to

        episodes = records["episodes"]
        counted = episodes[episodes["admission_day"].between(0, self.days).fillna(False).astype(bool)]
        cost = counted["cost"].astype("Float64")
        by_person = cost.groupby(counted["person_id"])
        total = by_person.sum()[by_person.count() == by_person.size()]
        last = observed_to(records, self.records_end_day).reindex(total.index)
        died = episodes.loc[(episodes["discharge_reason"] == "died").fillna(False).astype(bool), "person_id"]
        seen = (last >= self.days).fillna(False).astype(bool) | total.index.isin(died)
        total = total[seen]
        return pd.DataFrame(
            {
                "person_id": total.index.astype("string"),
                "wave": 1,
                "due_day": self.days,
                "day": self.days,
                "score": total.to_numpy(dtype="float64"),
            }
        ).reset_index(drop=True)
