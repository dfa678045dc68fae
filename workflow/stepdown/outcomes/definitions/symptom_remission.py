"""Did a score reach the side of remission?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from stepdown.errors import Problem, nearest
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.facts import Cutoff
from stepdown.outcomes.symptom_change import SymptomChange, mark

if TYPE_CHECKING:
    from stepdown.outcomes.definitions import OutcomeWords
    from stepdown.records.variables import Vocabulary


class Definition(SymptomChange):
    """Remission: a score on the healthy side of the instrument's cut-off.

    People who start on that side cannot reach it and are no part of the question.
    """

    definition: Literal["symptom_remission"]
    meaning: str | None = None
    """Which of the instrument's rules, by its words (see docs/instruments.md); the first by default. An instrument
    without a rule of remission uses the cut-off of clinically significant change."""

    def settings(self) -> list[str]:
        return (
            [] if self.meaning is None else ["".join(c if c.isalnum() else "_" for c in self.meaning.lower())]
        )

    @property
    def cutoff(self) -> Cutoff:
        """The side of remission.

        Raises
        ------
        InstrumentError
            Where the instrument has no such rule.
        """
        found, of = self.scale
        rules = list(of.remission) or ([of.healthy] if of.healthy else [])
        for rule in rules:
            if self.meaning in (None, rule.meaning):
                return rule
        what = f"No such rule of remission is known for {found.label}, {of.label}."
        raise InstrumentError(
            [Problem(found.label, what, nearest(self.meaning or "", [rule.meaning for rule in rules]))]
        )

    def judge(self, baseline: pd.Series, follow_up: pd.Series) -> pd.DataFrame:
        return pd.DataFrame({"value": self.cutoff.holds(follow_up), "counted": ~self.cutoff.holds(baseline)})

    def rule(self) -> str:
        found, cutoff = self.scale[0], self.cutoff
        side = f"{cutoff.side} {cutoff.value:g} ({cutoff.meaning}){mark(cutoff.source)}"
        return f"Remission is a {found.label} {side}, among people who did not start there."

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        side = f"{self.cutoff.side} {self.cutoff.value:g}"
        return self.spoken(
            vocabulary,
            noun=f"coming to {side} points on {self.label(vocabulary)}",
            had=f"had come to {side} points on {self.label(vocabulary)}",
            free=f"had not come to {side} points on {self.label(vocabulary)}",
            good=True,
        )
