"""The state of everybody, moved on week by week: what both treatment and the time after it read and change."""

from __future__ import annotations

import numpy as np

from stepdown.simulate.harbor.course import NEVER, not_yet_lived
from stepdown.simulate.harbor.draws import FAMILY_DAYS, Draws, expit
from stepdown.simulate.harbor.people import People
from stepdown.simulate.harbor.placement import Placement
from stepdown.simulate.harbor.strategy import Strategy
from stepdown.simulate.harbor.world import World


class State:
    """Where each of n people stands, and the course written so far."""

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
        self.length = self.phase_length()
        self.course = not_yet_lived(start, mismatch, self.slots.shape[1])
        self.course.family_day = self._family()

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

    def phase_length(self) -> np.ndarray:
        """Weeks planned at the level where each one is now."""
        shortest, longest = self.weeks[self.level].T
        chance = np.take_along_axis(self.draws.phase, self.phase[:, None].astype(int), axis=1)[:, 0]
        return (shortest + (chance * (longest - shortest + 1)).astype(int)).astype(np.int16)

    def end(self, who: np.ndarray, day: np.ndarray | int, reason: int) -> None:
        """End the treatment of some."""
        course = self.course
        rows = np.flatnonzero(who)
        # Whoever leaves between two levels leaves on arrival.
        days = np.maximum(np.broadcast_to(day, who.shape)[rows], course.phase_start[rows, self.phase[rows]])
        course.phase_end[rows, self.phase[rows]] = days
        course.phase_reason[rows, self.phase[rows]] = reason
        course.end_day[rows], course.end_reason[rows] = days, reason
        self.treated[rows] = False

    def use(
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
