"""Was a planned interview missed?"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from stepdown.outcomes.definitions import OutcomeWords
from stepdown.plan.base import PlanModel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from stepdown.records.variables import Vocabulary


class Definition(PlanModel):
    """Not reached at one planned interview, for whatever reason."""

    shape: ClassVar[str] = "yes_no"

    definition: Literal["lost_to_follow_up"]
    wave: int
    """The planned interview, by its number in the records (months in HELP, weeks in CTN-0094)."""

    @property
    def key(self) -> str:
        return f"lost_to_follow_up_{self.wave}"

    def check(self, vocabulary: Vocabulary) -> str | None:
        if self.wave not in vocabulary.waves:
            known = ", ".join(str(wave) for wave in vocabulary.waves)
            return f"There is no planned interview {self.wave}. Known: {known}."
        return None

    def words(self, vocabulary: Vocabulary) -> OutcomeWords:
        unit = vocabulary.wave_unit
        interview = f"the {f'{self.wave}-{unit}' if unit else f'day-{vocabulary.waves[self.wave]}'} interview"
        return OutcomeWords(
            noun=f"missing {interview}",
            had=f"missed {interview}",
            free=f"came to {interview}",
            good=False,
        )

    def derive(self, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
        rows = records["follow_up"]
        planned = rows[rows["wave"] == self.wave]
        return planned.assign(value=(planned["status"] != "reached").astype(bool))[
            ["person_id", "value"]
        ].reset_index(drop=True)
