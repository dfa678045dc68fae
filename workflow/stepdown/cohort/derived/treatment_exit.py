"""How the treatment spell ended: known only from its end on."""

from __future__ import annotations

import pandas as pd

from stepdown.cohort.spells.ends import UNPLANNED
from stepdown.records.variables import Variable, Vocabulary

LEVELS = {"completed": "completed", "left": "left early", "other": "ended otherwise"}
PEOPLE = {
    "completed": "people who completed treatment",
    "left": "people who left treatment early",
    "other": "people whose treatment ended otherwise",
}


def variable(vocabulary: Vocabulary) -> Variable | None:
    if "episodes" not in (vocabulary.dated or ()):
        return None
    return Variable("treatment_exit", "How treatment ended", LEVELS, PEOPLE, known_at="end_of_treatment")


def derive(care: pd.DataFrame) -> pd.Series:
    exits = care["spell_exit"]
    kind = pd.Series("other", index=care.index).mask(exits == "completed", "completed")
    return kind.mask(exits.isin(UNPLANNED), "left").astype("string")
