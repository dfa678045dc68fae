"""Stays of people in states: checked, and put in order for the estimators that follow them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from stepdown.estimators import arrays

STAYS_ON = -1


class Stays:
    """Checked stays: where everybody is now, when they move, and when their observation begins and ends.

    Attributes
    ----------
    labels : ndarray, shape (n,), a label a person
    now, entry, end : ndarrays, shape (n,), first state, and first and last day of observation
    day, who, to : ndarrays, shape (moves,), by day: when a person (a place in `labels`) goes to which state
    columns : ndarray, shape (k, k + sets), 1 where a state is part of a column of the result
    settled : ndarray of bool, shape (n,), ends in a state that nobody leaves
    """

    def __init__(
        self,
        person: Any,
        start: Any,
        stop: Any,
        state: Any,
        to: Any,
        n_states: int,
        sets: Sequence[Sequence[int]] = (),
    ):
        stop = arrays.numeric(stop, "stop")
        start = arrays.numeric(start, "start", len(stop))
        state, to = (arrays.numeric(x, name, len(stop)) for x, name in ((state, "state"), (to, "to")))
        labels, who = arrays.codes(person, "person", len(stop))
        problems = {
            "start must lie before stop": start >= stop,
            "start must be 0 or later": start < 0,
            f"state must be one of 0 to {n_states - 1}": ~np.isin(state, np.arange(n_states)),
            f"to must be −1 or one of 0 to {n_states - 1}": ~np.isin(to, np.arange(STAYS_ON, n_states)),
            "to must be another state than state": to == state,
        }
        for what, bad in problems.items():
            if bad.any():
                raise ValueError(f"{what}; it is not so in {int(bad.sum())} rows.")
        order = np.lexsort((start, who))
        who, start, stop = who[order], start[order], stop[order]
        state, to = state[order].astype(int), to[order].astype(int)
        first = np.append(True, who[1:] != who[:-1])
        follows = np.append(False, (start[1:] == stop[:-1]) & (state[1:] == to[:-1]))
        broken = int(np.count_nonzero(~first & ~follows))
        if broken:
            raise ValueError(f"Stays must follow each other without a gap; they do not in {broken} rows.")
        last = np.append(first[1:], True)
        self.n, self.n_states, self.labels = len(labels), n_states, labels
        # What is told: each state, and each set of states.
        self.columns = np.eye(n_states)
        for members in sets:
            self.columns = np.column_stack([self.columns, np.isin(np.arange(n_states), members)])
        self.now, self.entry = state[first], start[first]
        self.end = stop[last]
        moving = to != STAYS_ON
        by_day = np.argsort(stop[moving], kind="stable")
        self.day, self.who, self.to = (part[moving][by_day] for part in (stop, who, to))
        # Who ends in a state that others leave could have moved on; who ends in one that nobody leaves could not.
        left = np.bincount(state[moving], minlength=n_states) > 0
        ending = np.where(to[last] == STAYS_ON, state[last], to[last])
        self.settled = ~left[ending]
        self.all_settled = bool(self.settled.all())
