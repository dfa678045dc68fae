"""The made-up table in which two exposures depend on what was known before; see `make_inputs.py`."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .oracle import made_up

KNOWN = ["age", "severe", "shared", "none"]


def table() -> pd.DataFrame:
    return made_up("confounded")


def known() -> np.ndarray:
    return table()[KNOWN].to_numpy(float)


def exposure(which: str) -> np.ndarray:
    """`two` levels (treated or not), or `three` levels of care."""
    return table()["treated" if which == "two" else "level"].to_numpy()
