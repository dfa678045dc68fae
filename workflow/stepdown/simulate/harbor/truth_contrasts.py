"""The contrasts that Harbor's questions are about: for each person, what one strategy does less what another does.

Each yields the name of an effect, the difference for every person of a block, and how much each person counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from stepdown.simulate.harbor.block import Block
from stepdown.simulate.harbor.course import INCARCERATED
from stepdown.simulate.harbor.strategy import Strategy
from stepdown.simulate.harbor.truth_outcomes import LEVEL_OUTCOMES, left_early

Contrast = Iterator[tuple[str, np.ndarray, np.ndarray]]
# Pairs of levels that the questions compare: the level, the one it is compared with, and the highest recommended level
# of the people whom the question is about (a place in the ladder).
PAIRS = (
    ("intensive_outpatient", "outpatient", 1),
    ("intensive_outpatient", "residential", 4),
    ("intensive_outpatient", "inpatient", 4),
)
# The recommended level of the people whom the question of placement is about: there are levels below and above it.
RECOMMENDED = 1


def levels(block: Block) -> Contrast:
    """Starting at one level against another, at sites that offer the whole ladder."""
    names, people, placement = block.world.names, block.people, block.placement
    courses = {name: block.course(Strategy(level=names.index(name))) for pair in PAIRS for name in pair[:2]}
    values = {
        (name, outcome): value(block, course).astype(float)
        for name, course in courses.items()
        for outcome, value in LEVEL_OUTCOMES.items()
    }
    groups = {
        "_unstable_housing": people.unstable,
        "_stable_housing": ~people.unstable,
        "_employed": people.employed,
    }
    for level, reference, highest in PAIRS:
        a, b = names.index(level), names.index(reference)
        both = _whole_ladder(block) & ~people.needs_detox & (placement.recommended <= highest)
        either = placement.probability[:, a] + placement.probability[:, b]
        propensity = placement.probability[:, a] / np.where(either > 0, either, 1)
        weights = {"ate": either, "ato": either * propensity * (1 - propensity), "att": either * propensity}
        for outcome in LEVEL_OUTCOMES:
            difference = values[level, outcome] - values[reference, outcome]
            for estimand, weight in weights.items():
                name = f"{level}_vs_{reference}/{outcome}/{estimand}"
                yield name, difference, weight * both
                if outcome == "abstinent_month_6" and estimand != "att":
                    for group, who in groups.items():
                        yield name + group, difference, weight * both * who


def placement(block: Block) -> Contrast:
    """Starting below or above intensive outpatient care where it was recommended, against starting in it."""
    placed, people = block.placement, block.people
    steps = np.arange(placed.probability.shape[1])
    recommended = placed.recommended[:, None]
    matched = _whole_ladder(block) & ~people.needs_detox & (placed.recommended == RECOMMENDED)
    at_need = block.course(Strategy(level=placed.recommended))
    for name, side in (("under_placed", steps < recommended), ("over_placed", steps > recommended)):
        chance = placed.probability * side
        possible = matched & (chance.sum(axis=1) > 0)
        ends = np.cumsum(chance, axis=1)
        drawn = (block.draws.placement[:, None] * ends[:, -1:] > ends).sum(axis=1)
        level = np.where(possible, np.minimum(drawn, len(steps) - 1), placed.recommended)
        course = block.course(Strategy(level=level.astype(np.int8)))
        for outcome in ("left_by_90", "abstinent_month_6"):
            value = LEVEL_OUTCOMES[outcome]
            difference = value(block, course).astype(float) - value(block, at_need)
            yield f"{name}_vs_matched/{outcome}/ate", difference, possible


def aftercare(block: Block) -> Contrast:
    """Aftercare from within 14 days of the end of treatment against none in that time."""
    start, none = (block.course(Strategy(aftercare=way)) for way in ("start", "none"))
    alive = (start.death_day > start.end_day) & (start.end_reason != INCARCERATED)
    in_iop = start.level == block.world.names.index("intensive_outpatient")
    for days in (90, 180):
        used = [
            course.first_use_after(course.end_day + 1) - course.end_day <= days for course in (start, none)
        ]
        difference = used[0].astype(float) - used[1]
        yield f"aftercare_by_14_vs_none/use_by_{days}/ate", difference, alive
        yield f"aftercare_by_14_vs_none/use_by_{days}/ate_after_iop", difference, alive & in_iop


def family(block: Block) -> Contrast:
    """A family session by day 30 against none in that time, among those with a relative."""
    start, none = (block.course(Strategy(family=way, grace=30)) for way in ("start", "none"))
    difference = left_early(block, start).astype(float) - left_early(block, none)
    yield "family_by_30_vs_none/left_by_90/ate", difference, block.people.relative


def step_down(block: Block) -> Contrast:
    """Going on in intensive outpatient care when 24-hour care ends, by day 30, against not."""
    start, none = (block.course(Strategy(step_down=way, grace=30)) for way in ("start", "none"))
    inside = np.array(block.world.column("contained"))[start.level]
    difference = (start.first_use_after(0) <= 180).astype(float) - (none.first_use_after(0) <= 180)
    yield "step_down_by_30_vs_none/use_by_180/ate", difference, inside


def _whole_ladder(block: Block) -> np.ndarray:
    return block.placement.offered[block.people.site].all(axis=1)


CONTRASTS: tuple[Callable[[Block], Contrast], ...] = (levels, placement, aftercare, family, step_down)
