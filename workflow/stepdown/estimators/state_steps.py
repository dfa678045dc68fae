"""Probabilities of states carried from one day of moves to the next, with everybody's influence on them.

The probabilities are Aalen and Johansen 1978; their variance is the infinitesimal jackknife by person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from stepdown.estimators.kaplan_meier import log_log_interval
from stepdown.estimators.stays import Stays


@dataclass(frozen=True, eq=False)
class StateOccupation:
    """Probability of being in each of k states at m days: day `time[0]`, then every day on which somebody moves.

    Columns are the states, and after them the sets of states that were asked for.

    Attributes
    ----------
    time : ndarray of float, shape (m,)
    n_at_risk : ndarray of int, shape (m, k), people under observation in each state just before `time`
    n_moves : ndarray of int, shape (k, k), moves from a state (row) to another (column) up to the horizon
    probability, std_error, lower, upper : ndarrays of float, shape (m, k + sets); 95 % log-log interval
    days, days_std_error : ndarrays of float, shape (k + sets,), mean days in each from `time[0]` to the horizon
    horizon : float
    n : int, people
    """

    time: np.ndarray
    n_at_risk: np.ndarray
    n_moves: np.ndarray
    probability: np.ndarray
    std_error: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    days: np.ndarray
    days_std_error: np.ndarray
    horizon: float
    n: int

    def at(self, days: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Probability, standard error and limits at any days from `time[0]` to the horizon; the last step carried on."""
        step = np.searchsorted(self.time, np.asarray(days, dtype=float), side="right") - 1
        return tuple(curve[step] for curve in (self.probability, self.std_error, self.lower, self.upper))


def follow(
    stays: Stays,
    p: np.ndarray,
    influence: np.ndarray,
    begin: float,
    horizon: float,
    sets: Sequence[Sequence[int]] = (),
) -> StateOccupation:
    """Carry probabilities and everybody's influence on them from one day of moves to the next.

    Parameters
    ----------
    stays : Stays
    p : ndarray, shape (k,), probability of each state on the day to begin with
    influence : ndarray, shape (n, k), of each person on these probabilities
    begin, horizon : days
    sets : states that are to be told together too, each a sequence of states

    Raises
    ------
    ValueError
        For a horizon that is not after the first day, or beyond the last day on which anybody who could still move
        was seen.
    """
    _check_horizon(stays, begin, horizon)
    k = stays.n_states
    told = np.column_stack([np.eye(k), *(np.isin(np.arange(k), members) for members in sets)])
    day, who, to = stays.moves()
    now, before = stays.state[stays.first], day <= begin
    now[who[before]] = to[before]
    day, who, to = (part[~before] for part in (day, who, to))
    time, at_risk, probability, std_error = [], [], [], []
    moves, area, area_influence = np.zeros((k, k), int), np.zeros(k), np.zeros((stays.n, k))
    for today, until in pairwise([begin, *np.unique(day[day <= horizon]), horizon]):
        # On the first day nobody moves: it is there to say where people begin.
        rows = slice(*(np.searchsorted(day, today, side) for side in ("left", "right")))
        mover, goal = who[rows], to[rows]
        origin = now[mover]
        seen = _seen(stays, today, begin)
        n_here = np.bincount(now[seen], minlength=k)
        counts = np.bincount(origin * k + goal, minlength=k * k).reshape(k, k)
        hazards = counts / np.maximum(n_here, 1)[:, np.newaxis]
        change = hazards - np.diag(hazards.sum(axis=1))
        pull = p / np.maximum(n_here, 1)
        # One person more in a state dilutes its hazards; one who moves takes the state's share along.
        influence = influence + influence @ change
        influence[seen] -= (pull[:, np.newaxis] * change)[now[seen]]
        influence[mover, goal] += pull[origin]
        influence[mover, origin] -= pull[origin]
        p = p + p @ change
        now[mover] = goal
        area, area_influence = area + (until - today) * p, area_influence + (until - today) * influence
        moves += counts
        time.append(today)
        at_risk.append(n_here)
        probability.append(p @ told)
        std_error.append(_error(influence @ told))
    probability, std_error = np.clip(np.array(probability), 0.0, 1.0), np.array(std_error)
    lower, upper = log_log_interval(probability, std_error)
    # Nobody there, or everybody: nothing varies.
    lower, upper = (np.where(np.isnan(limit), probability, limit) for limit in (lower, upper))
    return StateOccupation(
        time=np.array(time),
        n_at_risk=np.array(at_risk),
        n_moves=moves,
        probability=probability,
        std_error=std_error,
        lower=lower,
        upper=upper,
        days=area @ told,
        days_std_error=_error(area_influence @ told),
        horizon=float(horizon),
        n=stays.n,
    )


def _check_horizon(stays: Stays, begin: float, horizon: float) -> None:
    if not np.isfinite(horizon) or horizon <= begin:
        raise ValueError("The horizon must be a positive number of days.")
    if horizon > stays.end.max() and not stays.settled.all():
        raise ValueError(
            f"The horizon of {horizon:g} days lies beyond the last day observed: where people are then is unknown. "
            "Shorten the horizon."
        )


def _seen(stays: Stays, day: float, begin: float) -> np.ndarray:
    """Who is under observation just before a day of moves; on the first day, from it on."""
    if day == begin:
        return (stays.entry <= day) & (stays.end > day)
    return (stays.entry < day) & (stays.end >= day)


def _error(influence: np.ndarray) -> np.ndarray:
    return np.sqrt(np.sum(influence**2, axis=0))
