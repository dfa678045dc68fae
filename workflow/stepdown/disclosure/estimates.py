"""Protect the estimates table: which numbers may leave, and how coarse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.answers.estimate import COLUMNS, EFFECTS, SHARES
from stepdown.disclosure.counts import protect_count, protect_share, round_share

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure

NUMBERS = ("estimate", "std_error", "lower", "upper", "p_value")
# Estimates that rest on events: with few of them, they tell when single people had theirs.
EVENT_BASED = frozenset(
    {
        "rmst",
        "median",
        "hazard_ratio",
        "subdistribution_hazard_ratio",
        "rmst_difference",
        "rmst_ratio",
        "rmtl",
        "rmtl_difference",
        "rmtl_ratio",
        "time_ratio",
        "risk_difference",
        "risk_ratio",
        "odds_ratio",
        "chi_square",
    }
)
# Their risk differences may be plain differences of two shares: to the last digit they would tell the counts.
COUNTED = frozenset({"bounds", "missing_rule", "tipping_point", "grouped_hazards", "incidence_difference"})
RESIDUAL_DF_FLOOR = 10


def protect_estimates(raw: pd.DataFrame, rules: Disclosure) -> pd.DataFrame:
    """Apply the release rules to every row.

    * `n` and `n_events` are hidden below `min_cell` and rounded.
    * A share (risk, survival) is the ratio of protected counts; it is suppressed
      when either side of it is below `min_cell`. Its standard error is left out:
      with a rounded share beside it, it would give the exact one back.
    * A model's effect is released when both groups it compares have at least
      `min_cell` people and the model at least 10 residual degrees of freedom
      (definitions, E.2); so is a mean or a median of at least `min_cell` people.
    * Of the categories of one group, never is just one hidden.
    * A risk difference that may be a plain one of two shares (bounds, a rule about the missing, a tipping
      grid, incidences) is
      rounded to whole people of 100, without its standard error.
    * A withheld effect keeps its row and its reason, and no number.

    Parameters
    ----------
    raw : the table of `answers.estimate.estimates_table`.

    Returns
    -------
    pandas.DataFrame
        Exactly the columns of design.md section 5, in order.
    """
    rows = [_protect_row(row, rules) for row in raw.to_dict("records")]
    return _hide_remainders(pd.DataFrame(rows, columns=list(COLUMNS)))


def _hide_remainders(estimates: pd.DataFrame) -> pd.DataFrame:
    """Hide a second category wherever just one is hidden: the shown ones would give it away."""
    categories = estimates[estimates["method"] == "categories"]
    for _, rows in categories.groupby(["question", "role", "level"], dropna=False):
        shown = rows[rows["status"] == "ok"]
        if (rows["status"] == "suppressed").sum() == 1 and len(shown):
            smallest = shown["n_events"].astype(float).idxmin()
            estimates.loc[smallest, [*NUMBERS, "n_events"]] = np.nan
            estimates.loc[smallest, ["status", "reason"]] = [
                "suppressed",
                "with the others it would tell a hidden count",
            ]
    return estimates


def _protect_row(row: dict, rules: Disclosure) -> dict:
    released = {name: row[name] for name in COLUMNS}
    n = _plain(row["n"])
    for name in ("n", "n_events"):
        released[name] = protect_count(_plain(row[name]), rules.min_cell, rules.round_to)
    if row["status"] in ("withheld", "not_estimable"):
        return released | {name: np.nan for name in NUMBERS}

    reason = _why_hidden(row, rules)
    if reason is None and row["measure"] in SHARES:
        share = protect_share(row["estimate"], n, rules.min_cell, rules.round_to)
        if share != share:
            reason = "too few people had, or had not, the event"
        released |= {
            "estimate": share,
            "std_error": np.nan,
            "lower": round_share(row["lower"], n, rules.round_to),
            "upper": round_share(row["upper"], n, rules.round_to),
        }
    elif reason is None and row["measure"] == "risk_difference" and row["method"] in COUNTED:
        released |= {name: round(row[name], 2) + 0.0 for name in ("estimate", "lower", "upper")}
        released |= {"std_error": np.nan, "p_value": float(f"{row['p_value']:.2g}")}
    if reason is not None:
        return released | {name: np.nan for name in NUMBERS} | {"status": "suppressed", "reason": reason}
    return released


def _why_hidden(row: dict, rules: Disclosure) -> str | None:
    sizes = [_plain(row[name]) for name in ("n", "level_n", "reference_n")]
    if any(size is not None and size < rules.min_cell for size in sizes):
        return f"fewer than {rules.min_cell} people in a group"
    residual_df = row["residual_df"]
    if row["measure"] in EFFECTS and residual_df == residual_df and residual_df < RESIDUAL_DF_FLOOR:
        return f"fewer than {RESIDUAL_DF_FLOOR} residual degrees of freedom"
    events = _plain(row["n_events"])
    if row["measure"] in EVENT_BASED and events is not None and events < rules.min_cell:
        return f"fewer than {rules.min_cell} events"
    return None


def _plain(value) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
