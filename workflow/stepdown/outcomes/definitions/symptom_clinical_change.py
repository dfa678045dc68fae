"""Which of the four categories of clinically significant change was it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import pandas as pd

from stepdown.errors import Problem
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.clinical import clinically_significant_change
from stepdown.outcomes.instruments.facts import Cutoff
from stepdown.outcomes.symptom_change import mark
from stepdown.outcomes.symptom_noise import NoisyChange

if TYPE_CHECKING:
    from stepdown.outcomes.definitions import OutcomeWords
    from stepdown.records.variables import Vocabulary

SPOKEN = {
    "recovered": ("a clear change for the better, to {side} points,", True),
    "improved": ("a clear change for the better, but not to {side} points,", True),
    "unchanged": ("no clear change", False),
    "deteriorated": ("a clear change for the worse", False),
}


class Definition(NoisyChange):
    """Clinically significant change (Jacobson and Truax): recovered, improved, unchanged or deteriorated.

    Recovered: reliably better and across the cut-off. Improved: reliably better only. Deteriorated: reliably worse.
    Unchanged: the rest. People who start on the healthy side cannot recover: for `recovered` they are no part of
    the question. The method `categories` shows all four, each with its own denominator.
    """

    has_categories: ClassVar[bool] = True

    definition: Literal["symptom_clinical_change"]
    category: Literal["recovered", "improved", "unchanged", "deteriorated"] = "recovered"
    """The category that counts as a yes."""

    def settings(self) -> list[str]:
        return [self.category, *super().settings()]

    @property
    def cutoff(self) -> Cutoff:
        """The cut-off that separates the healthy side.

        Raises
        ------
        InstrumentError
            Where the instrument has none.
        """
        found, of = self.scale
        if of.healthy is None:
            what = f"No cut-off of recovery is stored for {found.label}, {of.label}."
            raise InstrumentError([Problem(found.label, what, "Ask for symptom_reliable_change.")])
        return of.healthy

    def judge(self, baseline: pd.Series, follow_up: pd.Series) -> pd.DataFrame:
        noise = self.threshold(baseline)
        found = clinically_significant_change(baseline, follow_up, noise.sd, noise.reliability, self.cutoff)
        categories = pd.Series(found.categories, dtype="string").mask(found.codes == 0)
        healthy = self.cutoff.holds(baseline)
        return pd.DataFrame(
            {
                "value": categories.eq(self.category),
                "counted": ~healthy if self.category == "recovered" else True,
                "category": categories,
                "could_recover": ~healthy,
            }
        )

    def rule(self) -> str:
        cutoff = self.cutoff
        side = f"The healthy side is {cutoff.side} {cutoff.value:g} ({cutoff.meaning}){mark(cutoff.source)}."
        return f"{self.thresholds()} {side} Who starts there cannot recover."

    def spoken_category(self, category: str) -> str:
        """What people in a category had."""
        side = f"{self.cutoff.side} {self.cutoff.value:g}"
        return SPOKEN[category][0].format(side=side)

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        what = f"{self.spoken_category(self.category)} in {self.label(vocabulary)}"
        return self.spoken(
            vocabulary,
            noun=what,
            had=f"had {what}",
            free=f"did not have {what}",
            good=SPOKEN[self.category][1],
        )
