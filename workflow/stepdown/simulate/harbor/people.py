"""Who comes to Harbor: everything that is known on the day of admission."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.simulate.harbor.world import World

SUBSTANCES = ("alcohol", "opioids", "stimulants", "cannabis")
PAYERS = ("private", "public", "self_pay")
RACES = ("white", "black", "hispanic", "other")
# ASAM dimensions 2 to 6 and the PHQ-9 make the severity that both placement and outcomes depend on. Every part is recorded:
# nothing that confounds is hidden. Centre and spread are those of the draws below.
SEVERITY_CENTRE, SEVERITY_SPREAD = 6.3, 4.2


@dataclass(frozen=True)
class People:
    """Baseline of n people, one array a column; codes are places in the tuples above.

    `dimensions` is n x 6 (ASAM dimensions 1 to 6, risk 0 to 4); `admission` is days after the world's first day.
    """

    site: np.ndarray
    admission: np.ndarray
    quarter: np.ndarray
    age: np.ndarray
    female: np.ndarray
    race: np.ndarray
    substance: np.ndarray
    payer: np.ndarray
    unstable: np.ndarray
    employed: np.ndarray
    mandate: np.ndarray
    relative: np.ndarray
    miles: np.ndarray
    prior_episodes: np.ndarray
    dimensions: np.ndarray
    phq9: np.ndarray

    def __len__(self) -> int:
        return len(self.site)

    @property
    def severity(self) -> np.ndarray:
        """Standardised severity at admission, from recorded ratings only."""
        raw = self.dimensions[:, 1:].sum(axis=1) + self.phq9 / 5 - 2.0
        return (raw - SEVERITY_CENTRE) / SEVERITY_SPREAD

    @property
    def needs_detox(self) -> np.ndarray:
        """Does dimension 1 (withdrawal risk) ask for withdrawal management?"""
        return self.dimensions[:, 0] >= 3

    def take(self, rows: np.ndarray) -> People:
        """The chosen rows."""
        return People(**{name: getattr(self, name)[rows] for name in self.__dataclass_fields__})


def draw_people(world: World, generator: np.random.Generator, n: int) -> People:
    """n people, drawn one column after the other in a fixed order."""
    trouble = generator.standard_normal(n)  # what makes problems come together

    def rating(load: float, cuts: tuple[float, ...]) -> np.ndarray:
        latent = load * trouble + np.sqrt(1 - load**2) * generator.standard_normal(n)
        return np.searchsorted(cuts, latent).astype(np.int8)

    def yes(log_odds: np.ndarray | float) -> np.ndarray:
        return generator.random(n) < 1 / (1 + np.exp(-np.asarray(log_odds)))

    admission = generator.integers(0, world.admission_days, n)
    substance = generator.choice(4, n, p=[0.42, 0.27, 0.22, 0.09]).astype(np.int8)
    withdrawal = rating(0.35, (-0.2, 0.7, 1.35, 2.1)) - (substance >= 2)
    others = [rating(0.6, (-0.6, 0.3, 1.2, 2.0)) for _ in range(5)]
    return People(
        site=generator.integers(0, world.sites, n).astype(np.int16),
        admission=admission,
        quarter=(admission // 91).astype(np.int8),
        age=np.clip(np.round(generator.gamma(9.0, 4.2, n)), 18, 89).astype(np.int16),
        female=yes(-0.5),
        race=generator.choice(4, n, p=[0.55, 0.2, 0.17, 0.08]).astype(np.int8),
        substance=substance,
        payer=generator.choice(3, n, p=[0.4, 0.5, 0.1]).astype(np.int8),
        unstable=yes(-1.1 + 0.6 * trouble),
        employed=yes(0.1 - 0.5 * trouble),
        mandate=yes(-1.3),
        relative=yes(0.6 - 0.3 * trouble),
        miles=np.clip(np.round(generator.exponential(9.0, n)), 0, 60).astype(np.int16),
        prior_episodes=np.minimum(generator.poisson(np.exp(0.1 + 0.3 * trouble)), 9).astype(np.int8),
        dimensions=np.column_stack([np.clip(withdrawal, 0, 4), *others]).astype(np.int8),
        phq9=np.clip(np.round(10 + 4 * trouble + 4 * generator.standard_normal(n)), 0, 27).astype(np.int8),
    )
