"""What is true in a world: each question's estimand, by Monte Carlo over potential outcomes.

The same people with the same chance go through every strategy, so a difference of means is an effect and nothing
else. People come from another stream of the world's seed than those of the export.

A treatment can end unplanned only while it lasts, so levels with short phases lose fewer people even in a null world: there
`left_by_90` is not zero between a long level and a short one. Use, symptoms, aftercare and family are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

import numpy as np

from stepdown.simulate.harbor.block import Block, blocks
from stepdown.simulate.harbor.course import INCARCERATED, LEFT, Course
from stepdown.simulate.harbor.strategy import Strategy
from stepdown.simulate.harbor.symptoms import true_phq9
from stepdown.simulate.harbor.world import World

# Follow-up used by the outcomes below, in days.
EARLY, MONTH_SIX = 90, (150, 179)
# Pairs of levels that the questions compare: the level, the one it is compared with, and the highest recommended level
# of the people whom the question is about (a place in the ladder).
PAIRS = (
    ("intensive_outpatient", "outpatient", 1),
    ("intensive_outpatient", "residential", 4),
    ("intensive_outpatient", "inpatient", 4),
)
# The recommended level of the people whom the question of placement is about: there are levels below and above it.
RECOMMENDED = 1
Outcome = Callable[[Block, Course], np.ndarray]


def left_early(block: Block, course: Course) -> np.ndarray:
    """Left treatment, unplanned, by day 90."""
    return (course.end_reason == LEFT) & (course.end_day <= EARLY)


def abstinent_in_month_six(block: Block, course: Course) -> np.ndarray:
    """Alive, and no use from day 150 to day 179."""
    return ~course.used_between(*MONTH_SIX) & (course.death_day > MONTH_SIX[1])


def depression_at_90(block: Block, course: Course) -> np.ndarray:
    """PHQ-9 points on day 90, without measurement error."""
    return np.clip(true_phq9(block.world, block.people, course, EARLY), 0, 27)


LEVEL_OUTCOMES: dict[str, Outcome] = {
    "left_by_90": left_early,
    "abstinent_month_6": abstinent_in_month_six,
    "phq9_at_90": depression_at_90,
}


class _Sums:
    """Weighted means of a difference, with their Monte Carlo standard error."""

    def __init__(self) -> None:
        self.parts: dict[str, list[tuple[np.ndarray, np.ndarray]]] = defaultdict(list)

    def add(self, name: str, difference: np.ndarray, weight: np.ndarray) -> None:
        self.parts[name].append((np.asarray(difference, dtype=float), np.asarray(weight, dtype=float)))

    def results(self) -> dict[str, dict[str, float]]:
        found = {}
        for name, parts in self.parts.items():
            difference, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
            mean = np.average(difference, weights=weight)
            error = np.sqrt(np.sum((weight * (difference - mean)) ** 2)) / weight.sum()
            found[name] = {"truth": round(float(mean), 6), "monte_carlo_error": round(float(error), 6)}
        return found


def true_effects(world: World, people: int = 100_000) -> dict[str, dict[str, float]]:
    """Every estimand of the world.

    Parameters
    ----------
    world : its effects, planted or null
    people : drawn to find out; the Monte Carlo error falls with the square root

    Returns
    -------
    Name -> truth and monte_carlo_error. Names read `<contrast>/<outcome>/<estimand>`; effects are differences (of risks,
    or of PHQ-9 points), the first-named strategy minus the other. Nobody with need for withdrawal management is in a
    comparison of levels. Estimands of levels: `ate` (everybody who could start at
    either, as often as such people start at one of the two), `ato` (overlap) and `att` (who starts at the first).
    """
    sums = _Sums()
    for block in blocks(world, people, stream=1):
        _levels(block, sums)
        for name, difference, weight in [*_placement(block), *_aftercare(block), *_family(block)]:
            sums.add(name, difference, weight)
    return sums.results()


def _levels(block: Block, sums: _Sums) -> None:
    names, people, placement = block.world.names, block.people, block.placement
    courses = {name: block.course(Strategy(level=names.index(name))) for pair in PAIRS for name in pair[:2]}
    for level, reference, highest in PAIRS:
        a, b = names.index(level), names.index(reference)
        both = placement.offered[people.site][:, [a, b]].all(axis=1) & ~people.needs_detox
        both &= placement.recommended <= highest
        either = placement.probability[:, a] + placement.probability[:, b]
        propensity = placement.probability[:, a] / np.where(either > 0, either, 1)
        weights = {"ate": either, "ato": either * propensity * (1 - propensity), "att": either * propensity}
        for outcome, value in LEVEL_OUTCOMES.items():
            difference = value(block, courses[level]).astype(float) - value(block, courses[reference])
            for estimand, weight in weights.items():
                sums.add(f"{level}_vs_{reference}/{outcome}/{estimand}", difference, weight * both)
            if outcome == "abstinent_month_6":
                for housing, who in (("unstable", people.unstable), ("stable", ~people.unstable)):
                    name = f"{level}_vs_{reference}/{outcome}/ate_{housing}_housing"
                    sums.add(name, difference, either * both * who)


def _placement(block: Block) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Starting below or above intensive outpatient care where it was recommended, against starting in it."""
    placement, people = block.placement, block.people
    steps = np.arange(placement.probability.shape[1])
    recommended = placement.recommended[:, None]
    offered = placement.offered[people.site]
    matched = offered.all(axis=1) & ~people.needs_detox & (placement.recommended == RECOMMENDED)
    at_need = block.course(Strategy(level=placement.recommended))
    for name, side in (("under_placed", steps < recommended), ("over_placed", steps > recommended)):
        chance = placement.probability * side
        possible = matched & (chance.sum(axis=1) > 0)
        ends = np.cumsum(chance, axis=1)
        drawn = (block.draws.placement[:, None] * ends[:, -1:] > ends).sum(axis=1)
        level = np.where(possible, np.minimum(drawn, len(steps) - 1), placement.recommended)
        course = block.course(Strategy(level=level.astype(np.int8)))
        for outcome in ("left_by_90", "abstinent_month_6"):
            value = LEVEL_OUTCOMES[outcome]
            difference = value(block, course).astype(float) - value(block, at_need)
            yield f"{name}_vs_matched/{outcome}/ate", difference, possible


def _aftercare(block: Block) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Aftercare from within 14 days of the end of treatment against none in that time."""
    start, none = (block.course(Strategy(aftercare=way)) for way in ("start", "none"))
    alive = (start.death_day > start.end_day) & (start.end_reason != INCARCERATED)
    for days in (90, 180):
        used = [
            course.first_use_after(course.end_day + 1) - course.end_day <= days for course in (start, none)
        ]
        yield f"aftercare_by_14_vs_none/use_by_{days}/ate", used[0].astype(float) - used[1], alive


def _family(block: Block) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """A family session by day 30 against none in that time, among those with a relative."""
    start, none = (block.course(Strategy(family=way, grace=30)) for way in ("start", "none"))
    difference = left_early(block, start).astype(float) - left_early(block, none)
    yield "family_by_30_vs_none/left_by_90/ate", difference, block.people.relative
