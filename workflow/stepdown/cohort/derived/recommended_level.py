"""The level of care that the assessment recommended at the index admission."""

from __future__ import annotations

import pandas as pd

from stepdown.cohort.spells.levels import WORDS
from stepdown.records.variables import Variable, Vocabulary


def variable(vocabulary: Vocabulary) -> Variable | None:
    levels = {level: WORDS[level] for level in WORDS if level in vocabulary.recommended_levels}
    if len(levels) < 2:
        return None
    people = {level: f"people for whom {words} was recommended" for level, words in levels.items()}
    return Variable("recommended_level", "Recommended level of care", levels, people)


def derive(care: pd.DataFrame) -> pd.Series:
    return care["recommended_level"]
