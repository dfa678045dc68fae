"""Did a score get better by enough to matter?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from stepdown.outcomes.instruments.facts import Points
from stepdown.outcomes.instruments.verdicts import important_change, mcid_of
from stepdown.outcomes.symptom_change import SymptomChange, mark

if TYPE_CHECKING:
    from stepdown.outcomes.definitions import OutcomeWords
    from stepdown.records.variables import Vocabulary


class Definition(SymptomChange):
    """Better by at least the minimal important difference of the instrument, or by points of one's own."""

    definition: Literal["symptom_important_change"]
    points: float | None = Field(default=None, gt=0)
    """Your own difference (half a standard deviation, say), where none is published or another is wanted."""
    end: Literal["low", "high"] = "low"
    """Of a published range, which end."""

    def settings(self) -> list[str]:
        return [self.end] if self.points is None else [f"{self.points:g}_points"]

    @property
    def difference(self) -> Points:
        """The points that count."""
        if self.points is not None:
            return Points(self.points, "given in the plan", "P")
        found, of = self.scale
        known = mcid_of(found, of.id)
        return Points(known.ends[0 if self.end == "low" else -1], known.meaning, known.source)

    def judge(self, baseline: pd.Series, follow_up: pd.Series) -> pd.DataFrame:
        found, of = self.scale
        judged = important_change(found, baseline, follow_up, of.id, points=self.difference.low)
        return pd.DataFrame({"value": judged.met, "counted": np.ones(len(baseline), dtype=bool)})

    def rule(self) -> str:
        difference = self.difference
        return f"Better by at least {difference.words()}{mark(difference.source)}."

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        size, label = f"{self.difference.low:g} points", self.label(vocabulary)
        return self.spoken(
            vocabulary,
            noun=f"a change for the better of at least {size} in {label}",
            had=f"had a change for the better of at least {size} in {label}",
            free=f"had no change for the better of {size} in {label}",
            good=True,
        )
