"""Was a person placed at the recommended level, below it or above it? Under- and over-placement are kept apart."""

from __future__ import annotations

import pandas as pd

from stepdown.cohort.spells.levels import ranks
from stepdown.records.variables import Variable, Vocabulary

LEVELS = {
    "matched": "the recommended level",
    "under_placed": "below the recommended level",
    "over_placed": "above the recommended level",
}
PEOPLE = {
    "matched": "people who started at the recommended level",
    "under_placed": "people who started below the recommended level",
    "over_placed": "people who started above the recommended level",
}


def variable(vocabulary: Vocabulary) -> Variable | None:
    if not vocabulary.levels_of_care or not vocabulary.recommended_levels:
        return None
    return Variable("placement", "Placement against the recommendation", LEVELS, PEOPLE)


def derive(care: pd.DataFrame) -> pd.Series:
    known = care["recommended_level"].notna()
    apart = pd.Series(0, index=care.index)
    apart[known] = ranks(care.loc[known, "level_of_care"]) - ranks(care.loc[known, "recommended_level"])
    side = (
        pd.Series("matched", index=care.index).mask(apart < 0, "under_placed").mask(apart > 0, "over_placed")
    )
    return side.where(known).astype("string")
