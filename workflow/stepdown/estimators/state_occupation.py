"""Where people are, day by day: probabilities of states that people move between, with censoring.

Sources: Aalen and Johansen 1978 (the product integral of all transitions); Datta and Satten,
10.1016/S0167-7152(01)00155-9 (it estimates occupation whether or not the process is Markov). The variance is the
infinitesimal jackknife by person, as in R's `survfit(Surv(start, stop, factor(event)) ~ 1, id =, istate =)`.
Transition probabilities from a day on are Aalen and Johansen's: they do assume that where somebody
goes depends on where they are and on the day, not on how they came there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.kaplan_meier import log_log_interval

STAYS_ON = -1


@dataclass(frozen=True, eq=False)
class StateOccupation:
    """Probability of being in each of k states at m days: day `time[0]`, then every day on which somebody moves.

    Attributes
    ----------
    time : ndarray of float, shape (m,)
    n_at_risk : ndarray of int, shape (m, k), people under observation in each state just before `time`
    n_moves : ndarray of int, shape (k, k), moves from a state (row) to another (column) up to the horizon
    probability, std_error, lower, upper : ndarrays of float, shape (m, k); 95 % log-log interval
    days, days_std_error : ndarrays of float, shape (k,), mean days in each state from `time[0]` to the horizon
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


def state_occupation(
    person: Any, start: Any, stop: Any, state: Any, to: Any, n_states: int, horizon: float
) -> StateOccupation:
    """Probability of each state from day 0 to the horizon.

    Parameters
    ----------
    person : array of labels, shape (n,), whose stay the row is; a person's first row starts on day 0, and each
        row starts in the state and on the day to which the one before it moved
    start, stop : arrays, shape (n,), days; somebody is at risk of a move on t when start < t <= stop
    state : array of int, shape (n,), where the person is, 0 … n_states − 1
    to : array of int, shape (n,), where the person goes at `stop`; −1 if observation ends there
    n_states : int
    horizon : days, more than 0

    Returns
    -------
    StateOccupation

    Raises
    ------
    ValueError
        For invalid input, stays that do not follow each other, or a horizon beyond the last day on which
        anybody who could still move was seen.
    """
    stays = _Stays(person, start, stop, state, to, n_states)
    initial = np.bincount(stays.now, minlength=n_states) / stays.n
    influence = (np.eye(n_states)[stays.now] - initial) / stays.n
    return _follow(stays, initial, influence, 0.0, horizon)


def transition_probabilities(
    person: Any,
    start: Any,
    stop: Any,
    state: Any,
    to: Any,
    n_states: int,
    horizon: float,
    from_state: int,
    from_day: float = 0.0,
) -> StateOccupation:
    """Probability of each state later on, for people in one state on a day.

    Parameters, returns and errors are those of `state_occupation`; `time[0]` is `from_day`.
    """
    stays = _Stays(person, start, stop, state, to, n_states)
    if from_state not in range(n_states):
        raise ValueError(f"from_state must be one of 0 to {n_states - 1}.")
    if not 0 <= from_day < horizon:
        raise ValueError("from_day must lie from 0 to before the horizon.")
    return _follow(stays, np.eye(n_states)[from_state], np.zeros((stays.n, n_states)), from_day, horizon)


class _Stays:
    """Checked stays: where everybody is now, when they move, and when their observation ends."""

    def __init__(self, person: Any, start: Any, stop: Any, state: Any, to: Any, n_states: int):
        stop = arrays.numeric(stop, "stop")
        start = arrays.numeric(start, "start", len(stop))
        state, to = (arrays.numeric(x, name, len(stop)) for x, name in ((state, "state"), (to, "to")))
        labels, who = arrays.codes(person, "person", len(stop))
        problems = {
            "start must lie before stop": start >= stop,
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
        broken = int(np.count_nonzero(np.where(first, start != 0, ~follows)))
        if broken:
            raise ValueError(
                f"Stays must start on day 0 and follow each other without a gap; they do not in {broken} rows."
            )
        last = np.append(first[1:], True)
        self.n, self.n_states = len(labels), n_states
        self.now = state[first]
        self.end = stop[last]
        moving = to != STAYS_ON
        by_day = np.argsort(stop[moving], kind="stable")
        self.day, self.who, self.to = (part[moving][by_day] for part in (stop, who, to))
        # Who ends in a state that others leave could have moved on; who ends in one that nobody leaves could not.
        left = np.bincount(state[moving], minlength=n_states) > 0
        ending = np.where(to[last] == STAYS_ON, state[last], to[last])
        self.end_of_risk = float(self.end[left[ending]].max(initial=0.0))
        self.all_settled = not left[ending].any()


def _follow(
    stays: _Stays, p: np.ndarray, influence: np.ndarray, begin: float, horizon: float
) -> StateOccupation:
    """Carry probabilities and everybody's influence on them from one day of moves to the next."""
    if not np.isfinite(horizon) or horizon <= begin:
        raise ValueError("The horizon must be a positive number of days.")
    if horizon > stays.end.max() and not stays.all_settled:
        raise ValueError(
            f"The horizon of {horizon:g} days lies beyond the last day observed: where people are then is unknown. "
            "Shorten the horizon."
        )
    k, now = stays.n_states, stays.now.copy()
    moved_before = stays.day <= begin
    _move(now, stays, np.flatnonzero(moved_before))
    within = ~moved_before & (stays.day <= horizon)
    days = np.unique(stays.day[within])
    edges = np.searchsorted(stays.day, np.append(days, np.inf))
    time, at_risk, moves = [begin], [_at_risk(now, stays.end > begin, k)], np.zeros((k, k), int)
    probability, variance = [p], [np.sum(influence**2, axis=0)]
    area, area_influence = np.zeros(k), np.zeros((stays.n, k))
    for i, day in enumerate(days):
        rows = np.arange(edges[i], np.searchsorted(stays.day, day, side="right"))
        area, area_influence = _widen(area, area_influence, p, influence, day - time[-1])
        seen = stays.end >= day
        n_here = _at_risk(now, seen, k)
        who, origin, goal = stays.who[rows], now[stays.who[rows]], stays.to[rows]
        counts = np.bincount(origin * k + goal, minlength=k * k).reshape(k, k)
        hazards = counts / np.maximum(n_here, 1)[:, np.newaxis]
        change = hazards - np.diag(hazards.sum(axis=1))
        pull = p / np.maximum(n_here, 1)
        # One person more in a state dilutes its hazards; one who moves takes the state's share along.
        influence = influence + influence @ change
        influence[seen] -= (pull[:, np.newaxis] * change)[now[seen]]
        influence[who, goal] += pull[origin]
        influence[who, origin] -= pull[origin]
        p = p + p @ change
        _move(now, stays, rows)
        time.append(day)
        at_risk.append(n_here)
        moves += counts
        probability.append(p)
        variance.append(np.sum(influence**2, axis=0))
    area, area_influence = _widen(area, area_influence, p, influence, horizon - time[-1])
    probability = np.clip(np.array(probability), 0.0, 1.0)
    std_error = np.sqrt(np.array(variance))
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
        days=area,
        days_std_error=np.sqrt(np.sum(area_influence**2, axis=0)),
        horizon=float(horizon),
        n=stays.n,
    )


def _move(now: np.ndarray, stays: _Stays, rows: np.ndarray) -> None:
    now[stays.who[rows]] = stays.to[rows]


def _at_risk(now: np.ndarray, seen: np.ndarray, k: int) -> np.ndarray:
    return np.bincount(now[seen], minlength=k)


def _widen(area, area_influence, p, influence, width):
    """Add `width` days at the present probabilities."""
    return area + width * p, area_influence + width * influence
