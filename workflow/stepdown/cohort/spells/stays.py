"""At which level of care a person was, day by day: spells cut into stays."""

from __future__ import annotations

import numpy as np
import pandas as pd

from stepdown.cohort.spells.levels import LEVELS, ranks


def level_stays(linked: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Cut each spell into stays at one level; together they cover the spell without a hole or an overlap.

    Where episodes overlap the highest level counts; days of a spell on which no episode ran are at
    `between_levels`. A stay that ended on the day it began has start_day equal to stop_day.

    Parameters
    ----------
    linked, spells : of `build_spells`.

    Returns
    -------
    pandas.DataFrame
        spell (row of `spells`), level_of_care, start_day, stop_day (first day elsewhere) and ended_by: step_up,
        step_down, paused, resumed, or the exit of the spell.
    """
    spell, time, level, change = _changes(linked, spells)
    order = np.lexsort((time, spell))
    spell, time, level, change = spell[order], time[order], level[order], change[order]
    # Everybody's changes add up to nothing, so one running sum over all spells serves each.
    running = np.zeros((len(spell), len(LEVELS)), dtype="int32")
    running[np.arange(len(spell)), level] = change
    running = np.cumsum(running, axis=0, dtype="int32")
    is_last = (
        np.r_[(spell[1:] != spell[:-1]) | (time[1:] != time[:-1]), True] if len(spell) else np.zeros(0, bool)
    )
    spell, time, running = spell[is_last], time[is_last], running[is_last] > 0
    highest = len(LEVELS) - 1 - np.argmax(running[:, ::-1], axis=1)
    inside = running.any(axis=1)
    changed = np.r_[True, (spell[1:] != spell[:-1]) | (highest[1:] != highest[:-1])] if len(spell) else inside
    keep = changed | ~inside
    spell, time, highest, inside = spell[keep], time[keep], highest[keep], inside[keep]
    begins = np.flatnonzero(inside)
    after = begins + 1
    return pd.DataFrame(
        {
            "spell": spell[begins],
            "level_of_care": np.array(LEVELS, dtype=object)[highest[begins]],
            "start_day": time[begins] // 2,
            "stop_day": time[after] // 2,
            "ended_by": _ended_by(
                highest[begins],
                highest[after],
                inside[after],
                spells["exit"].to_numpy(dtype=object)[spell[begins]],
            ),
        }
    )


def _changes(linked: pd.DataFrame, spells: pd.DataFrame) -> tuple[np.ndarray, ...]:
    """Every start (+1) and stop (−1) of an episode at its level and of a spell at level 0, in half days.

    Half days keep a stay that ended on the day it began, and let two such stays follow each other.
    """
    spell = np.r_[linked["spell"].to_numpy(), np.arange(len(spells))]
    level = np.r_[ranks(linked["level_of_care"]), np.zeros(len(spells), dtype="int64")]
    start = 2 * np.r_[linked["admission_day"].to_numpy(), spells["start_day"].to_numpy()]
    stop = np.maximum(2 * np.r_[linked["exit_day"].to_numpy(), spells["exit_day"].to_numpy()], start + 1)
    ones = np.ones(len(spell), dtype="int32")
    # Of a spell that ends with a same-day stay, the stay must not outlive the spell.
    last = pd.Series(stop).groupby(spell).max().to_numpy()
    stop[len(linked) :] = last
    return np.r_[spell, spell], np.r_[start, stop], np.r_[level, level], np.r_[ones, -ones]


def _ended_by(now: np.ndarray, later: np.ndarray, goes_on: np.ndarray, exits: np.ndarray) -> np.ndarray:
    moves = np.select(
        [now == 0, later == 0, later > now], ["resumed", "paused", "step_up"], default="step_down"
    )
    return np.where(goes_on, moves, exits)
