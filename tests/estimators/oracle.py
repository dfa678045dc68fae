"""Read the reference numbers of `tests/oracles`, and the data they were computed from."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[2]
ORACLES = ROOT / "tests" / "oracles"


@cache
def reference(name: str) -> dict[str, Any]:
    """One topic's reference numbers; JSON's null stands for NaN."""
    return json.loads((ORACLES / "reference" / f"{name}.json").read_text(encoding="utf-8"))


def numbers(values: Any) -> np.ndarray:
    """Reference numbers as floats, null as NaN."""
    return np.array(values, dtype=float)


@cache
def made_up(name: str) -> pd.DataFrame:
    """A small made-up data set."""
    return pd.read_csv(ORACLES / "inputs" / f"{name}.csv")


def agrees(ours: Any, theirs: Any, relative: float = 1e-9) -> None:
    """Compare with an oracle: relative to each number, or to the largest where a number is nearly 0."""
    theirs = numbers(theirs)
    largest = float(np.nanmax(np.abs(theirs), initial=0.0))
    np.testing.assert_allclose(ours, theirs, rtol=relative, atol=relative * largest)
