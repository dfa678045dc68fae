"""One block of people, from chance to course: blocks do not depend on how many follow."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from stepdown.simulate.harbor.course import Course
from stepdown.simulate.harbor.draws import BLOCK, Draws, draw_chance
from stepdown.simulate.harbor.engine import run_course
from stepdown.simulate.harbor.people import People, draw_people
from stepdown.simulate.harbor.placement import Placement, place
from stepdown.simulate.harbor.strategy import Strategy
from stepdown.simulate.harbor.world import World


@dataclass(frozen=True)
class Block:
    """Up to BLOCK people with their chance; `first` is the number of the first of them."""

    world: World
    first: int
    people: People
    placement: Placement
    draws: Draws

    def course(self, strategy: Strategy | None = None) -> Course:
        """What happens to them under a strategy, or by itself."""
        return run_course(self.world, self.people, self.placement, self.draws, strategy)


def blocks(world: World, people: int | None = None, stream: int = 0) -> Iterator[Block]:
    """The people of a world, block by block.

    Parameters
    ----------
    world : its seed decides everything
    people : how many, the world's number by default
    stream : another stream gives other people of the same world (0 for its export)
    """
    wanted = world.people if people is None else people
    for number, first in enumerate(range(0, wanted, BLOCK)):
        seed = np.random.SeedSequence([world.seed, 100 + stream, number])
        generator = np.random.Generator(np.random.Philox(seed))
        drawn = draw_people(world, generator, BLOCK)
        chance = draw_chance(world, generator, BLOCK)
        rows = np.arange(min(BLOCK, wanted - first))
        drawn = drawn.take(rows)
        yield Block(world, first, drawn, place(world, drawn), chance.take(rows))
