"""What is true in a world: each question's estimand, by Monte Carlo over potential outcomes.

The same people with the same chance go through every strategy, so a difference of means is an effect and nothing
else. People come from another stream of the world's seed than those of the export.

A treatment can end unplanned only while it lasts, so levels with short phases lose fewer people even in a null world: there
`left_by_90` and `cost_in_a_year` are not zero between a long level and a short one. Use, symptoms, aftercare and family are.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from stepdown.simulate.harbor.block import blocks
from stepdown.simulate.harbor.truth_contrasts import CONTRASTS
from stepdown.simulate.harbor.world import World

Effects = dict[str, dict[str, float]]


class _Sums:
    """Weighted means of a difference, with their Monte Carlo standard error."""

    def __init__(self) -> None:
        self.parts: dict[str, list[tuple[np.ndarray, np.ndarray]]] = defaultdict(list)

    def add(self, name: str, difference: np.ndarray, weight: np.ndarray) -> None:
        self.parts[name].append((np.asarray(difference, dtype=float), np.asarray(weight, dtype=float)))

    def results(self) -> Effects:
        found = {}
        for name, parts in self.parts.items():
            difference, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
            mean = np.average(difference, weights=weight)
            error = np.sqrt(np.sum((weight * (difference - mean)) ** 2)) / weight.sum()
            found[name] = {"truth": round(float(mean), 6), "monte_carlo_error": round(float(error), 6)}
        return found


def true_effects(world: World, people: int = 100_000) -> Effects:
    """Every estimand of the world.

    Parameters
    ----------
    world : its effects, planted or null
    people : drawn to find out; the Monte Carlo error falls with the square root

    Returns
    -------
    Name -> truth and monte_carlo_error. Names read `<contrast>/<outcome>/<estimand>`; effects are differences (of risks,
    PHQ-9 points or dollars), the first-named strategy minus the other. Nobody with need for withdrawal management is in a
    comparison of levels. Estimands of levels: `ate` (everybody who could start at
    either, as often as such people start at one of the two), `ato` (overlap) and `att` (who starts at the first).
    """
    sums = _Sums()
    for block in blocks(world, people, stream=1):
        for contrast in CONTRASTS:
            for name, difference, weight in contrast(block):
                sums.add(name, difference, weight)
    effects = sums.results()
    return effects | _interactions(effects)


def _interactions(effects: Effects) -> Effects:
    """By how much more an effect is with unstable housing than with stable."""
    found = {}
    for name, unstable in effects.items():
        if name.endswith("_unstable_housing"):
            stable = effects[name.replace("_unstable_", "_stable_")]
            error = float(np.hypot(unstable["monte_carlo_error"], stable["monte_carlo_error"]))
            found[name.replace("_unstable_housing", "_by_housing")] = {
                "truth": round(unstable["truth"] - stable["truth"], 6),
                "monte_carlo_error": round(error, 6),
            }
    return found
