"""Strategies of staying in Harbor: followed by all, without effect where there is none, and found again by the estimator."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.act_windows import Window, interval_ends, stretches
from stepdown.estimators.decisions import Decisions
from stepdown.estimators.window_strategies import value_risks, window_strategies
from stepdown.simulate.harbor.block import blocks
from stepdown.simulate.harbor.course import DIED, INCARCERATED
from stepdown.simulate.harbor.strategy import Strategy
from stepdown.simulate.harbor.truth_duration import LEVEL, days, true_duration_effect
from stepdown.simulate.harbor.truth_outcomes import abstinent_in_month_six
from stepdown.simulate.harbor.world import load_world

WORLD = load_world()
IOP = WORLD.names.index(LEVEL)
RULED_OUT = (DIED, INCARCERATED)


@pytest.mark.parametrize("window", ["under_8_weeks", "from_8_to_12_weeks"])
def test_a_strategy_of_staying_is_followed_by_all_who_can(window):
    block = next(blocks(WORLD, 2000))
    course = block.course(Strategy(level=IOP, stay=days(window)))
    can = ~np.isin(course.phase_reason[:, 0], RULED_OUT)
    stays = course.phase_end[can, 0]
    first, last = days(window)
    # Who leaves in the last week leaves by the end of its seventh day.
    assert first <= stays.min() and stays.max() <= last + 1


def test_who_would_stay_so_long_anyway_is_left_alone():
    block = next(blocks(WORLD, 2000))
    natural, strategy = (block.course(Strategy(level=IOP, stay=stay)) for stay in (None, (56, 84)))
    kept = (natural.phase_end[:, 0] > 56) & (natural.phase_end[:, 0] <= 84)
    assert kept.sum() > 500
    assert np.array_equal(natural.use_day[kept], strategy.use_day[kept])


def test_more_weeks_help_where_hours_help():
    planted = true_duration_effect(WORLD, 16000)
    difference = planted[f"{LEVEL}/under_8_weeks_vs_from_8_to_12_weeks/abstinent_month_6"]
    assert difference["truth"] < -2 * difference["monte_carlo_error"]


def test_the_estimator_finds_the_truth_and_the_naive_comparison_does_not():
    windows = [Window("from_8_to_12_weeks", 56, 84), Window("under_8_weeks", 0, 55)]
    ends = interval_ends(windows, 14, 7)
    starts = [0, *(end + 1 for end in ends[:-1])]
    parts = []
    for block in blocks(WORLD, 16000, stream=5):
        course, people = block.course(), block.people
        who = course.level == IOP
        ruled = np.isin(course.phase_reason[:, 0], RULED_OUT)
        end = course.phase_end[:, 0].astype(float)
        known = [people.severity, people.unstable, people.mandate, people.miles, course.mismatch < 0]
        used = np.stack([course.latent[:, day // 7] for day in starts], axis=1)[..., None]
        columns = (
            np.where(ruled, np.inf, end),
            np.where(ruled, end - 1, np.inf),
            np.column_stack(known).astype(float),
            used.astype(float),
            abstinent_in_month_six(block, course).astype(float),
        )
        parts.append([column[who] for column in columns])
    stop, free_to, known, used, outcome = (np.concatenate(column) for column in zip(*parts, strict=True))
    decisions = Decisions.of(stop, free_to, ends, known, used, stretches(windows, ends))
    found = window_strategies(decisions, stop, windows, value_risks(outcome), (180,), seed=1, replicates=40)
    difference = found.contrasts[0]
    truth = true_duration_effect(WORLD, 16000)
    about = truth[f"{LEVEL}/under_8_weeks_vs_from_8_to_12_weeks/abstinent_month_6"]["truth"]
    naive = outcome[stop < 56].mean() - outcome[(stop >= 56) & (stop <= 84)].mean()
    assert difference.lower < about < difference.upper
    assert difference.upper - difference.lower < 0.15
    assert naive < difference.lower
