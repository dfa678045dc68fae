"""The total of one instrument at every wave."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.errors import nearest
from stepdown.outcomes.definitions import OutcomeWords
from stepdown.plan.base import PlanModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(PlanModel):
    """A symptom or function score, as given, at baseline and at every planned interview."""

    shape: ClassVar[str] = "score"

    definition: Literal["symptom_score"]
    instrument: str
    """The instrument, as in the records (ces_d, sf36_mcs, …)."""

    @property
    def key(self) -> str:
        return f"symptom_score_{self.instrument}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        if self.instrument not in vocabulary.instruments:
            hint = nearest(self.instrument, vocabulary.instruments)
            return f"'{self.instrument}' is not an instrument of this source. {hint}"
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        instrument = vocabulary.instruments[self.instrument]
        return OutcomeWords(
            noun=instrument.label[0].lower() + instrument.label[1:],
            had="",
            free="",
            good=instrument.good_direction == "higher",
            unit="points",
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        rows = records["assessments"]
        scores = rows[rows["instrument"] == self.instrument]
        due = records["follow_up"][["wave", "due_day"]].drop_duplicates().set_index("wave")["due_day"]
        return (
            scores.assign(due_day=scores["wave"].map(due).fillna(0).astype("int64"))
            .rename(columns={"total": "score"})[["person_id", "wave", "due_day", "day", "score"]]
            .astype({"wave": "int64", "day": "int64", "score": "float64"})
            .reset_index(drop=True)
        )
