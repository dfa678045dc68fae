"""Data for the discrete path: the committed table, and small random ones with everything that is awkward."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from stepdown.estimators.discrete.pack import Packed, dummies, pack

from ..oracle import made_up

LEVELS = {"substance": 6, "age": 8, "care": 4}


def table() -> pd.DataFrame:
    """1,500 people with categories, whole days and many ties; R's numbers for it are in `reference/discrete.json`."""
    return made_up("discrete")


def covariates(rows: pd.DataFrame, arm: bool = True) -> Packed:
    """The covariates in the order of R's formula."""
    categories = [dummies(rows[name].to_numpy(), size) for name, size in LEVELS.items()]
    severe = dummies(rows["severe"].to_numpy(), 2)
    return pack([*([dummies(rows["arm"].to_numpy(), 2)] if arm else []), *categories, severe])


@st.composite
def survival(draw) -> dict:
    """Few people, fewer days: ties, a level that may be empty, strata without events, perhaps one event in all."""
    n = draw(st.integers(8, 60))
    generator = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    days = draw(st.sampled_from([2, 5, 30]))
    event = generator.random(n) < draw(st.sampled_from([0.1, 0.5, 1.0]))
    if draw(st.booleans()):
        event = np.arange(n) == generator.integers(n)
    design = np.column_stack(
        [generator.integers(0, 2, n), generator.integers(0, 3, n) == 1, generator.integers(2015, 2019, n)]
    ).astype(float)
    return {
        "time": generator.integers(0, days, n),
        "event": event,
        "covariates": design,
        "strata": generator.integers(0, 3, n) if draw(st.booleans()) else None,
        "weights": {
            "none": None,
            "whole": generator.integers(1, 5, n),
            "any": generator.uniform(0.1, 3, n),
        }[draw(st.sampled_from(["none", "whole", "any"]))],
        "ties": draw(st.sampled_from(["efron", "breslow"])),
    }
