"""Where Harbor's people are: estimated from an export with records that end and begin at odd times, against the truth."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.state_occupation import later_occupation, state_occupation
from stepdown.outcomes.retention.care_states import STATES
from stepdown.simulate.harbor.block import blocks
from stepdown.simulate.harbor.course import COMPLETED, DIED, INCARCERATED, LEFT
from stepdown.simulate.harbor.export import READMISSION_DAYS
from stepdown.simulate.harbor.world import load_world

from .harbor_stays import harbor_stays

DAYS = (15, 30, 60, 90, 120)
OUT = {COMPLETED: "out_planned", LEFT: "out_unplanned", INCARCERATED: "incarcerated", DIED: "died"}
PEOPLE, TRUE_PEOPLE = 1200, 12_000


def true_states(day: int) -> np.ndarray:
    """The state of each of many people of the same world, other than those of the export, on a day."""
    world = load_world()
    found = []
    for block in blocks(world, TRUE_PEOPLE, stream=1):
        course = block.course()
        state = np.full(len(block.people), STATES.index("between_levels"))
        for level, start, end in zip(
            course.phase_level.T, course.phase_start.T, course.phase_end.T, strict=True
        ):
            here = (level >= 0) & (start <= day) & (day < end)
            state[here] = [STATES.index(world.names[one]) for one in level[here]]
        for reason, name in OUT.items():
            state[(course.end_day <= day) & (course.end_reason == reason)] = STATES.index(name)
        back = (course.readmission_day <= day) & (course.end_day <= day)
        again = back & (day < course.readmission_day + READMISSION_DAYS)
        state[back] = STATES.index("out_planned")
        state[again] = STATES.index("intensive_outpatient")
        found.append(state)
    return np.concatenate(found)


@pytest.fixture(scope="module")
def truth() -> dict[int, np.ndarray]:
    return {day: true_states(day) for day in DAYS}


@pytest.fixture(scope="module")
def stays() -> list[np.ndarray]:
    table = harbor_stays(PEOPLE, aftercare_days=0)
    return [table[name].to_numpy() for name in ("person", "start", "stop", "state", "to")]


def within_error(estimate, std_error, share, n) -> np.ndarray:
    """Distances in standard errors, Monte Carlo error of the truth included, where at least a few people are."""
    few = share < 0.005
    assert (estimate[few] < 0.02).all()
    estimate, std_error, share = estimate[~few], std_error[~few], share[~few]
    return np.abs(estimate - share) / np.sqrt(std_error**2 + share * (1 - share) / n)


def test_where_people_are_is_what_is_true(stays, truth):
    found = state_occupation(*stays, len(STATES), max(DAYS))
    probability, std_error, _, _ = found.at(DAYS)
    apart = np.concatenate(
        [
            within_error(
                probability[i],
                std_error[i],
                np.bincount(truth[day], minlength=len(STATES)) / TRUE_PEOPLE,
                TRUE_PEOPLE,
            )
            for i, day in enumerate(DAYS)
        ]
    )
    assert len(apart) > 28
    assert apart.max() < 4
    assert (apart < 1.96).mean() > 0.8


def test_where_people_go_from_a_level_is_what_is_true_without_a_markov_assumption(stays, truth):
    """Courses have planned lengths, so how long somebody has been at a level matters."""
    level = STATES.index("intensive_outpatient")
    there = truth[30] == level
    share = np.bincount(truth[90][there], minlength=len(STATES)) / there.sum()
    found = later_occupation(*stays, len(STATES), 90, level, 30)
    apart = within_error(found.probability[-1], found.std_error[-1], share, there.sum())
    assert apart.max() < 4
