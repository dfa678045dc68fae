"""What can be worked out by subtracting released counts from each other, and hiding until it is too little.

A release tells the same people in several tables. A count that is hidden in one
may follow from a total in another. So the counts of all tables are protected
together: every sum that holds among them is written down, the release is attacked
with these sums, and counts are hidden until no small one can be narrowed down.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stepdown.disclosure.counts import protect_count, smallest_shown

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure

Key = Hashable
Bounds = dict[Key, tuple[float, float]]
# Values that must stay possible for a hidden small count: as many as the difference of two rounded counts leaves.
ENOUGH = 4


@dataclass(frozen=True)
class Counts:
    """Counts of people or rows that a release tells, and how they add up.

    Parameters
    ----------
    exact : the counts themselves, by any name.
    sums : (whole, parts): the parts add up to the whole.
    fixed : counts that other parts of the release tell anyway, so that hiding them here would hide nothing.
    hidden : counts that are hidden whatever they are.
    untold : counts that no table gives, but that follow from those that are (people who were not reached).
    """

    exact: dict[Key, int] = field(default_factory=dict)
    sums: list[tuple[Key, tuple[Key, ...]]] = field(default_factory=list)
    fixed: set[Key] = field(default_factory=set)
    hidden: set[Key] = field(default_factory=set)
    untold: set[Key] = field(default_factory=set)

    def __or__(self, other: Counts) -> Counts:
        """Both, as one release."""
        return Counts(
            self.exact | other.exact,
            [*self.sums, *other.sums],
            self.fixed | other.fixed,
            self.hidden | other.hidden,
            self.untold | other.untold,
        )


def protect_counts(counts: Counts, rules: Disclosure) -> dict[Key, float]:
    """Every count as it may be shown: hidden (NaN) or rounded.

    Small counts are hidden first. Then, as long as the sums leave fewer than `ENOUGH`
    values for one of them, the smallest shown count that stands in a sum with it
    is hidden too (complementary suppression, to a fixpoint). Counts are only ever
    added to the hidden ones, so this ends.
    """
    shown = {
        key: math.nan
        if key in counts.hidden or key in counts.untold
        else protect_count(count, rules.min_cell, rules.round_to)
        for key, count in counts.exact.items()
    }
    beside: dict[Key, set[Key]] = {}
    for whole, parts in counts.sums:
        for key in (whole, *parts):
            beside.setdefault(key, set()).update((whole, *parts))
    while True:
        bounds = possible_values(shown, counts.sums, counts.untold, rules)
        further = {
            _next_to_hide(key, beside.get(key, ()), shown, counts)
            for key in counts.exact
            if narrowed_down(key, counts, bounds, rules)
        } - {None}
        if not further:
            return shown
        shown |= dict.fromkeys(further, math.nan)


def narrowed_down(key: Key, counts: Counts, bounds: Bounds, rules: Disclosure) -> bool:
    """Is this a small count of which the release leaves fewer than `ENOUGH` values possible?"""
    if not 0 < counts.exact[key] < rules.min_cell:
        return False
    low, high = bounds[key]
    return min(high, smallest_shown(rules) - 1) - low + 1 < ENOUGH


def _next_to_hide(key: Key, beside: Iterable[Key], shown: Mapping[Key, float], counts: Counts) -> Key | None:
    """The smallest shown count in a sum with this one; None if nothing is left that hiding would protect."""
    options = [other for other in beside if shown[other] > 0 and other not in counts.fixed and other != key]
    return min(options, key=lambda other: (counts.exact[other], repr(other)), default=None)


def possible_values(
    shown: Mapping[Key, float],
    sums: Sequence[tuple[Key, tuple[Key, ...]]],
    untold: set[Key],
    rules: Disclosure,
) -> Bounds:
    """The smallest and largest value of each count that a reader of the release can work out.

    The reader knows the rules and the sums: a shown count lies within the rounding,
    a hidden one is at least 1 (an untold one may be 0), and the parts of a sum
    bound its whole as the whole and the other parts bound each part (repeated
    until nothing changes).
    """
    bounds = {key: _from_itself(value, key in untold, rules) for key, value in shown.items()}
    changed = True
    while changed:
        changed = False
        for whole, parts in sums:
            changed |= _tighten(bounds, whole, parts)
    return bounds


def _from_itself(value: float, may_be_nobody: bool, rules: Disclosure) -> tuple[float, float]:
    if value != value:
        return (0 if may_be_nobody else 1), math.inf
    if value == 0:
        return 0, 0
    reach = (rules.round_to - 1) // 2
    return max(smallest_shown(rules), value - reach), value + reach


def _tighten(bounds: Bounds, whole: Key, parts: Sequence[Key]) -> bool:
    lows, highs = [bounds[part][0] for part in parts], [bounds[part][1] for part in parts]
    low, high = sum(lows), sum(highs)
    changed = _narrow(bounds, whole, low, high)
    for i, part in enumerate(parts):
        # Not `high - highs[i]`: two unbounded counts have no difference.
        others = sum(highs[:i]) + sum(highs[i + 1 :])
        changed |= _narrow(bounds, part, bounds[whole][0] - others, bounds[whole][1] - (low - lows[i]))
    return changed


def _narrow(bounds: Bounds, key: Key, low: float, high: float) -> bool:
    before = bounds[key]
    bounds[key] = max(before[0], low), min(before[1], high)
    return bounds[key] != before
