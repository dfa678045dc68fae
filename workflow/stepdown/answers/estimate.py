"""One row of the estimates table, and the table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from math import nan

import pandas as pd

# release/estimates.csv, in this order (design, section 5).
COLUMNS = (
    "study", "question", "role", "method", "adjustment", "outcome", "definition", "missing_rule", "population",
    "exposure", "level", "reference", "horizon_days", "measure", "estimate", "std_error", "lower", "upper",
    "p_value", "n", "n_events", "status", "reason",
)  # fmt: skip

# Measures that compare groups: these are what a failed gate withholds.
EFFECTS = frozenset(
    {
        "hazard_ratio", "odds_ratio", "risk_difference", "risk_ratio", "rmst_difference", "mean_difference",
        "subdistribution_hazard_ratio", "interaction_contrast", "rmst_ratio", "rmtl_difference", "rmtl_ratio",
        "time_ratio", "mean_difference_averaged", "slope_difference",
    }
)  # fmt: skip
# Tests of whether groups differ at all; a test of a model's assumption is none.
TESTS = frozenset({"chi_square", "f_statistic"})
RATIOS = frozenset(
    {
        "hazard_ratio",
        "odds_ratio",
        "risk_ratio",
        "subdistribution_hazard_ratio",
        "rmst_ratio",
        "rmtl_ratio",
        "time_ratio",
    }
)
# Measures that are a share of people, so that a count can be worked out from them.
SHARES = frozenset({"survival", "risk", "cumulative_incidence", "known", "occupancy"})


@dataclass(frozen=True)
class Estimate:
    """One estimate, before disclosure control.

    The columns of `COLUMNS`, then what the door needs to know and does not
    release: how many people the estimate and its reference rest on, and the
    residual degrees of freedom of the model.
    """

    study: str
    question: str
    role: str
    method: str
    measure: str
    outcome: str
    definition: str
    population: str
    n: int
    n_events: int | None = None
    adjustment: str = "none"
    missing_rule: str = "observed only"
    exposure: str = ""
    level: str = ""
    reference: str = ""
    horizon_days: int | None = None
    estimate: float = nan
    std_error: float = nan
    lower: float = nan
    upper: float = nan
    p_value: float = nan
    status: str = "ok"
    reason: str = ""
    # For the door only.
    level_n: int | None = None
    reference_n: int | None = None
    residual_df: float | None = None


def estimates_table(rows: Iterable[Estimate]) -> pd.DataFrame:
    """The raw table, in the released order with the door's columns last."""
    table = pd.DataFrame([asdict(row) for row in rows], columns=[field.name for field in fields(Estimate)])
    private = [field.name for field in fields(Estimate) if field.name not in COLUMNS]
    table = table[[*COLUMNS, *private]]
    whole = ["horizon_days", "n", "n_events", "level_n", "reference_n"]
    numbers = ["estimate", "std_error", "lower", "upper", "p_value", "residual_df"]
    return table.astype({name: "Int64" for name in whole} | {name: "float64" for name in numbers})
