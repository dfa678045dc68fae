"""Spells by tables of cases: the gap rule, transfers, overlaps, steps, exits and pathways."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.cohort.spells.build import build_spells
from stepdown.cohort.spells.index import compare_gaps, index_spells


def of(level, first, discharged=None, why=None, **more):
    return {"level": level, "days": (first, discharged), "why": why, **more}


# episodes | (start, exit day, exit, pathway) of each spell at a gap of 30 days
CASES = {
    "one completed stay": ([of("IOP", 0, 56, "completed")], [(0, 56, "completed", "IOP")]),
    "step-down on the same day is no dropout": (
        [of("RES", 0, 28, "transferred"), of("IOP", 28, 84, "completed")],
        [(0, 84, "completed", "RES>IOP")],
    ),
    "a gap of exactly 30 days is within the spell": (
        [of("RES", 0, 28, "completed"), of("IOP", 58, 84, "left")],
        [(0, 84, "left", "RES>IOP")],
    ),
    "a gap of 31 days starts a new one": (
        [of("RES", 0, 28, "completed"), of("IOP", 59, 84, "left")],
        [(0, 28, "completed", "RES"), (59, 84, "left", "IOP")],
    ),
    "the gap counts from the latest end, not from the last row": (
        [of("OP", 0, 100, "completed"), of("RES", 10, 20, "completed"), of("IOP", 125, 130, "completed")],
        [(0, 130, "completed", "OP>RES>IOP")],
    ),
    "what ended last says how the spell ended": (
        [of("OP", 0, 100, "completed"), of("RES", 10, 20, "left")],
        [(0, 100, "completed", "OP>RES")],
    ),
    "detox is a label of the pathway, and repeats are written once": (
        [of("WM", -5, 0, "completed"), of("RES", 0, 20, "left"), of("RES", 25, 40, "transferred"), of("OP", 41, 90, "died")],
        [(-5, 90, "died", "WM>RES>OP")],
    ),
    "the highest level first where two start on one day": (
        [of("OP", 0, 20, "completed"), of("INP", 0, 5, "completed")],
        [(0, 20, "completed", "INP>OP")],
    ),
    "a detox stay without a reason does not hide how care ended": (
        [of("WM", -5, 4), of("OP", 0, planned=168)],
        [(-5, 4, "left", "WM>OP")],
    ),
    "nor does it stand for it where there is nothing else": ([of("WM", -5, 4)], [(-5, 4, "unknown", "WM")]),
    "same-day stay": ([of("OP", 3, 3, "left")], [(3, 3, "left", "OP")]),
    "dropout is dated by the last contact, not by the closing of the chart": (
        [of("OP", 0, 90, "left", last=20)],
        [(0, 21, "left", "OP")],
    ),
    "a discharge on the last contact is the discharge": ([of("OP", 0, 20, "left", last=20)], [(0, 20, "left", "OP")]),
    "a completed episode ends on its discharge, whatever the last contact": (
        [of("OP", 0, 90, "completed", last=80)],
        [(0, 90, "completed", "OP")],
    ),
    "no reason is unknown, not dropout": ([of("OP", 0, 40)], [(0, 40, "unknown", "OP")]),
    "open, last seen, nothing more known": ([of("OP", 0, last=40)], [(0, 41, "in_care", "OP")]),
    "open, and silent for more than 30 days of the plan": (
        [of("OP", 0, last=40, planned=168)],
        [(0, 41, "left", "OP")],
    ),
    "open, and last seen within 30 days of the planned end": (
        [of("OP", 0, last=138, planned=168)],
        [(0, 139, "in_care", "OP")],
    ),
    "admitted and never seen again": ([of("OP", 0, planned=168)], [(0, 1, "left", "OP")]),
    "without an admission day there is no spell": ([of("OP", None, 40, "left")], []),
}  # fmt: skip


def told(episodes: pd.DataFrame, gap_days: int = 30) -> list[tuple]:
    spells = build_spells(episodes, gap_days)[1]
    return list(spells[["start_day", "exit_day", "exit", "pathway"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("case", CASES)
def test_spells(case, episodes):
    rows, expected = CASES[case]
    assert told(episodes(*rows)) == expected


@pytest.mark.parametrize(("gap", "n"), [(3, 4), (14, 3), (30, 2), (45, 1), (60, 1), (90, 1)])
def test_the_gap_rule_is_a_parameter(gap, n, episodes):
    rows = episodes(of("IOP", 0, 10), of("IOP", 14, 20), of("IOP", 35, 40), of("IOP", 71, 80))
    assert len(told(rows, gap)) == n


def test_what_a_spell_counts(episodes):
    rows = episodes(of("WM", 0, 5), of("RES", 5, 30), of("IOP", 40, 60), of("IOP", 55, 70), of("PHP", 70, 80))
    (spell,) = build_spells(rows, 30)[1].to_dict("records")
    wanted = {
        "spell_id": "a-s1", "n_episodes": 5, "n_overlaps": 1, "pause_days": 10, "n_step_down": 1, "n_lateral": 1,
        "n_step_up": 1, "withdrawal_management": True, "initial_level": "residential", "pathway": "WM>RES>IOP>PHP",
    }  # fmt: skip
    assert {name: spell[name] for name in wanted} == wanted


def test_the_end_of_observation_keeps_or_ends_an_open_episode(episodes):
    rows = episodes(of("OP", 0, last=40), of("OP", 0, last=40, who="b"))
    spells = build_spells(rows, 30, pd.Series({"a": 70, "b": 71}))[1]
    assert list(zip(spells["exit"], spells["exit_day"], strict=True)) == [("in_care", 71), ("left", 41)]


def test_the_index_is_the_first_care_that_is_not_detox_and_not_over(episodes):
    rows = episodes(
        of("RES", -90, -60), of("WM", -3, 2), of("OP", 0, 50), of("IOP", 200, 220), of("WM", 0, 4, who="b")
    )
    linked, spells = build_spells(rows, 30)
    (index,) = index_spells(linked, spells).to_dict("records")
    assert (index["person_id"], index["start_day"], index["zero_day"], index["level_of_care"]) == (
        "a",
        -3,
        0,
        "outpatient",
    )


def test_how_many_episodes_each_gap_merges(episodes):
    rows = episodes(of("IOP", 0, 10), of("IOP", 14, 20), of("IOP", 60, 80))
    table = compare_gaps({gap: build_spells(rows, gap)[1] for gap in (30, 3, 90)})
    assert table[["gap_days", "n_spells", "n_merged", "n_people"]].to_numpy().tolist() == [
        [3, 3, 0, 1], [30, 2, 1, 1], [90, 1, 2, 1],
    ]  # fmt: skip
