"""How long a person was observed without a hole."""

from __future__ import annotations

import numpy as np
import pandas as pd


def without_gaps(seen: pd.DataFrame, longest: int) -> pd.DataFrame:
    """Observations up to the first stretch of more than `longest` days about which nothing is known.

    Parameters
    ----------
    seen : person_id, day and days_covered (up to and including `day`), days counted from time zero.
    longest : days without observation that are let pass, from time zero on.
    """
    seen = seen.sort_values(["person_id", "day"], kind="stable")
    first = (seen["day"] - seen["days_covered"] + 1).astype("int64")
    known_to = seen["day"].astype("int64").groupby(seen["person_id"]).shift(fill_value=0)
    broken = (first - known_to - 1 > longest).groupby(seen["person_id"]).cummax()
    return seen[~np.asarray(broken, dtype=bool)]
