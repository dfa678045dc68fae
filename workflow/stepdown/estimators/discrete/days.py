"""Times in whole days, coded by a histogram instead of a sort."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# A histogram over so many days costs nothing beside the rows: 179 years.
LONGEST_SPAN = 65_536


@dataclass(frozen=True, eq=False)
class Days:
    """Distinct days, ascending, and each row's position among them (as `np.unique` gives them)."""

    distinct: np.ndarray
    code: np.ndarray


def whole_days(time: np.ndarray) -> Days | None:
    """Code checked times; None where they are not whole numbers within a span of 65,536."""
    low, high = time.min(), time.max()
    if high - low >= LONGEST_SPAN or abs(low) > 2**31 - 2 * LONGEST_SPAN:
        return None
    whole = time.astype(np.int32)
    if not np.array_equal(whole, time):
        return None
    whole -= np.int32(low)
    seen = np.flatnonzero(np.bincount(whole))
    place = np.zeros(seen[-1] + 1, dtype=np.int32)
    place[seen] = np.arange(len(seen), dtype=np.int32)
    return Days((seen + int(low)).astype(float), place[whole])


def distinct_days(time: np.ndarray) -> tuple[Days, str]:
    """Code checked times as `np.unique` would, and name the path: by a histogram if they are whole days."""
    days = whole_days(time)
    if days is not None:
        return days, "discrete"
    return Days(*np.unique(time, return_inverse=True)), "dense"
