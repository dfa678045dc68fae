"""The discharge ledger: by day and level of care, how many entered, how many left and why."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stepdown.cohort.spells.ends import EXITS
from stepdown.errors import Problem, RecordError

MOVES = ("step_down", "step_up", "paused", "resumed")
WHY = (*MOVES, *EXITS)
COUNTS = ["before", "entered", *WHY, "after"]


def discharge_ledger(stays: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Count who was in care, who entered and who left, on each day since the start of the spell.

    Parameters
    ----------
    stays : of `level_stays`, of the spells to be counted.
    spells : the spells that they belong to, indexed by what `stays["spell"]` refers to.

    Returns
    -------
    pandas.DataFrame
        One row for each level and day on which somebody came or went, by level and day: level_of_care, day, before
        (in care before anybody came that day), entered, one column for each of `WHY`, after. Always
        after = before + entered − all who left, and the next row's before is this row's after.

    Raises
    ------
    RecordError
        If the sums differ from the risk set; see `check_ledger`.
    """
    zero = spells["start_day"].loc[stays["spell"].to_numpy()].to_numpy()
    level = stays["level_of_care"].to_numpy(dtype=object)
    came = pd.DataFrame(
        {"level_of_care": level, "day": stays["start_day"].to_numpy() - zero, "what": "entered"}
    )
    went = pd.DataFrame(
        {"level_of_care": level, "day": stays["stop_day"].to_numpy() - zero, "what": stays["ended_by"]}
    )
    counts = (
        pd.concat([came, went]).groupby(["level_of_care", "day", "what"]).size().unstack("what", fill_value=0)
    )
    counts = (
        counts.reindex(columns=["entered", *WHY], fill_value=0).sort_index().astype("int64").reset_index()
    )
    change = counts["entered"] - counts[list(WHY)].sum(axis=1)
    after = change.groupby(counts["level_of_care"]).cumsum()
    ledger = counts.assign(before=after - change, after=after)[["level_of_care", "day", *COUNTS]]
    ledger = ledger.rename_axis(columns=None)
    check_ledger(ledger, spells)
    return ledger


def check_ledger(ledger: pd.DataFrame, spells: pd.DataFrame) -> None:
    """Compare the ledger with the risk set, which is counted from the spells alone.

    Raises
    ------
    RecordError
        With every identity that does not hold: a row that does not add up; people in care whose number
        differs from the spells that cover that day; exits that differ from those of the spells.
    """
    problems = []

    def demand(holds: bool, what: str) -> None:
        if not holds:
            problems.append(
                Problem(
                    "discharge ledger",
                    what,
                    "The ledger must equal the risk set on every day. Please report this: it is a fault of stepdown.",
                )
            )

    left = ledger[list(WHY)].sum(axis=1)
    demand(
        (ledger["before"] + ledger["entered"] - left == ledger["after"]).all(),
        "There are rows in which before + entered − left is not after.",
    )
    demand(bool((ledger[COUNTS] >= 0).all(axis=None)), "There are counts below 0.")
    days = np.unique(ledger["day"])
    demand(
        bool((_in_care(ledger, days) == _risk_set(spells, days)).all()),
        "There are days on which the people in care differ from the risk set.",
    )
    exits = spells["exit"].value_counts()
    demand(
        all(int(ledger[why].sum()) == int(exits.get(why, 0)) for why in EXITS),
        "The exits by reason differ from those of the spells.",
    )
    if problems:
        raise RecordError(problems)


def _in_care(ledger: pd.DataFrame, days: np.ndarray) -> np.ndarray:
    """People in care at the end of each day, over all levels, carried forward at levels where nothing happened."""
    wide = ledger.pivot(index="day", columns="level_of_care", values="after").reindex(days)
    return wide.ffill().fillna(0).sum(axis=1).to_numpy().astype("int64")


def _risk_set(spells: pd.DataFrame, days: np.ndarray) -> np.ndarray:
    """Spells that had begun by the end of each day and were not over."""
    length = np.sort((spells["exit_day"] - spells["start_day"]).to_numpy())
    return len(length) - np.searchsorted(length, days, side="right")
