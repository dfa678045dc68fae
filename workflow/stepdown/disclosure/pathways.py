"""Where people are and where they go as it may be shown: in the table of estimates, and behind the figure.

Both tell shares of the same protected counts (`state_counts`): what is hidden in one is hidden in the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stepdown.answers.methods.occupancy import TOGETHER, told_by
from stepdown.disclosure.counts import round_share
from stepdown.disclosure.estimates import NUMBERS
from stepdown.disclosure.state_counts import PEOPLE
from stepdown.outcomes.retention.care_states import IN_CARE, LABELS, STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stepdown.disclosure.subtraction import Key
    from stepdown.plan.study import Disclosure, Question

PATHWAYS = [
    "series",
    "day",
    "state",
    "label",
    "to_day",
    "to",
    "to_label",
    "number",
    "share",
    "lower",
    "upper",
]
WITH_OTHERS = "with the others it would tell a hidden count"


def hide_states(
    estimates: pd.DataFrame, shown: Mapping[str, Mapping[Key, float]], rules: Disclosure
) -> pd.DataFrame:
    """Rows of occupancy as shares of shown counts; those whose counts are hidden, or would give a hidden one away, hidden.

    Parameters
    ----------
    estimates : of `protect_estimates`.
    shown : question -> `state_counts.protect_states`.
    """
    estimates = estimates.copy()
    for question, counts in shown.items():
        rows = estimates[(estimates["question"] == question) & (estimates["method"] == "occupancy")]
        for i, row in rows.iterrows():
            if row["measure"] == "expected_days":
                estimates.loc[i, list(NUMBERS)] = [round(row[name], 1) for name in NUMBERS]
                continue
            origin, key = _keys(row)
            if origin is not None and np.isnan(counts.get(origin, np.nan)):
                # The people of a row are those of the state they come from.
                estimates.loc[i, "n"] = np.nan
                key = origin
            if row["status"] == "ok" and not counts.get(key, np.nan) > 0:
                _hide(estimates, i)
            elif row["status"] == "ok":
                whole = counts[PEOPLE if origin is None else origin]
                estimates.loc[i, list(NUMBERS)] = _numbers(row, counts[key], whole, rules)
        _hide_remaining_days(estimates, rows.index)
    return estimates


def _keys(row: Mapping[str, Any]) -> tuple[Key | None, Key]:
    """The count of the people a row comes from (None: everybody), and its own count."""
    name, day, to = told_by(row["definition"])
    if to:
        return ("state", day, name), ("move", day, name, int(row["horizon_days"]), to)
    return None, (
        "state",
        int(row["horizon_days"]) if row["horizon_days"] == row["horizon_days"] else 0,
        name,
    )


def _numbers(row: Mapping[str, Any], part: float, whole: float, rules: Disclosure) -> list[float]:
    """The numbers of a share, in the order of `NUMBERS`: no standard error, which would give the exact share back."""
    share = min(1.0, part / whole)
    limits = [round_share(row[name], whole, rules.round_to) for name in ("lower", "upper")]
    told = {"estimate": share, "lower": min(limits[0], share), "upper": max(limits[1], share)}
    return [told.get(name, np.nan) for name in NUMBERS]


def _hide_remaining_days(estimates: pd.DataFrame, rows: pd.Index) -> None:
    """Days in care, and out of it, add up: where just one of them is hidden, the fewest others are hidden too."""
    table = estimates.loc[rows]
    table = table[table["measure"] == "expected_days"]
    states = table["definition"].map(lambda text: told_by(text)[0])
    for group in (states.isin(IN_CARE), ~states.isin([*IN_CARE, TOGETHER])):
        own = table[group]
        told = own[own["status"] == "ok"]
        if (own["status"] == "suppressed").sum() == 1 and len(told):
            _hide(estimates, told["estimate"].astype(float).idxmin())


def _hide(estimates: pd.DataFrame, i: Any) -> None:
    estimates.loc[i, list(NUMBERS)] = np.nan
    estimates.loc[i, ["status", "reason"]] = ["suppressed", WITH_OTHERS]


def pathways_data(question: Question, shown: Mapping[Key, float], estimates: pd.DataFrame) -> pd.DataFrame:
    """The numbers behind the figure: people in each state on each day, and of them in each state on the next.

    Shares are of everybody, from the rounded counts; those of states have the interval of the released estimates. A state
    or a move of too few people keeps its row without a number.
    """
    own = estimates[(estimates["question"] == question.id) & (estimates["measure"] == "occupancy")]
    limits = {
        (int(row.horizon_days), told_by(row.definition)[0]): (row.lower, row.upper)
        for row in own[own["status"] == "ok"].itertuples()
    }
    people = shown.get(PEOPLE, np.nan)
    entries = []
    for key, number in shown.items():
        if key[0] == "state" and key[2] in LABELS and number != 0:
            lower, upper = limits.get(key[1:], (np.nan, np.nan))
            entries.append(("state", key[1], key[2], LABELS[key[2]], np.nan, "", "", number, lower, upper))
        elif key[0] == "move" and number != 0:
            _, day, name, to_day, to = key
            entries.append(("move", day, name, LABELS[name], to_day, to, LABELS[to], number, np.nan, np.nan))
    if not entries:
        # Nobody's care is known, or too few: the figure says so of day 0.
        entries = [("state", 0, TOGETHER, LABELS[TOGETHER], np.nan, "", "", np.nan, np.nan, np.nan)]
    table = pd.DataFrame(entries, columns=[name for name in PATHWAYS if name != "share"])
    table = table.assign(share=table["number"] / people)[PATHWAYS]
    table["to_day"] = table["to_day"].astype("Int64")
    order = {name: i for i, name in enumerate([*STATES, TOGETHER])}
    place = [
        table["series"] == "move",
        table["day"],
        table["state"].map(order),
        table["to"].map(order).fillna(-1),
    ]
    ranked = table.iloc[np.lexsort([np.asarray(part, dtype=float) for part in reversed(place)])]
    return ranked.round({"share": 4, "lower": 4, "upper": 4}).reset_index(drop=True)
