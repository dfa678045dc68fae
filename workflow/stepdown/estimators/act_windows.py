"""Strategies of acting within a window of days: stop between week 8 and 12, do not leave before day 28.

Everybody is cloned into every strategy at time zero. A clone is censored at the end of the interval in which the person's
own doing departs from the strategy: an act before the window opens, or none by the time it closes. Within the window people
act as they would. Whoever acts in its last interval, the grace period, stands for all who then still had to.

Source: Cain et al. 2010, 10.2202/1557-4679.1212 (grace periods); Hernán 2018, 10.1136/bmj.k182 (strategies of duration).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stepdown.estimators.decisions import Decisions


@dataclass(frozen=True)
class Window:
    """Act on a day from `first` to `last`, or from `first` on where `last` is None."""

    name: str
    first: int
    last: int | None = None

    def holds(self, act_day: np.ndarray) -> np.ndarray:
        """Is each day within the window?"""
        return (act_day >= self.first) & (act_day <= (np.inf if self.last is None else self.last))


def interval_ends(windows: Sequence[Window], grace: int, interval: int) -> list[int]:
    """Cut the days up to the last window's edge so that each window ends with its grace period.

    Parameters
    ----------
    grace : days at the end of a window in which whoever has not acted must
    interval : days of the other intervals; a rest shorter than half of it joins the interval before

    >>> interval_ends([Window("a", 0, 55), Window("b", 56, 84), Window("c", 85)], 14, 7)
    [6, 13, 20, 27, 34, 41, 55, 62, 70, 84]
    """
    ends: list[int] = []
    edges = sorted(
        {w.last for w in windows if w.last is not None} | {w.first - 1 for w in windows if w.first > 0}
    )
    forced = {w.last for w in windows if w.last is not None}
    start = 0
    for edge in edges:
        stop = max(edge - grace, start - 1) if edge in forced else edge
        own = list(range(start + interval - 1, stop + 1, interval))
        if not own or own[-1] < stop:
            rest = stop - (own[-1] if own else start - 1)
            if own and 2 * rest < interval:
                own[-1] = stop
            elif rest > 0:
                own.append(stop)
        ends += [*own, edge] if edge in forced else own
        start = edge + 1
    return ends


def stretches(windows: Sequence[Window], ends: Sequence[int]) -> np.ndarray:
    """Which intervals lie between the same two edges of windows: they share what makes people act in them.

    >>> stretches([Window("a", 0, 55), Window("b", 56)], [41, 55, 62]).tolist()
    [0, 0, 1]
    """
    edges = {window.first - 1 for window in windows} | {
        window.last for window in windows if window.last is not None
    }
    return np.searchsorted(sorted(edge for edge in edges if edge >= 0), ends)


def window_weights(
    decisions: Decisions, chance: np.ndarray, window: Window, counts: np.ndarray
) -> np.ndarray:
    """What each clone of a strategy weighs at the end of every interval, 0 once censored; shape (n, k).

    Parameters
    ----------
    chance : of acting in each interval, of `Decisions.fit`
    counts : how often each person counts

    Raises
    ------
    ValueError
        If nobody acts in the window's last interval, so that nobody stands for those who still had to.
    """
    factor = np.ones(chance.shape)
    for j, end in enumerate(decisions.ends):
        at_risk, acted = decisions.at_risk[:, j], decisions.acted[:, j]
        if end < window.first:
            waits = at_risk & ~acted
            factor[acted, j] = 0
            waits &= counts > 0
            factor[waits, j] = 1 / (1 - chance[waits, j])
        elif end == window.last:
            if not (acted & (counts > 0)).any():
                raise ValueError(
                    f"Nobody of '{window.name}' did so in its grace period, so nobody stands for those who still had to."
                )
            factor[at_risk & ~acted, j] = 0
            stands = acted & (counts > 0)
            factor[acted, j] = 0
            factor[stands, j] = 1 / chance[stands, j]
    return np.cumprod(factor, axis=1)
