"""Where people start: the level that their needs recommend, and the level that they get."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.simulate.harbor.people import PAYERS, People
from stepdown.simulate.harbor.world import World

REASONS = ("matched", "capacity", "payer", "preference")


@dataclass(frozen=True)
class Placement:
    """Level codes are places in `World.names`.

    recommended : n level codes
    offered : sites x levels, does the site have the level?
    shortage : n flags, was the site without beds in the quarter of admission?
    probability : n x levels, chance of starting at each level given everything recorded at admission
    """

    recommended: np.ndarray
    offered: np.ndarray
    shortage: np.ndarray
    probability: np.ndarray

    def mismatch(self, level: np.ndarray) -> np.ndarray:
        """-1 under-placed, 0 matched, 1 over-placed, against the recommended level."""
        return np.sign(level - self.recommended)

    def draw(self, uniform: np.ndarray) -> np.ndarray:
        """Level codes from n uniforms."""
        ends = np.cumsum(self.probability, axis=1)
        return np.minimum((uniform[:, None] * ends[:, -1:] > ends).sum(axis=1), ends.shape[1] - 1)


def recommend(people: People) -> np.ndarray:
    """The level that the ASAM ratings ask for, as a code from 0 (outpatient) to 4 (inpatient)."""
    dimensions = people.dimensions
    need = dimensions[:, 1:].sum(axis=1)
    level = np.searchsorted((6, 10, 12, 15), need, side="left")
    return np.where(people.needs_detox & (level < 3), 3, level).astype(np.int8)


def place(world: World, people: People) -> Placement:
    """The chances of each level. They depend on recorded facts only, so that adjustment can succeed."""
    biases, n_levels = world.biases, len(world.names)
    offered = _offered(world)
    fixed = np.random.default_rng([world.seed, 1])
    short = fixed.random((world.sites, 1 + world.admission_days // 91)) < biases.shortage
    shortage = short[people.site, people.quarter]
    recommended = recommend(people)
    steps = np.arange(n_levels)
    contained = np.array(world.column("contained"))
    dear = np.array(world.column("daily_cost")) > 200
    score = (
        -biases.placement_match * np.minimum(np.abs(steps - recommended[:, None]), 2)
        + biases.placement_severity * people.severity[:, None] * (steps - 2) / 2
        - biases.placement_shortage * shortage[:, None] * contained
        - biases.placement_payer * (people.payer == PAYERS.index("public"))[:, None] * dear
        - 0.02 * people.miles[:, None] * ~contained
    )
    weight = np.exp(score) * offered[people.site]
    return Placement(recommended, offered, shortage, weight / weight.sum(axis=1, keepdims=True))


def reasons(world: World, people: People, placement: Placement, level: np.ndarray) -> np.ndarray:
    """Why the level is not the recommended one, as a place in REASONS."""
    under = level < placement.recommended
    bed = under & placement.shortage & np.array(world.column("contained"))[placement.recommended]
    payer = under & ~bed & (people.payer == PAYERS.index("public"))
    return np.select([level == placement.recommended, bed, payer], [0, 1, 2], default=3).astype(np.int8)


def _offered(world: World) -> np.ndarray:
    """Most sites offer the whole ladder, some no 24-hour care, and the aliased ones a single level."""
    contained = np.array(world.column("contained"))
    offered = np.ones((world.sites, len(contained)), dtype=bool)
    offered[2::4] = ~contained
    for place_, site in enumerate(range(max(world.sites - world.biases.aliased_sites, 0), world.sites)):
        offered[site] = np.arange(len(contained)) == (len(contained) - 1 - place_ % 2)
    return offered
