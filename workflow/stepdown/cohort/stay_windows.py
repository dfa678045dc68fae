"""Windows of weeks at one level of care that a question may compare (definitions, G6).

The days that people stayed are learned when the stay is over. Compared as they turned out, they credit a long stay with
what made it possible; `answers.methods.duration_strategies` compares them as strategies from day 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STAY = "stay."


@dataclass(frozen=True)
class StayWindow:
    """From so many days in care to so many, both included; `last` is None where there is no upper end.

    Parameters
    ----------
    words : "8 to 12 weeks", before "of intensive outpatient care".
    """

    first: int
    last: int | None
    words: str


# A plan of 8 weeks ends on day 56.
WINDOWS = {
    "under_8_weeks": StayWindow(0, 55, "fewer than 8 weeks"),
    "from_8_to_12_weeks": StayWindow(56, 84, "8 to 12 weeks"),
    "over_12_weeks": StayWindow(85, None, "more than 12 weeks"),
}


def window_of(days: np.ndarray) -> np.ndarray:
    """The window of each number of days, None where it is not known; shape (n,), of object."""
    found = np.full(len(days), None, dtype=object)
    for name, window in WINDOWS.items():
        last = np.inf if window.last is None else window.last
        found[(days >= window.first) & (days <= last)] = name
    return found
