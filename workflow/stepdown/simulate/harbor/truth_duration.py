"""What is true of strategies of staying: everybody who starts at a level stops within a window of weeks, or keeps to it.

The people are those who start at the level by themselves. Under "8 to 12 weeks" nobody leaves before week 8 is over, and
plans of 8 to 12 weeks do the rest. People are jailed from treatment alone and use nothing in jail, so even in a null world a
few more are free of use after more weeks.
"""

from __future__ import annotations

import numpy as np

from stepdown.cohort.stay_windows import WINDOWS
from stepdown.simulate.harbor.block import blocks
from stepdown.simulate.harbor.course import NEVER
from stepdown.simulate.harbor.strategy import Strategy
from stepdown.simulate.harbor.truth_contrasts import PAIRS
from stepdown.simulate.harbor.truth_outcomes import abstinent_in_month_six
from stepdown.simulate.harbor.world import World

LEVEL = "intensive_outpatient"
SHORT, PLANNED = "under_8_weeks", "from_8_to_12_weeks"


# Who leaves the first level before this day, unplanned, departs from the protocol (`answers.methods.per_protocol`).
KEEP_TO = 56


def days(name: str) -> tuple[int, int]:
    """First and last day of a window that has both."""
    window = WINDOWS[name]
    return window.first, window.last


def true_duration_effect(world: World, people: int = 100_000) -> dict[str, dict[str, float]]:
    """Share free of use in the sixth month had everybody stopped within each window, and fewer minus 8 to 12 weeks.

    Returns
    -------
    Name -> truth and monte_carlo_error, as `truth.true_effects`.
    """
    parts = []
    for block in blocks(world, people, stream=1):
        starts = block.course().level == world.names.index(LEVEL)
        parts.append(
            [
                abstinent_in_month_six(block, block.course(Strategy(stay=days(name))))[starts].astype(float)
                for name in (SHORT, PLANNED)
            ]
        )
    short, planned = (np.concatenate(column) for column in zip(*parts, strict=True))
    named = {
        f"{SHORT}/abstinent_month_6": short,
        f"{PLANNED}/abstinent_month_6": planned,
        f"{SHORT}_vs_{PLANNED}/abstinent_month_6": short - planned,
    }
    return {
        f"{LEVEL}/{name}": {
            "truth": round(float(values.mean()), 6),
            "monte_carlo_error": round(float(values.std(ddof=1) / np.sqrt(len(values))), 6),
        }
        for name, values in named.items()
    }


def true_per_protocol_effect(world: World, people: int = 100_000) -> dict[str, dict[str, float]]:
    """Pairs of levels had nobody left the first level unplanned before `KEEP_TO`, in those who could start at either (ATO).

    Returns
    -------
    Name -> truth and monte_carlo_error, as `truth.true_effects`; of the same people as its `ato`.
    """
    parts: dict[str, list[tuple[np.ndarray, np.ndarray]]] = {}
    for block in blocks(world, people, stream=1):
        names, placement = world.names, block.placement
        kept = {
            name: abstinent_in_month_six(
                block, block.course(Strategy(level=names.index(name), stay=(KEEP_TO, NEVER)))
            ).astype(float)
            for name in {name for pair in PAIRS for name in pair[:2]}
        }
        for level, reference, highest in PAIRS:
            a, b = names.index(level), names.index(reference)
            both = placement.offered[block.people.site][:, [a, b]].all(axis=1) & ~block.people.needs_detox
            both &= placement.recommended <= highest
            either = placement.probability[:, a] + placement.probability[:, b]
            share = placement.probability[:, a] / np.where(either > 0, either, 1)
            name = f"{level}_vs_{reference}/abstinent_month_6/ato_per_protocol"
            parts.setdefault(name, []).append(
                (kept[level] - kept[reference], either * share * (1 - share) * both)
            )
    found = {}
    for name, of_blocks in parts.items():
        difference, weight = (np.concatenate(column) for column in zip(*of_blocks, strict=True))
        mean = float(np.average(difference, weights=weight))
        error = float(np.sqrt(np.sum((weight * (difference - mean)) ** 2)) / weight.sum())
        found[name] = {"truth": round(mean, 6), "monte_carlo_error": round(error, 6)}
    return found
