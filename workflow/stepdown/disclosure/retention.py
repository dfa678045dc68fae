"""Protected counts of who left and why, and of staying and using at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from stepdown.cohort.spells.ends import EXITS, IN_CARE
from stepdown.disclosure.counts import protect_count

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure

# A day's discharges are few and could be somebody's; a month's are counted together.
PERIOD_DAYS = 30
# Whose counts may be shown: exits of the spell. Moves inside it are what is left of the people who left a level.
SHOWN = ("before", "entered", "moved", *EXITS, "after")
NAMES = {IN_CARE: "follow_up_ended", "before": "in_care_at_start", "after": "in_care_at_end"}


def protect_discharges(ledger: pd.DataFrame, rules: Disclosure) -> pd.DataFrame:
    """The discharge ledger by level of care and period of 30 days, hidden below `min_cell` and rounded.

    Parameters
    ----------
    ledger : of `cohort.spells.ledger.discharge_ledger`.

    Returns
    -------
    pandas.DataFrame
        level_of_care, first_day, last_day, and counts. Each count is protected on its own, so rows need not add up
        exactly; a row of which one count alone is hidden loses its smallest other one too, or it could be worked out.
    """
    rows = ledger.assign(
        first_day=ledger["day"] // PERIOD_DAYS * PERIOD_DAYS,
        moved=ledger[["step_down", "step_up", "paused", "resumed"]].sum(axis=1),
    )
    flows = ["entered", "moved", *EXITS]
    grouped = rows.groupby(["level_of_care", "first_day"])
    table = grouped[flows].sum().join(grouped["before"].first()).join(grouped["after"].last()).reset_index()
    protected = table[list(SHOWN)].apply(_protect_row, axis=1, rules=rules)
    days = table[["level_of_care", "first_day"]].assign(last_day=table["first_day"] + PERIOD_DAYS - 1)
    return pd.concat([days, protected], axis=1).rename(columns=NAMES)


def protect_joint_states(counts: pd.DataFrame, rules: Disclosure) -> pd.DataFrame:
    """Counts of each state by group and week, hidden and rounded, one column a state.

    Parameters
    ----------
    counts : of `outcomes.retention.joint_states.state_counts`.
    """
    wide = counts.pivot(index=["level", "week"], columns="state", values="n")
    wide = wide[list(dict.fromkeys(counts["state"]))]
    return wide.apply(_protect_row, axis=1, rules=rules).rename_axis(columns=None).reset_index()


def _protect_row(row: pd.Series, rules: Disclosure) -> pd.Series:
    shown = row.map(lambda count: protect_count(count, rules.min_cell, rules.round_to))
    hidden = shown.isna()
    if hidden.sum() == 1 and (shown[~hidden] > 0).any():
        shown[shown[~hidden & (shown > 0)].idxmin()] = float("nan")
    return shown.astype("Int64")
