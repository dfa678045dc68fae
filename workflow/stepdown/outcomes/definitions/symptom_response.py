"""Did a score fall by at least half of where it started?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd
from pydantic import Field

from stepdown.outcomes.instruments.facts import Response
from stepdown.outcomes.instruments.verdicts import response
from stepdown.outcomes.symptom_change import SymptomChange, mark

if TYPE_CHECKING:
    from stepdown.outcomes.definitions import OutcomeWords
    from stepdown.records.variables import Vocabulary

HALF = Response(0.5, None, "P")


class Definition(SymptomChange):
    """Response: a fall of at least half, or of the instrument's own share, from a baseline that allows it.

    People who start below the instrument's minimum (or at 0) cannot respond and are no part of the question.
    """

    definition: Literal["symptom_response"]
    drop: float | None = Field(default=None, gt=0, le=1)
    """The share of baseline, in place of the instrument's own (which is 0.5 where it has none)."""
    baseline_at_least: float | None = None
    """The lowest baseline that counts, in place of the instrument's own."""

    def settings(self) -> list[str]:
        parts = [] if self.drop is None else [f"drop_{round(100 * self.drop)}"]
        return parts + ([] if self.baseline_at_least is None else [f"from_{self.baseline_at_least:g}"])

    @property
    def threshold(self) -> Response:
        """The share and the minimum that hold here."""
        known = self.scale[1].response or HALF
        if self.drop is None and self.baseline_at_least is None:
            return known
        least = known.baseline_at_least if self.baseline_at_least is None else self.baseline_at_least
        return Response(self.drop or known.drop, least, "P")

    def judge(self, baseline: pd.Series, follow_up: pd.Series) -> pd.DataFrame:
        found = response(self.scale[0], baseline, follow_up, self.scale[1].id, rule=self.threshold)
        return pd.DataFrame({"value": found.met, "counted": ~found.unable})

    def rule(self) -> str:
        used, own = self.threshold, self.scale[1].response
        least = "above 0" if used.baseline_at_least is None else f"of at least {used.baseline_at_least:g}"
        share = f"Response is a fall of at least {100 * used.drop:.0f} percent from a baseline {least}{mark(used.source)}"
        return f"{share}." if used is own else f"{share}, a rule of this study and not of the instrument."

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        drop, label = self.threshold.drop, self.label(vocabulary)
        share = "half" if drop == 0.5 else f"{100 * drop:.0f} percent"
        return self.spoken(
            vocabulary,
            noun=f"a fall of at least {share} in {label}",
            had=f"had a fall of at least {share} in {label}",
            free=f"had no fall of at least {share} in {label}",
            good=True,
        )
