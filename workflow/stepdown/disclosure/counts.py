"""Suppress, then round, then derive: the arithmetic of protected counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure


def protect_count(count: float | None, min_cell: int, round_to: int) -> float:
    """A count that may be shown.

    Parameters
    ----------
    count : people, or None if unknown.
    min_cell : counts from 1 to min_cell - 1 are hidden, and so are those that would round to one of them:
        no released count may read as a small cell (11 and 12 would read as 10).
    round_to : what is left is rounded to the nearest multiple (halves up).

    Returns
    -------
    float
        The rounded count; NaN if hidden or unknown; 0 only if nobody was counted.
    """
    if count is None or count != count:
        return np.nan
    rounded = round_half_up(count, round_to)
    if count > 0 and min(count, rounded) < min_cell:
        return np.nan
    return float(rounded)


def smallest_shown(rules: Disclosure) -> int:
    """The smallest count that is shown: smaller ones are hidden, and so are those that would round below `min_cell`.

    With 11 and rounding to 5 it is 13, for 11 and 12 would read as 10.
    """
    return next(
        count
        for count in range(rules.min_cell, rules.min_cell + rules.round_to)
        if round_half_up(count, rules.round_to) >= rules.min_cell
    )


def hiding_words(rules: Disclosure) -> str:
    """What "hidden" means under a plan's rules, as a sentence for captions and pages."""
    return (
        f"Counts from 1 to {smallest_shown(rules) - 1} are hidden, and so are those from which one of them could be "
        f"worked out; the others are rounded to {rules.round_to}."
    )


def round_half_up(value: float, base: int) -> int:
    """Nearest multiple of `base`, halves upwards (Python's own rounding would go to even)."""
    return int(base * np.floor(value / base + 0.5))


def protect_share(share: float, n: float, min_cell: int, round_to: int) -> float:
    """A share of people, derived from protected counts.

    The count behind the share and the people it is a share of are each hidden or
    rounded; their ratio is the share that may be shown. Nobody and everybody are
    hidden too: 0 % and 100 % tell something about each person.

    Parameters
    ----------
    share : in [0, 1].
    n : people it is a share of.
    """
    if share != share:
        return np.nan
    inside, outside = share * n, (1 - share) * n
    whole = protect_count(n, min_cell, round_to)
    # A tenth of a person of tolerance: shares of weighted or censored people are not whole counts.
    if whole != whole or min(inside, outside) < min_cell - 0.1:
        return np.nan
    # Neither side may read as a small cell either, as in protect_count.
    if min(round_half_up(inside, round_to), round_half_up(outside, round_to)) < min_cell:
        return np.nan
    return min(1.0, round_half_up(inside, round_to) / whole)


def round_share(share: float, n: float, round_to: int) -> float:
    """An interval's end on the same grid as `protect_share`, kept inside [0, 1]."""
    if share != share:
        return np.nan
    whole = round_half_up(n, round_to)
    return float(np.clip(round_half_up(share * n, round_to) / whole, 0.0, 1.0)) if whole else np.nan
