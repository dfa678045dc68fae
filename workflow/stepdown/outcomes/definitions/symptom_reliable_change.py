"""Did a score change by more than noise?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from stepdown.outcomes.instruments.change import reliable_change
from stepdown.outcomes.symptom_noise import NoisyChange

if TYPE_CHECKING:
    from stepdown.outcomes.definitions import OutcomeWords
    from stepdown.records.variables import Vocabulary


class Definition(NoisyChange):
    """Reliable change (Jacobson and Truax): |follow-up − baseline| > 1.96 × √2 × SD × √(1 − r)."""

    definition: Literal["symptom_reliable_change"]
    direction: Literal["better", "worse"] = "better"
    """Which change is asked about."""

    def settings(self) -> list[str]:
        return [self.direction, *super().settings()]

    def judge(self, baseline: pd.Series, follow_up: pd.Series) -> pd.DataFrame:
        noise = self.threshold(baseline)
        found = reliable_change(baseline, follow_up, noise.sd, noise.reliability)
        up = self.scale[1].higher_is_better == (self.direction == "better")
        right_way = found.rci > 0 if up else found.rci < 0
        return pd.DataFrame(
            {"value": found.reliable & right_way, "counted": np.ones(len(baseline), dtype=bool)}
        )

    def rule(self) -> str:
        return self.thresholds()

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        label = self.label(vocabulary)
        return self.spoken(
            vocabulary,
            noun=f"a clear change for the {self.direction} in {label}",
            had=f"had a clear change for the {self.direction} in {label}",
            free=f"had no clear change for the {self.direction} in {label}",
            good=self.direction == "better",
        )
