"""All chance of a block of people, drawn beforehand: the same chance meets every strategy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.simulate.harbor.world import World

BLOCK = 2000
# Weeks of treatment at most, and weeks followed after it.
TREATMENT_WEEKS, AFTER_WEEKS = 30, 57
PHASES = 6
# Days after the end of treatment on which aftercare can begin; days after admission on which the family can come.
AFTERCARE_DAYS, FAMILY_DAYS = 84, 56
# Interviews (the first at admission) and questionnaires at each.
WAVES, INSTRUMENTS = 5, 5


@dataclass(frozen=True)
class Draws:
    """Uniforms in [0, 1): n people x weeks (x days, sessions or phases)."""

    placement: np.ndarray
    engagement: np.ndarray
    planned: np.ndarray
    first_use: np.ndarray
    phase: np.ndarray
    step: np.ndarray
    gap: np.ndarray
    attendance: np.ndarray
    leave: np.ndarray
    leave_day: np.ndarray
    rival: np.ndarray
    use: np.ndarray
    use_day: np.ndarray
    after_use: np.ndarray
    after_use_day: np.ndarray
    after_rival: np.ndarray
    aftercare: np.ndarray
    family: np.ndarray
    symptoms: np.ndarray
    reached: np.ndarray
    screen: np.ndarray
    small: np.ndarray

    def take(self, rows: np.ndarray | slice) -> Draws:
        """The chosen people."""
        return Draws(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})


def draw_chance(world: World, generator: np.random.Generator, n: int) -> Draws:
    """The chance of n people."""
    slots = max(len(sessions) for sessions in world.column("sessions"))

    def uniform(*shape: int) -> np.ndarray:
        return generator.random((n, *shape), dtype=np.float32)

    return Draws(
        placement=uniform(),
        engagement=uniform(),
        planned=uniform(),
        first_use=uniform(),
        phase=uniform(PHASES),
        step=uniform(PHASES),
        gap=uniform(PHASES),
        attendance=uniform(TREATMENT_WEEKS, slots),
        leave=uniform(TREATMENT_WEEKS),
        leave_day=uniform(TREATMENT_WEEKS),
        rival=uniform(TREATMENT_WEEKS),
        use=uniform(TREATMENT_WEEKS),
        use_day=uniform(TREATMENT_WEEKS),
        after_use=uniform(AFTER_WEEKS),
        after_use_day=uniform(AFTER_WEEKS),
        after_rival=uniform(AFTER_WEEKS, 2),
        aftercare=uniform(AFTERCARE_DAYS),
        family=uniform(FAMILY_DAYS),
        symptoms=generator.standard_normal((n, WAVES, INSTRUMENTS), dtype=np.float32),
        reached=uniform(WAVES),
        screen=uniform(TREATMENT_WEEKS),
        small=uniform(6),
    )


def expit(log_odds: np.ndarray | float) -> np.ndarray:
    """The chance of log odds."""
    return 1 / (1 + np.exp(-np.asarray(log_odds, dtype=float)))
