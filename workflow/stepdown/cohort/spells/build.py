"""Chain episodes into treatment spells."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from stepdown.cohort.spells.ends import UNKNOWN, episode_ends
from stepdown.cohort.spells.levels import LABELS, LEVELS, WITHDRAWAL, ranks

LINKED = [
    "episode_id", "person_id", "level_of_care", "withdrawal_management", "admission_day", "end_day", "exit_day", "exit",
    "spell",
]  # fmt: skip


def build_spells(
    episodes: pd.DataFrame,
    gap_days: int,
    observed_to: pd.Series | None = None,
    silence_days: int | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Chain the episodes of each person (definitions, B.5).

    A new spell starts when an admission comes more than `gap_days` after the latest end so far; otherwise the
    episode belongs to the spell, whether it follows a transfer, overlaps or comes after a pause. A step down
    from residential to outpatient care is one spell. Rows may come in any order.

    Parameters
    ----------
    episodes : canonical episodes; those without an admission day are left out.
    gap_days : longest pause within a spell: 30 days, and 3, 14, 45, 60 and 90 as sensitivities.
    silence_days : longest silence that is no dropout in an episode without an end; as `gap_days` if not given.
    observed_to : person_id -> last day on which the person could be seen, where the source knows it.

    Returns
    -------
    linked : one row an episode, in order of person and admission, with `end_day`, `exit_day`, `exit` (see
        `episode_ends`) and `spell`, the row of its spell.
    spells : one row a spell: spell_id, person_id, spell_number (1 is a person's first), start_day, end_day, exit_day,
        exit (of the episode that ended last, but for withdrawal management without a reason), n_episodes, n_overlaps,
        pause_days (days without any episode), n_step_down, n_step_up and n_lateral (moves between episodes that are
        not withdrawal management), withdrawal_management (any), initial_level (of the first episode that is not
        withdrawal management; missing if there is none) and pathway ("WM>RES>IOP>OP", repeats written once).
    """
    rows = episodes[episodes["admission_day"].notna()]
    seen_to = rows["person_id"].map(observed_to) if observed_to is not None else None
    linked = rows.assign(
        **episode_ends(rows, gap_days if silence_days is None else silence_days, seen_to),
        rank=ranks(rows["level_of_care"]),
    ).astype({"admission_day": "int64", "withdrawal_management": "bool"})
    linked, person = _in_order(linked)
    start, end = linked["admission_day"].to_numpy(), linked["end_day"].to_numpy()
    earlier_end, first_of_person = _latest_end_before(person, end)
    pause = start - earlier_end
    is_new = first_of_person | (pause > gap_days)
    spell = np.cumsum(is_new) - 1
    linked = linked.assign(spell=spell)
    spells = _spells(linked, person, np.flatnonzero(is_new), np.where(is_new, 0, pause))
    return linked[LINKED], spells


def _in_order(linked: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """By person, admission, highest level first, episode_id; and a number for each person."""
    person = pd.factorize(linked["person_id"], sort=True)[0]
    episode = pd.factorize(linked["episode_id"], sort=True)[0]
    order = np.lexsort((episode, -linked["rank"].to_numpy(), linked["admission_day"].to_numpy(), person))
    return linked.iloc[order].reset_index(drop=True), person[order]


def _latest_end_before(person: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The latest end among a person's rows before each one, and which rows are a person's first."""
    first = np.r_[True, person[1:] != person[:-1]] if len(person) else np.zeros(0, bool)
    if not len(person):
        return end, first
    # Each person's days are lifted above those of the person before: one running maximum serves all.
    lift = person * (int(end.max() - end.min()) + 1)
    latest = np.maximum.accumulate(end + lift) - lift
    return np.r_[0, latest[:-1]], first


def _spells(linked: pd.DataFrame, person: np.ndarray, starts: np.ndarray, pause: np.ndarray) -> pd.DataFrame:
    n = len(starts)
    spell = linked["spell"].to_numpy()
    detox = linked["withdrawal_management"].to_numpy()
    # What a person left last decides how the spell ended; of two that ended together, the one begun last. A detox stay
    # without a reason says nothing of the care around it.
    tells = ~detox | (linked["exit"] != UNKNOWN).to_numpy()
    by_end = np.lexsort((np.arange(len(spell)), linked["exit_day"].to_numpy(), tells, spell))
    last = by_end[np.r_[starts[1:], len(spell)] - 1] if n else by_end
    number_before = np.r_[0, np.flatnonzero(np.diff(person[starts])) + 1] if n else np.zeros(0, int)
    number = np.arange(n) - np.repeat(number_before, np.diff(np.r_[number_before, n])) + 1
    who = linked["person_id"].to_numpy(dtype=object)[starts]
    table = pd.DataFrame(
        {
            "spell_id": [f"{one}-s{k}" for one, k in zip(who, number, strict=True)],
            "person_id": who,
            "spell_number": number,
            "start_day": linked["admission_day"].to_numpy()[starts],
            "end_day": linked["end_day"].groupby(spell).max().to_numpy(),
            "exit_day": linked["exit_day"].groupby(spell).max().to_numpy(),
            "exit": linked["exit"].to_numpy(dtype=object)[last],
            "n_episodes": np.bincount(spell, minlength=n),
            "n_overlaps": np.bincount(spell, _overlaps(spell, pause), minlength=n).astype("int64"),
            "pause_days": np.bincount(spell, np.maximum(pause, 0), minlength=n).astype("int64"),
            **_moves(spell[~detox], linked["rank"].to_numpy()[~detox], n),
            "withdrawal_management": np.bincount(spell, detox, minlength=n) > 0,
            "initial_level": _initial_level(linked, n),
            "pathway": _pathways(spell, np.where(detox, WITHDRAWAL, linked["rank"].to_numpy()), n),
        }
    )
    return table.astype({"spell_id": "string", "person_id": "string", "exit": "string", "pathway": "string"})


def _overlaps(spell: np.ndarray, pause: np.ndarray) -> np.ndarray:
    follows = np.r_[False, spell[1:] == spell[:-1]] if len(spell) else np.zeros(0, bool)
    return follows & (pause < 0)


def _moves(spell: np.ndarray, rank: np.ndarray, n: int) -> dict[str, np.ndarray]:
    same = spell[1:] == spell[:-1]
    step = np.diff(rank)
    kinds = {"n_step_down": step < 0, "n_step_up": step > 0, "n_lateral": step == 0}
    return {
        name: np.bincount(spell[1:], same & moved, minlength=n).astype("int64")
        for name, moved in kinds.items()
    }


def _initial_level(linked: pd.DataFrame, n: int) -> pd.Series:
    care = linked[~linked["withdrawal_management"]].drop_duplicates("spell")
    rank = np.zeros(n, dtype="int64")
    rank[care["spell"].to_numpy()] = care["rank"].to_numpy()
    return pd.Series(np.array(LEVELS, dtype=object)[rank]).where(rank > 0).astype("string")


def _pathways(spell: np.ndarray, step: np.ndarray, n: int) -> np.ndarray:
    """Labels joined by ">", built one position at a time: paths are few, however many the spells are."""
    repeats = np.r_[False, (spell[1:] == spell[:-1]) & (step[1:] == step[:-1])] if len(spell) else []
    spell, step = spell[~np.asarray(repeats, bool)], step[~np.asarray(repeats, bool)]
    position = np.arange(len(spell)) - np.searchsorted(spell, spell)
    # Rows of one position together, so that each is looked at once.
    order = np.argsort(position, kind="stable")
    bounds = np.searchsorted(position[order], np.arange(position.max(initial=-1) + 2))
    known, path = [""], np.zeros(n, dtype="int64")
    for first, stop in pairwise(bounds):
        rows = order[first:stop]
        pairs, which = np.unique(path[spell[rows]] * len(LABELS) + step[rows], return_inverse=True)
        path[spell[rows]] = len(known) + which
        known += [
            ">".join(filter(None, (known[pair // len(LABELS)], LABELS[pair % len(LABELS)]))) for pair in pairs
        ]
    return np.array(known, dtype=object)[path]
