"""One week of treatment: phases end as planned, people attend, use and leave."""

from __future__ import annotations

import numpy as np

from stepdown.simulate.harbor.course import COMPLETED, DIED, INCARCERATED, LEFT, NEVER, TRANSFERRED
from stepdown.simulate.harbor.draws import PHASES, TREATMENT_WEEKS, expit
from stepdown.simulate.harbor.people import PAYERS
from stepdown.simulate.harbor.state import State


def treat(state: State, week: int) -> None:
    """One week of treatment."""
    day = 7 * week
    _finish_phases(state, week)
    treated = state.treated
    course, draws = state.course, state.draws
    course.week_start[treated, week] = day
    course.level_of_week[treated, week] = state.level[treated]
    attended = (
        (draws.attendance[:, week] < _attendance(state)[:, None])
        & state.slots[state.level]
        & treated[:, None]
    )
    hours = (attended * state.session_hours[state.level]).sum(axis=1)
    course.attended[:, week], course.hours[:, week] = attended, hours
    used = state.use(draws.use[:, week], hours) & treated
    course.latent[:, week] = state.latent & treated
    used &= ~state.contained[state.level]
    state.learned_hours += np.where(treated, hours, 0)
    use_day = day + (7 * draws.use_day[:, week]).astype(int)
    _leave(state, week, used)
    used &= use_day <= course.end_day
    course.use_day[used, week] = use_day[used]
    state.week_of_phase += treated


def _attendance(state: State) -> np.ndarray:
    biases = state.world.biases
    spread = np.log(state.draws.engagement + 1e-6) - np.log1p(1e-6 - state.draws.engagement)
    return expit(
        biases.attendance
        + biases.attendance_severity * state.people.severity
        + biases.attendance_mandate * state.people.mandate
        + 0.3 * spread
    )


def _finish_phases(state: State, week: int) -> None:
    """Planned ends: of the whole plan, or of a phase, with or without a step down."""
    done = state.treated & ((state.week_of_phase >= state.length) | (week >= state.planned))
    strategy = state.strategy
    in_grace = strategy.step_down != "natural" and 7 * week <= strategy.grace
    inside = state.contained[state.level]
    if in_grace and strategy.step_down == "start" and 7 * (week + 1) > strategy.grace:
        done |= state.treated & inside  # the last week in which they can still follow it
    if not done.any():
        return
    chance = np.take_along_axis(state.draws.step, state.phase[:, None].astype(int), axis=1)[:, 0]
    public = state.people.payer == PAYERS.index("public")
    steps = chance < expit(state.world.course.step_down + state.world.course.step_down_public * public)
    # From 24-hour care to intensive outpatient or straight to outpatient; from there one step down.
    direct = chance < 0.25
    if in_grace and strategy.step_down == "start":
        steps, direct = steps | inside, direct & ~inside
    elif in_grace:
        steps = steps & (direct | ~inside)
    down = done & steps & (state.level > 0) & (week < state.planned) & (state.phase < PHASES - 1)
    state.end(done & ~down, 7 * week, COMPLETED)
    rows = np.flatnonzero(down)
    course = state.course
    course.phase_end[rows, state.phase[rows]] = 7 * week
    course.phase_reason[rows, state.phase[rows]] = TRANSFERRED
    state.level[rows] = np.where(state.level[rows] >= 3, np.where(direct[rows], 0, 1), state.level[rows] - 1)
    state.phase[rows] += 1
    gap = np.take_along_axis(state.draws.gap, state.phase[:, None].astype(int), axis=1)[:, 0]
    course.phase_level[rows, state.phase[rows]] = state.level[rows]
    course.phase_start[rows, state.phase[rows]] = 7 * week + (4 * gap[rows]).astype(int)
    state.week_of_phase[rows] = 0
    state.length = np.where(down, state.phase_length(), state.length)


def _leave(state: State, week: int, used: np.ndarray) -> None:
    """Exits nobody planned, and what rules them out."""
    course = state.world.course
    day = 7 * week + 1 + (6.999 * state.draws.leave_day[:, week]).astype(int)
    died = expit(course.died + course.died_after_use * used)
    jailed = expit(course.incarcerated + 0.3 * state.people.severity)
    chance = state.draws.rival[:, week]
    state.end(state.treated & (chance < died), day, DIED)
    gone = (state.course.end_reason == DIED) & (state.course.death_day == NEVER)
    state.course.death_day[gone] = state.course.end_day[gone]
    state.alive &= ~gone
    state.end(state.treated & (chance < died + jailed), day, INCARCERATED)
    family = state.course.family_day < 7 * week
    leaving = (
        state.base_leaving
        + state.leaving[state.level]
        + course.leaving_after_use * state.latent
        + state.world.effects.family * family
    )
    leaves = state.draws.leave[:, week] < expit(leaving)
    state.end(state.treated & _as_the_strategy_says(state, week, leaves), day, LEFT)


def _as_the_strategy_says(state: State, week: int, leaves: np.ndarray) -> np.ndarray:
    """Who leaves this week, where a strategy says how many days the first level is to last."""
    if state.strategy.stay is None:
        return leaves
    first, last = state.strategy.stay
    here = state.phase == 0
    if 7 * week < first:
        return leaves & ~here
    goes_on = here & (7 * state.length > last)
    last_week = (last + 1) // 7 - 1
    if week == last_week - 1:
        # Where few leave in a week, half of those who leave in two leave in the first.
        return leaves | (goes_on & (state.draws.leave[:, week] < 0.5))
    return leaves | goes_on if week == last_week else leaves


def close(state: State) -> None:
    """End what is still going and forget family sessions that treatment did not last for."""
    state.end(state.treated, 7 * TREATMENT_WEEKS, COMPLETED)
    course = state.course
    course.family_day = np.where(course.family_day < course.end_day, course.family_day, NEVER)
