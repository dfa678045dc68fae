"""One week after treatment: aftercare, use, readmission and death."""

from __future__ import annotations

import numpy as np

from stepdown.simulate.harbor.course import COMPLETED, INCARCERATED, NEVER
from stepdown.simulate.harbor.draws import AFTERCARE_DAYS, TREATMENT_WEEKS, expit
from stepdown.simulate.harbor.state import State


def follow(state: State, week: int) -> None:
    """One week after treatment."""
    course, draws, place = state.course, state.draws, TREATMENT_WEEKS + week
    start = course.end_day + 1 + 7 * week
    free = state.alive & (course.end_reason != INCARCERATED)
    course.week_start[free, place] = start[free]
    before = state.latent.copy()
    begun = course.aftercare_day < start
    used = state.use(draws.after_use[:, week], 0.0, begun) & free
    course.latent[:, place] = used
    if 7 * week < AFTERCARE_DAYS:
        _aftercare(state, week, before, free)
    use_day = start + (7 * draws.after_use_day[:, week]).astype(int)
    course.use_day[used, place] = use_day[used]
    rival = state.world.course
    dies = free & (draws.after_rival[:, week, 0] < expit(rival.died + rival.died_after_use * used))
    course.death_day[dies] = (start + 6)[dies]
    state.alive &= ~dies
    if week >= 5:
        back = expit(rival.readmitted + rival.readmitted_after_use * used)
        returns = free & (draws.after_rival[:, week, 1] < back) & (course.readmission_day == NEVER)
        course.readmission_day[returns] = (start + 3)[returns]


def _aftercare(state: State, week: int, used_before: np.ndarray, free: np.ndarray) -> None:
    """Day by day: who starts aftercare. Use in the week before keeps people away."""
    biases, course, strategy = state.world.biases, state.course, state.strategy
    log_odds = (
        biases.aftercare_daily
        + biases.aftercare_completed * (course.end_reason == COMPLETED)
        + biases.aftercare_severity * state.people.severity
        + biases.aftercare_after_use * used_before
    )
    hazard = expit(log_odds)
    for day in range(7 * week, 7 * week + 7):
        waiting = free & (course.aftercare_day == NEVER)
        starts = state.draws.aftercare[:, day] < hazard
        if strategy.aftercare == "none" and day < strategy.grace:
            starts = np.zeros_like(starts)
        if strategy.aftercare == "start" and day == strategy.grace - 1:
            starts = np.ones_like(starts)
        rows = waiting & starts
        course.aftercare_day[rows] = course.end_day[rows] + day + 1
