"""Do the primary analyses of Harbor cover what is true in it, and do the naive ones not?

Every question of config/harbor.yaml, asked as the plan asks it: its population, its adjustment set, its primary analysis
and gates, and beside it the analyses of the same estimand and a naive one. Every world is Harbor with other people. Half of
them are null: nothing that anyone does has an effect there, and every bias stays. Outcomes are those that happened, as if
nobody had been lost to follow-up; the next part says what loss does. The last column is the share of worlds in which the
plan's gates let the effect be stated.
"""

from __future__ import annotations

from functools import cache

from harbor_frames import frames
from harbor_rows import Rows, harbor_plan, rows_of

from stepdown.simulate.harbor.truth import true_effects
from stepdown.simulate.harbor.world import load_world

# Every other one is null.
WORLDS, PEOPLE = 400, 6000
TRUTH_PEOPLE = 400_000
# Streams 0 and 1 of a world are its export and its truth.
FIRST_STREAM = 2
NULL = "null world; "
NOTES = ""
EXPLAINED: tuple[str, ...] = ()


def one_world(number: int, n: int) -> Rows:
    """What every question's analyses find; see `harbor_rows`."""
    null, plan = bool(number % 2), harbor_plan()
    world = load_world().null() if null else load_world()
    rows: Rows = {}
    for frame in frames(plan, world, FIRST_STREAM + number // 2, n):
        rows |= rows_of(frame, null)
    if null:
        return {NULL + name: (NULL + effect, *values) for name, (effect, *values) in rows.items()}
    return rows


@cache
def truths(workers=None) -> dict[str, tuple[float, float]]:
    """Every effect of both worlds, with its Monte Carlo error."""
    planted, null = (workers.map if workers else map)(_effects, (False, True))
    return planted | {NULL + name: value for name, value in null.items()} | {NULL + "nothing": (0.0, 0.0)}


def _effects(null: bool) -> dict[str, tuple[float, float]]:
    world = load_world().null() if null else load_world()
    effects = true_effects(world, TRUTH_PEOPLE)
    return {name: (found["truth"], found["monte_carlo_error"]) for name, found in effects.items()}
