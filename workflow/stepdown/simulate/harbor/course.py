"""What happens to people under a strategy: treatment, then the year after it.

The engine of potential outcomes: the same people and the same chance go through every strategy, so that differences are
effects. Weeks of treatment count from admission to the first level, weeks after it from the day on which treatment ended.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from stepdown.simulate.harbor.draws import (
    AFTER_WEEKS,
    AFTERCARE_DAYS,
    FAMILY_DAYS,
    PHASES,
    TREATMENT_WEEKS,
    Draws,
)
from stepdown.simulate.harbor.people import PAYERS, People
from stepdown.simulate.harbor.placement import Placement
from stepdown.simulate.harbor.world import World

# Why a phase or a spell ended.
REASONS = ("completed", "transferred", "left", "incarcerated", "died")
COMPLETED, TRANSFERRED, LEFT, INCARCERATED, DIED = range(5)
NEVER = 10_000


@dataclass(frozen=True)
class Strategy:
    """What is done, where it differs from what would happen.

    level : the level to start at, for all or for each; None for the placement drawn
    aftercare : start by the last day of grace after treatment, or not until that day is over
    family : a family session by the last day of grace after admission, or none until that day is over
    grace : days
    """

    level: int | np.ndarray | None = None
    aftercare: Literal["natural", "start", "none"] = "natural"
    family: Literal["natural", "start", "none"] = "natural"
    grace: int = 14


@dataclass
class Course:
    """What happened to n people; days count from admission to the first level, NEVER where it did not happen.

    level, mismatch : at the start
    phase_level, phase_start, phase_end, phase_reason : n x PHASES, level -1 where there was no such phase
    end_day, end_reason : of the treatment spell
    attended : n x weeks x sessions, attended, where `held`
    hours : n x weeks attended
    use_day : n x (weeks of treatment + weeks after), the day of use in a week, -1 where none
    week_start : n x the same, first day of the week; -1 where the week was not lived through
    """

    level: np.ndarray
    mismatch: np.ndarray
    phase_level: np.ndarray
    phase_start: np.ndarray
    phase_end: np.ndarray
    phase_reason: np.ndarray
    end_day: np.ndarray
    end_reason: np.ndarray
    level_of_week: np.ndarray
    attended: np.ndarray
    hours: np.ndarray
    use_day: np.ndarray
    week_start: np.ndarray
    family_day: np.ndarray
    aftercare_day: np.ndarray
    readmission_day: np.ndarray
    death_day: np.ndarray
    latent: np.ndarray = field(repr=False)

    def used_between(self, first: np.ndarray | int, last: np.ndarray | int) -> np.ndarray:
        """Did they use on a day from `first` to `last`, both included?"""
        first, last = np.reshape(first, (-1, 1)), np.reshape(last, (-1, 1))
        return ((self.use_day >= first) & (self.use_day <= last)).any(axis=1)

    def first_use_after(self, day: np.ndarray | int) -> np.ndarray:
        """The first day of use on or after a day."""
        late = (self.use_day >= np.reshape(day, (-1, 1))) & (self.use_day >= 0)
        return np.where(late, self.use_day, NEVER).min(axis=1)


def run_course(
    world: World, people: People, placement: Placement, draws: Draws, strategy: Strategy | None = None
) -> Course:
    """Send people through treatment and the year after it.

    Parameters
    ----------
    world, people, placement, draws : of the same n people
    strategy : what is done; what would happen by itself when not given

    Returns
    -------
    Course
    """
    engine = _Engine(world, people, placement, draws, strategy or Strategy())
    for week in range(TREATMENT_WEEKS):
        engine.treat(week)
    engine.close()
    for week in range(AFTER_WEEKS):
        engine.follow(week)
    return engine.course


class _Engine:
    """The state of everybody, moved on week by week."""

    def __init__(self, world: World, people: People, placement: Placement, draws: Draws, strategy: Strategy):
        self.world, self.people, self.draws, self.strategy = world, people, draws, strategy
        n = len(people)
        self.contained = np.array(world.column("contained"))
        self.leaving = np.array(world.column("leaving"))
        self.weeks = np.array(world.column("weeks"))
        self.session_hours, self.slots = _sessions(world)
        start = (
            placement.draw(draws.placement).astype(np.int8)
            if strategy.level is None
            else np.broadcast_to(strategy.level, n).astype(np.int8)
        )
        self.level = start.copy()
        self.phase = np.zeros(n, dtype=np.int8)
        self.week_of_phase = np.zeros(n, dtype=np.int16)
        self.treated = np.ones(n, dtype=bool)
        self.alive = np.ones(n, dtype=bool)
        self.learned_hours = np.zeros(n)
        mismatch = placement.mismatch(start)
        self.base_leaving, self.base_use = self._bases(mismatch)
        self.latent = draws.first_use < expit(0.5 + 0.3 * people.severity)
        self.planned = 12 + (draws.planned * 9).astype(np.int16)
        self.length = self._phase_length()
        total = TREATMENT_WEEKS + AFTER_WEEKS
        self.course = Course(
            level=start,
            mismatch=mismatch,
            phase_level=np.full((n, PHASES), -1, dtype=np.int8),
            phase_start=np.full((n, PHASES), NEVER, dtype=np.int32),
            phase_end=np.full((n, PHASES), NEVER, dtype=np.int32),
            phase_reason=np.full((n, PHASES), -1, dtype=np.int8),
            end_day=np.full(n, NEVER, dtype=np.int32),
            end_reason=np.full(n, -1, dtype=np.int8),
            level_of_week=np.full((n, TREATMENT_WEEKS), -1, dtype=np.int8),
            attended=np.zeros((n, TREATMENT_WEEKS, self.slots.shape[1]), dtype=bool),
            hours=np.zeros((n, TREATMENT_WEEKS), dtype=np.float32),
            use_day=np.full((n, total), -1, dtype=np.int32),
            week_start=np.full((n, total), -1, dtype=np.int32),
            family_day=self._family(),
            aftercare_day=np.full(n, NEVER, dtype=np.int32),
            readmission_day=np.full(n, NEVER, dtype=np.int32),
            death_day=np.full(n, NEVER, dtype=np.int32),
            latent=np.zeros((n, total), dtype=bool),
        )
        self.course.phase_level[:, 0] = start
        self.course.phase_start[:, 0] = 0

    def _bases(self, mismatch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Log odds a week of leaving and of use that do not change with time."""
        people, course, effects = self.people, self.world.course, self.world.effects
        site = np.random.default_rng([self.world.seed, 2]).standard_normal((self.world.sites, 2))
        site = course.site_spread * site[people.site]
        under, over = mismatch < 0, mismatch > 0
        leaving = (
            course.leaving
            + course.leaving_severity * people.severity
            + course.leaving_unstable * people.unstable
            + course.leaving_mandate * people.mandate
            + course.leaving_miles * people.miles / 10
            + effects.under_placed_leaving * under
            + effects.over_placed_leaving * over
            + site[:, 0]
        )
        use = (
            course.use
            + course.use_severity * people.severity
            + course.use_unstable * people.unstable
            + course.use_drift * people.quarter
            + effects.under_placed_use * under
            + effects.over_placed_use * over
            + site[:, 1]
        )
        return leaving, use

    def _family(self) -> np.ndarray:
        """Day of the first family session if treatment lasts until then; only who has a relative can have one."""
        biases, strategy = self.world.biases, self.strategy
        hazard = expit(biases.family_daily + biases.family_severity * self.people.severity)
        day = _first_day(self.draws.family < hazard[:, None], strategy.family, strategy.grace)
        return np.where(self.people.relative, day, NEVER).astype(np.int32)

    def _phase_length(self) -> np.ndarray:
        shortest, longest = self.weeks[self.level].T
        chance = np.take_along_axis(self.draws.phase, self.phase[:, None].astype(int), axis=1)[:, 0]
        return (shortest + (chance * (longest - shortest + 1)).astype(int)).astype(np.int16)

    def _end(self, who: np.ndarray, day: np.ndarray | int, reason: int) -> None:
        """End the treatment of some."""
        course = self.course
        rows = np.flatnonzero(who)
        # Whoever leaves between two levels leaves on arrival.
        days = np.maximum(np.broadcast_to(day, who.shape)[rows], course.phase_start[rows, self.phase[rows]])
        course.phase_end[rows, self.phase[rows]] = days
        course.phase_reason[rows, self.phase[rows]] = reason
        course.end_day[rows], course.end_reason[rows] = days, reason
        self.treated[rows] = False

    def treat(self, week: int) -> None:
        """One week of treatment."""
        day = 7 * week
        self._finish_phases(week)
        treated = self.treated
        course, draws = self.course, self.draws
        course.week_start[treated, week] = day
        course.level_of_week[treated, week] = self.level[treated]
        attended = (
            (draws.attendance[:, week] < self._attendance()[:, None])
            & self.slots[self.level]
            & treated[:, None]
        )
        hours = (attended * self.session_hours[self.level]).sum(axis=1)
        course.attended[:, week], course.hours[:, week] = attended, hours
        used = self._use(draws.use[:, week], hours) & treated
        course.latent[:, week] = self.latent & treated
        used &= ~self.contained[self.level]
        self.learned_hours += np.where(treated, hours, 0)
        use_day = day + (7 * draws.use_day[:, week]).astype(int)
        self._leave(week, used)
        used &= use_day <= course.end_day
        course.use_day[used, week] = use_day[used]
        self.week_of_phase += treated

    def _attendance(self) -> np.ndarray:
        biases = self.world.biases
        spread = np.log(self.draws.engagement + 1e-6) - np.log1p(1e-6 - self.draws.engagement)
        return expit(
            biases.attendance
            + biases.attendance_severity * self.people.severity
            + biases.attendance_mandate * self.people.mandate
            + 0.3 * spread
        )

    def _finish_phases(self, week: int) -> None:
        """Planned ends: of the whole plan, or of a phase, with or without a step down."""
        done = self.treated & ((self.week_of_phase >= self.length) | (week >= self.planned))
        if not done.any():
            return
        chance = np.take_along_axis(self.draws.step, self.phase[:, None].astype(int), axis=1)[:, 0]
        public = self.people.payer == PAYERS.index("public")
        steps = chance < expit(self.world.course.step_down + self.world.course.step_down_public * public)
        down = done & steps & (self.level > 0) & (week < self.planned) & (self.phase < PHASES - 1)
        self._end(done & ~down, 7 * week, COMPLETED)
        rows = np.flatnonzero(down)
        course = self.course
        course.phase_end[rows, self.phase[rows]] = 7 * week
        course.phase_reason[rows, self.phase[rows]] = TRANSFERRED
        # From 24-hour care to intensive outpatient or straight to outpatient; from there one step down.
        direct = chance[rows] < 0.25
        self.level[rows] = np.where(self.level[rows] >= 3, np.where(direct, 0, 1), self.level[rows] - 1)
        self.phase[rows] += 1
        gap = np.take_along_axis(self.draws.gap, self.phase[:, None].astype(int), axis=1)[:, 0]
        course.phase_level[rows, self.phase[rows]] = self.level[rows]
        course.phase_start[rows, self.phase[rows]] = 7 * week + (4 * gap[rows]).astype(int)
        self.week_of_phase[rows] = 0
        self.length = np.where(down, self._phase_length(), self.length)

    def _use(
        self, chance: np.ndarray, hours: np.ndarray | float, aftercare: np.ndarray | float = 0.0
    ) -> np.ndarray:
        """Would they use this week, if nothing but their own doing kept them from it?"""
        effects, course = self.world.effects, self.world.course
        at_home = self.treated & ~self.contained[self.level]
        log_odds = (
            self.base_use
            + course.use_persistence * self.latent
            + effects.hours_now * np.minimum(hours, 20)
            + effects.hours_learned * -np.expm1(-self.learned_hours / effects.hours_full)
            + effects.aftercare * aftercare
            + effects.home_triggers * (at_home & self.people.unstable)
        )
        self.latent = chance < expit(log_odds)
        return self.latent.copy()

    def _leave(self, week: int, used: np.ndarray) -> None:
        """Exits nobody planned, and what rules them out."""
        course = self.world.course
        day = 7 * week + 1 + (6.999 * self.draws.leave_day[:, week]).astype(int)
        died = expit(course.died + course.died_after_use * used)
        jailed = expit(course.incarcerated + 0.3 * self.people.severity)
        chance = self.draws.rival[:, week]
        self._end(self.treated & (chance < died), day, DIED)
        gone = (self.course.end_reason == DIED) & (self.course.death_day == NEVER)
        self.course.death_day[gone] = self.course.end_day[gone]
        self.alive &= ~gone
        self._end(self.treated & (chance < died + jailed), day, INCARCERATED)
        family = self.course.family_day < 7 * week
        leaving = (
            self.base_leaving
            + self.leaving[self.level]
            + course.leaving_after_use * self.latent
            + self.world.effects.family * family
        )
        self._end(self.treated & (self.draws.leave[:, week] < expit(leaving)), day, LEFT)

    def close(self) -> None:
        """End what is still going, forget family sessions that treatment did not last for, and look for aftercare."""
        self._end(self.treated, 7 * TREATMENT_WEEKS, COMPLETED)
        course = self.course
        course.family_day = np.where(course.family_day < course.end_day, course.family_day, NEVER)

    def follow(self, week: int) -> None:
        """One week after treatment."""
        course, draws, place = self.course, self.draws, TREATMENT_WEEKS + week
        start = course.end_day + 1 + 7 * week
        free = self.alive & (course.end_reason != INCARCERATED)
        course.week_start[free, place] = start[free]
        before = self.latent.copy()
        begun = course.aftercare_day < start
        used = self._use(draws.after_use[:, week], 0.0, begun) & free
        course.latent[:, place] = used
        if 7 * week < AFTERCARE_DAYS:
            self._aftercare(week, before, free)
        use_day = start + (7 * draws.after_use_day[:, week]).astype(int)
        course.use_day[used, place] = use_day[used]
        rival = self.world.course
        dies = free & (draws.after_rival[:, week, 0] < expit(rival.died + rival.died_after_use * used))
        course.death_day[dies] = (start + 6)[dies]
        self.alive &= ~dies
        if week >= 5:
            back = expit(rival.readmitted + rival.readmitted_after_use * used)
            returns = free & (draws.after_rival[:, week, 1] < back) & (course.readmission_day == NEVER)
            course.readmission_day[returns] = (start + 3)[returns]

    def _aftercare(self, week: int, used_before: np.ndarray, free: np.ndarray) -> None:
        """Day by day: who starts aftercare. Use in the week before keeps people away."""
        biases, course, strategy = self.world.biases, self.course, self.strategy
        log_odds = (
            biases.aftercare_daily
            + biases.aftercare_completed * (course.end_reason == COMPLETED)
            + biases.aftercare_severity * self.people.severity
            + biases.aftercare_after_use * used_before
        )
        hazard = expit(log_odds)
        for day in range(7 * week, 7 * week + 7):
            waiting = free & (course.aftercare_day == NEVER)
            starts = self.draws.aftercare[:, day] < hazard
            if strategy.aftercare == "none" and day < strategy.grace:
                starts = np.zeros_like(starts)
            if strategy.aftercare == "start" and day == strategy.grace - 1:
                starts = np.ones_like(starts)
            rows = waiting & starts
            course.aftercare_day[rows] = course.end_day[rows] + day + 1


def _sessions(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Levels x slots: hours of a session, and whether there is one."""
    sessions = world.column("sessions")
    slots = max(map(len, sessions))
    hours = np.zeros((len(sessions), slots), dtype=np.float32)
    for level, of_level in enumerate(sessions):
        hours[level, : len(of_level)] = [session[2] for session in of_level]
    return hours, hours > 0


def _first_day(starts: np.ndarray, strategy: str, grace: int) -> np.ndarray:
    """Day (from 1) on which a daily chance first strikes, with a strategy laid over it; NEVER if it does not."""
    starts = starts.copy()
    if strategy == "none":
        starts[:, :grace] = False
    if strategy == "start":
        starts[:, min(grace, FAMILY_DAYS) - 1] = True
    return np.where(starts.any(axis=1), starts.argmax(axis=1) + 1, NEVER)


def expit(log_odds: np.ndarray | float) -> np.ndarray:
    return 1 / (1 + np.exp(-np.asarray(log_odds, dtype=float)))
