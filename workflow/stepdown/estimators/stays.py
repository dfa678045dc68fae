"""Stays of people in states: checked, and put in order for the estimators that follow them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from stepdown.estimators import arrays

STAYS_ON = -1


@dataclass(frozen=True, eq=False)
class Stays:
    """Checked stays, by person and by day.

    Attributes
    ----------
    who : ndarray of int, shape (rows,), whose stay the row is: 0 … n − 1
    start, stop, state, to : ndarrays, shape (rows,)
    settled : ndarray of bool, shape (n,), does the person end in a state that nobody leaves?
    n_states : int
    """

    who: np.ndarray
    start: np.ndarray
    stop: np.ndarray
    state: np.ndarray
    to: np.ndarray
    settled: np.ndarray
    n_states: int

    @classmethod
    def checked(cls, person: Any, start: Any, stop: Any, state: Any, to: Any, n_states: int) -> Stays:
        """Stays in order, once it is sure that each is possible and that they follow each other.

        Parameters
        ----------
        person, start, stop, state, to, n_states : of `state_occupation.state_occupation`.

        Raises
        ------
        ValueError
            For invalid input, or stays that do not follow each other.
        """
        stop = arrays.numeric(stop, "stop")
        start, state, to = (
            arrays.numeric(part, name, len(stop))
            for part, name in ((start, "start"), (state, "state"), (to, "to"))
        )
        _, who = arrays.codes(person, "person", len(stop))
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
        follows = np.append(False, (start[1:] == stop[:-1]) & (state[1:] == to[:-1]))
        broken = int(np.count_nonzero(~_is_first(who) & ~follows))
        if broken:
            raise ValueError(f"Stays must follow each other without a gap; they do not in {broken} rows.")
        return cls(who, start, stop, state, to, _settled(who, state, to, n_states), n_states)

    @property
    def n(self) -> int:
        return len(self.settled)

    @cached_property
    def first(self) -> np.ndarray:
        """The row of each person's first stay."""
        return np.flatnonzero(_is_first(self.who))

    @cached_property
    def entry(self) -> np.ndarray:
        """Each person's first day of observation."""
        return self.start[self.first]

    @cached_property
    def end(self) -> np.ndarray:
        """Each person's last day of observation."""
        return self.stop[_is_last(self.who)]

    def moves(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Day, person and new state of every move, by day."""
        moving = self.to != STAYS_ON
        by_day = np.argsort(self.stop[moving], kind="stable")
        return tuple(part[moving][by_day] for part in (self.stop, self.who, self.to))

    def since(self, day: float, state: int) -> Stays:
        """What came after a day, for the people who were in a state on it.

        A state that nobody of these few leaves may still be one that people leave: who is settled is known of all.
        """
        here = (self.start <= day) & (self.stop > day) & (self.state == state)
        own = np.isin(self.who, self.who[here]) & (self.stop > day)
        people, who = np.unique(self.who[own], return_inverse=True)
        start, stop, states, to = (part[own] for part in (self.start, self.stop, self.state, self.to))
        return Stays(who, np.maximum(start, day), stop, states, to, self.settled[people], self.n_states)


def _settled(who: np.ndarray, state: np.ndarray, to: np.ndarray, n_states: int) -> np.ndarray:
    """Who ends in a state that others leave could have moved on; who ends in one that nobody leaves could not."""
    left = np.bincount(state[to != STAYS_ON], minlength=n_states) > 0
    last = _is_last(who)
    return ~left[np.where(to[last] == STAYS_ON, state[last], to[last])]


def _is_first(who: np.ndarray) -> np.ndarray:
    return np.append(True, who[1:] != who[:-1])


def _is_last(who: np.ndarray) -> np.ndarray:
    return np.append(who[1:] != who[:-1], True)
