"""The level of care at which a person started: that of the index episode, as billed."""

from __future__ import annotations

import pandas as pd

from stepdown.cohort.spells.levels import WORDS
from stepdown.records.variables import Variable, Vocabulary


def variable(vocabulary: Vocabulary) -> Variable | None:
    levels = {level: WORDS[level] for level in WORDS if level in vocabulary.levels_of_care}
    if len(levels) < 2:
        return None
    people = {level: f"people who started in {words}" for level, words in levels.items()}
    return Variable("level_of_care", "Level of care at the start", levels, people)


def derive(care: pd.DataFrame) -> pd.Series:
    return care["level_of_care"]
