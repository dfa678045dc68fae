"""The total of one instrument at every wave."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

import pandas as pd
from pydantic import Field

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.outcomes.due_days import due_days
from stepdown.outcomes.instruments.trajectory import trajectory
from stepdown.outcomes.symptom_change import Score
from stepdown.wording import lower_first

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stepdown.records.variables import Vocabulary

COLUMNS = ["person_id", "wave", "due_day", "day", "score"]


class Definition(Score):
    """A symptom or function score, as given, at baseline and at every planned interview."""

    shape: ClassVar[str] = "score"

    definition: Literal["symptom_score"]
    within: int | None = Field(default=None, ge=0)
    """Take the score nearest to each due day, at most so many days away, whatever interview it was recorded under; and
    the one nearest to day 0, at most 7 days after it, as baseline. Without it, each score stands for the interview it
    was recorded under."""

    @property
    def key(self) -> str:
        on_days = "" if self.within is None else f"_within_{self.within}"
        return f"symptom_score_{self.instrument}{on_days}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        if trouble := self.unknown(vocabulary):
            return trouble
        days = [0, *sorted(vocabulary.waves.values())]
        if self.within is not None and any(
            later - self.within <= earlier + (self.within if earlier else 7)
            for earlier, later in pairwise(days)
        ):
            return f"Windows of {self.within} days around the due days overlap. Make `within` smaller."
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        instrument = vocabulary.instruments[self.instrument]
        return OutcomeWords(
            noun=lower_first(instrument.label),
            had="",
            free="",
            good=instrument.good_direction == "higher",
            unit="points",
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        rows = records["assessments"]
        scores = rows[rows["instrument"] == self.instrument]
        due = due_days(records["follow_up"])
        if self.within is not None:
            return self._on_days(scores, due.sort_values())
        return (
            scores.assign(due_day=scores["wave"].map(due).fillna(0).astype("int64"))
            .rename(columns={"total": "score"})[COLUMNS]
            .astype({"wave": "int64", "day": "int64", "score": "float64"})
            .reset_index(drop=True)
        )

    def _on_days(self, scores: pd.DataFrame, due: pd.Series) -> pd.DataFrame:
        found = trajectory(scores["person_id"], scores["day"], scores["total"], due.to_list(), self.within)
        person, occasion = (found.rows >= 0).nonzero()
        waves = pd.Index([0, *due.index])
        return pd.DataFrame(
            {
                "person_id": pd.array(found.people[person], dtype="string"),
                "wave": waves[occasion].astype("int64"),
                "due_day": found.due_days[occasion],
                "day": found.days[person, occasion].astype("int64"),
                "score": found.scores[person, occasion],
            }
        )[COLUMNS]
