"""The made-up table of the regression oracles, as arrays."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .oracle import made_up


def table() -> pd.DataFrame:
    """One row a person: counts over weeks, a yes/no, an ending, a cost, a score, and the site."""
    return made_up("regression")


def covariates() -> np.ndarray:
    """Treated, age and severe, shape (n, 3)."""
    return table()[["treated", "age", "severe"]].to_numpy(float)


def by_site(variance: str) -> dict[str, object]:
    """The arguments that ask for a variance, with sites as clusters where it needs them."""
    return {"variance": variance} | ({"cluster": table()["site"]} if variance.startswith("CR") else {})
