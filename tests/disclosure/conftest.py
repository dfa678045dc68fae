"""Raw curves and raw estimates to pass through the door."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.estimate import Estimate, estimates_table
from stepdown.estimators.kaplan_meier import kaplan_meier


def raw_curve(time, event) -> pd.DataFrame:
    """One group's exact Kaplan–Meier curve, with the columns that the door gets."""
    fit = kaplan_meier(np.asarray(time, float), np.asarray(event, bool))
    names = ("n_at_risk", "n_events", "n_censored", "survival", "lower", "upper")
    return pd.DataFrame({"day": fit.time} | {name: getattr(fit, name) for name in names})


def one_estimate(**changes) -> pd.DataFrame:
    """A raw estimates table of one row that may be released as it is, with these changes."""
    row = {
        "study": "trial", "question": "q", "role": "primary", "method": "cox", "measure": "hazard_ratio",
        "outcome": "first_use", "definition": "first_use", "population": "everyone", "n": 200, "n_events": 90,
        "level": "clinic", "reference": "control", "exposure": "arm", "horizon_days": 180,
        "estimate": 0.8, "std_error": 0.1, "lower": 0.65, "upper": 0.98, "p_value": 0.03,
        "level_n": 100, "reference_n": 100, "residual_df": 88.0,
    }  # fmt: skip
    return estimates_table([Estimate(**(row | changes))])


@pytest.fixture(scope="session")
def curve_of():
    return raw_curve


@pytest.fixture(scope="session")
def estimate_of():
    return one_estimate
