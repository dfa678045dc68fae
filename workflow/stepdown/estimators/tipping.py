"""How far from missing at random people without an outcome must be before a conclusion changes.

Each group has a shift of its own, so that the assumptions form a grid. Source: Yan, Lee and Li,
10.1080/10543400903242795 (tipping points); Permutt, 10.1002/sim.6753 (by group).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from stepdown.estimators.restricted_mean import Difference

# Shift in the level that is compared, shift in the reference.
Pair = tuple[float, float]


@dataclass(frozen=True)
class TippingGrid:
    """Differences by pair of shifts.

    Attributes
    ----------
    differences : pair -> difference, for the pairs that could be estimated
    reasons : pair -> why not, for the others
    start : the pair that stands for missing at random
    """

    differences: Mapping[Pair, Difference]
    reasons: Mapping[Pair, str]
    start: Pair

    def conclusion(self, pair: Pair) -> int:
        """1 or −1 where the interval lies above or below 0, 0 where it holds 0."""
        found = self.differences[pair]
        return (found.lower > 0) - (found.upper < 0)

    @property
    def flips(self) -> list[Pair]:
        """Pairs with another conclusion than at the start, the least shift first (by sum, then by the larger of two)."""
        if self.start not in self.differences:
            return []
        here = self.conclusion(self.start)
        apart = [pair for pair in self.differences if self.conclusion(pair) != here]
        return sorted(apart, key=lambda pair: (abs(pair[0]) + abs(pair[1]), max(map(abs, pair)), pair))


def tipping_grid(
    difference: Callable[[float, float], Difference], shifts: Sequence[float], start: float = 0.0
) -> TippingGrid:
    """Estimate the difference under every pair of shifts.

    Parameters
    ----------
    difference : from the shift in the level and that in the reference to the difference between them; a ValueError
        says that it cannot be estimated
    shifts : log odds ratios or points, `start` among them

    Returns
    -------
    TippingGrid

    Raises
    ------
    ValueError
        If `start` is not among the shifts.
    """
    if start not in shifts:
        raise ValueError("The grid needs missing at random among its shifts.")
    differences, reasons = {}, {}
    for pair in ((here, there) for here in shifts for there in shifts):
        try:
            differences[pair] = difference(*pair)
        except ValueError as reason:
            reasons[pair] = str(reason)
    return TippingGrid(differences, reasons, (start, start))
