"""What holds for any episodes: the ledger, the gap rule, the order of rows, and later records."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.cohort.spells.build import build_spells
from stepdown.cohort.spells.ledger import WHY, check_ledger, discharge_ledger
from stepdown.cohort.spells.stays import level_stays
from stepdown.errors import RecordError
from stepdown.records.schema import DISCHARGE_REASONS

from .episode_rows import SHORT, episodes_of

maybe_days = st.none() | st.integers(0, 90)


@st.composite
def one_episode(draw):
    first, length, contact = draw(st.integers(-20, 300)), draw(maybe_days), draw(maybe_days)
    return {
        "who": draw(st.sampled_from("abc")),
        "level": draw(st.sampled_from(list(SHORT))),
        "days": (first, None if length is None else first + length),
        "last": None if contact is None else first + contact,
        "planned": draw(st.none() | st.integers(1, 120)),
        "why": draw(st.none() | st.sampled_from(DISCHARGE_REASONS)),
    }


some_episodes = st.lists(one_episode(), min_size=0, max_size=12)
QUICK = settings(max_examples=25)


@QUICK
@given(some_episodes, st.sampled_from([0, 3, 30]))
def test_stays_cover_each_spell_once_and_the_ledger_is_the_risk_set(rows, gap):
    linked, spells = build_spells(episodes_of(*rows), gap)
    stays = level_stays(linked, spells)
    ledger = discharge_ledger(stays, spells)
    for row, spell in spells.iterrows():
        mine = stays[stays["spell"] == row]
        assert mine["start_day"].iloc[0] == spell["start_day"]
        assert mine["stop_day"].iloc[-1] == spell["exit_day"]
        assert (mine["start_day"].to_numpy()[1:] == mine["stop_day"].to_numpy()[:-1]).all()
        assert (mine["stop_day"] >= mine["start_day"]).all()
        # The highest level of each day, by looking at every day.
        own = linked[linked["spell"] == row]
        for day in range(spell["start_day"], spell["exit_day"]):
            inside = own[(own["admission_day"] <= day) & (own["exit_day"] > day)]
            at = mine[(mine["start_day"] <= day) & (mine["stop_day"] > day)]["level_of_care"].tolist()
            known = list(SHORT.values())
            highest = max(inside["level_of_care"], key=known.index, default="between_levels")
            assert at == [highest]
    left = ledger[list(WHY)].sum(axis=1)
    assert (ledger["before"] + ledger["entered"] - left == ledger["after"]).all()
    assert ledger.groupby("level_of_care")["after"].last().eq(0).all()


@QUICK
@given(some_episodes)
def test_a_wider_gap_never_makes_more_spells(rows):
    episodes = episodes_of(*rows)
    numbers = [len(build_spells(episodes, gap)[1]) for gap in (0, 14, 30, 90)]
    assert numbers == sorted(numbers, reverse=True)


@QUICK
@given(some_episodes, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    episodes = episodes_of(*rows)
    shuffled = episodes.iloc[random.sample(range(len(episodes)), len(episodes))].reset_index(drop=True)
    for one, other in zip(build_spells(episodes, 30), build_spells(shuffled, 30), strict=True):
        pd.testing.assert_frame_equal(one, other)


@QUICK
@given(some_episodes, one_episode())
def test_a_later_admission_never_changes_an_earlier_spell(rows, added):
    gap = 30
    before = build_spells(episodes_of(*rows), gap)[1]
    latest = max((spell for spell in before["end_day"]), default=0)
    length = (added["days"][1] or added["days"][0]) - added["days"][0]
    first = latest + gap + 1
    later = added | {"days": (first, first + length), "last": None}
    after = build_spells(episodes_of(*rows, later), gap)[1]
    pd.testing.assert_frame_equal(
        before, after[after["start_day"] < first].reset_index(drop=True), check_dtype=False
    )


@pytest.mark.parametrize("column", ["entered", "left", "after", "before"])
def test_a_ledger_that_does_not_reconcile_stops_the_run(column):
    rows = [
        {"level": "RES", "days": (0, 28), "why": "transferred"},
        {"level": "IOP", "days": (28, 60), "why": "left"},
    ]
    linked, spells = build_spells(episodes_of(*rows), 30)
    ledger = discharge_ledger(level_stays(linked, spells), spells)
    broken = ledger.copy()
    broken.loc[broken.index[-1], column] += 1
    with pytest.raises(RecordError, match="risk set"):
        check_ledger(broken, spells)
    check_ledger(ledger, spells)


def test_the_ledger_of_a_step_down(episodes):
    rows = [
        {"level": "RES", "days": (0, 28), "why": "transferred"},
        {"level": "IOP", "days": (33, 60), "why": "left"},
    ]
    linked, spells = build_spells(episodes(*rows), 30)
    ledger = discharge_ledger(level_stays(linked, spells), spells).set_index(["level_of_care", "day"])
    assert ledger.loc[("residential", 28), ["before", "paused", "after"]].tolist() == [1, 1, 0]
    assert ledger.loc[("between_levels", 33), ["before", "resumed", "after"]].tolist() == [1, 1, 0]
    assert ledger.loc[("intensive_outpatient", 60), ["before", "left", "after"]].tolist() == [1, 1, 0]
    assert ledger["transferred"].sum() == 0, "the transfer was made: nobody left by it"
    assert np.array_equal(ledger["entered"].to_numpy(), [1, 0, 1, 0, 1, 0])
