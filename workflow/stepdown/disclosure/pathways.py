"""Protected counts of where people are and of where they go, in the table of estimates and behind the figure.

People in each state add up to everybody on every day, and those who go from a state, or come to one, to the people in
it. So all of these counts are protected together, and what is hidden in one place is hidden in all.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stepdown.answers.methods.occupancy import TOGETHER, told_by
from stepdown.disclosure.counts import protect_share, round_half_up, round_share
from stepdown.disclosure.estimates import NUMBERS
from stepdown.disclosure.subtraction import Counts, Key, protect_counts
from stepdown.outcomes.retention.care_states import IN_CARE, LABELS, STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

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
PEOPLE = ("people",)
WITH_OTHERS = "with the others it would tell a hidden count"


def protect_states(raw: pd.DataFrame, rules: Disclosure) -> dict[Key, float]:
    """Every count of one question that may be shown, hidden (NaN) or rounded.

    Keys are `PEOPLE`, ("state", day, state), ("state", day, "in_care") and ("move", day, state, to_day, to).

    Parameters
    ----------
    raw : of `answers.methods.occupancy`: people in a state on a day (`to` empty), and of them in another one later.
    """
    return protect_counts(states_and_moves(raw, rules), rules) if len(raw) else {}


def states_and_moves(raw: pd.DataFrame, rules: Disclosure) -> Counts:
    """The counts, how they add up, and which would tell something of everybody in a group."""
    at = {(row.day, row.state): row.n for row in raw.itertuples() if not row.to}
    moves = {(row.day, row.state, row.to_day, row.to): row.n for row in raw.itertuples() if row.to}
    people = sum(n for (day, _), n in at.items() if day == 0)
    counts = Counts({PEOPLE: round_half_up(people, 1)}, fixed={PEOPLE})
    days = sorted({day for day, _ in at})
    for day in days:
        inside = tuple(("state", day, name) for name in IN_CARE if (day, name) in at)
        outside = tuple(("state", day, name) for name in STATES if name not in IN_CARE and (day, name) in at)
        counts.exact.update({key: round_half_up(at[key[1:]], 1) for key in (*inside, *outside)})
        for key, parts in ((("state", day, TOGETHER), inside), (("state", day, "out"), outside)):
            counts.exact[key] = sum(counts.exact[part] for part in parts)
            counts.sums.append((key, parts))
        counts.untold.add(("state", day, "out"))
        counts.sums.append((PEOPLE, (("state", day, TOGETHER), ("state", day, "out"))))
        # On day 0 the population says where people start; later, a share of nearly all tells of each of them.
        counts.hidden.update(
            key
            for key in (*inside, ("state", day, TOGETHER), *outside)
            if day and _of_nearly_all(counts.exact[key], people, rules)
        )
    for key, n in moves.items():
        move, others = ("move", *key), ("others", *key)
        whole = counts.exact[("state", *key[:2])]
        counts.exact.update({move: round_half_up(n, 1), others: max(0, whole - round_half_up(n, 1))})
        counts.untold.add(others)
        counts.sums.append((("state", *key[:2]), (move, others)))
        # A move that reads as everybody's is hidden, unless the state is one that nobody ever leaves.
        if not _final(raw, key[1]) and _reads_as_all(n, whole, rules):
            counts.hidden.add(move)
    for day, next_day in pairwise(days):
        for name in STATES:
            going = tuple(("move", *key) for key in moves if key[:3] == (day, name, next_day))
            coming = tuple(("move", *key) for key in moves if (key[0], *key[2:]) == (day, next_day, name))
            for key, parts in ((("state", day, name), going), (("state", next_day, name), coming)):
                counts.sums.extend([(key, parts)] if parts else [])
    return counts


def _final(raw: pd.DataFrame, state: str) -> bool:
    """Does nobody ever go from this state to another one?"""
    going = raw[(raw["state"] == state) & (raw["to"] != "")]
    return bool((going["to"] == state).all())


def _reads_as_all(part: float, whole: float, rules: Disclosure) -> bool:
    return round_half_up(part, rules.round_to) >= round_half_up(whole, rules.round_to)


def _of_nearly_all(part: float, whole: float, rules: Disclosure) -> bool:
    return bool(np.isnan(protect_share(part / whole, whole, rules.min_cell, rules.round_to)))


def hide_states(
    estimates: pd.DataFrame, shown: Mapping[str, Mapping[Key, float]], rules: Disclosure
) -> pd.DataFrame:
    """Hide the rows of occupancy whose counts are hidden, or would give a hidden one away; moves as shares of shown counts.

    Parameters
    ----------
    estimates : of `protect_estimates`.
    shown : question -> `protect_states`.
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
            elif row["status"] == "ok" and origin is not None:
                estimates.loc[i, list(NUMBERS)] = _move_numbers(row, counts[key], counts[origin], rules)
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


def _move_numbers(row: Mapping[str, Any], move: float, origin: float, rules: Disclosure) -> list[float]:
    """The numbers of a move, in the order of `NUMBERS`: no standard error, which would give the exact share back."""
    share = min(1.0, move / origin)
    limits = [round_share(row[name], origin, rules.round_to) for name in ("lower", "upper")]
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
