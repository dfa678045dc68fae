"""The ladder of care as spells use it: ranks, and the short names of a pathway."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stepdown.records.schema import LEVELS_OF_CARE

# Rank 0 is a day inside a spell on which no episode ran.
BETWEEN = "between_levels"
LEVELS = (BETWEEN, *LEVELS_OF_CARE)
WITHDRAWAL = len(LEVELS)
# As readers meet them.
WORDS = {
    "outpatient": "outpatient care",
    "intensive_outpatient": "intensive outpatient care",
    "partial_hospitalization": "partial hospitalization",
    "residential": "residential care",
    "inpatient": "inpatient care",
}
# As programs write them, by rank; withdrawal management is no rung, but a pathway shows it.
LABELS = ("", "OP", "IOP", "PHP", "RES", "INP", "WM")


def ranks(level_of_care: pd.Series) -> np.ndarray:
    """Rank of each level, 1 (outpatient) to 5 (inpatient)."""
    return level_of_care.map({level: rank for rank, level in enumerate(LEVELS)}).to_numpy(dtype="int64")
