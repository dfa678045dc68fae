"""Where people are, day by day: probabilities of states that people move between, with censoring.

Sources: Aalen and Johansen 1978 (the product integral of all transitions); Datta and Satten,
10.1016/S0167-7152(01)00155-9 (it estimates occupation whether or not the process is Markov). The variance is the
infinitesimal jackknife by person, as in R's `survfit(Surv(start, stop, factor(event)) ~ 1, id =, istate =)`.
Transition probabilities from a day on are Aalen and Johansen's: they do assume that where somebody
goes depends on where they are and on the day, not on how they came there. `later_occupation` does without that
assumption: it follows only the people who were in the state on the day (the landmark Aalen–Johansen estimator of Putter
and Spitoni, 10.1177/0962280216674497).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


def state_occupation(
    person: Any,
    start: Any,
    stop: Any,
    state: Any,
    to: Any,
    n_states: int,
    horizon: float,
    sets: Sequence[Sequence[int]] = (),
) -> StateOccupation:
    """Probability of each state from day 0 to the horizon.

    Parameters
    ----------
    person : array of labels, shape (n,), whose stay the row is; a person's first row starts on day 0, or later for
        who came under observation later (delayed entry: they tell of moves after that day and not of where people
        start), and each further row starts in the state and on the day to which the one before it moved
    start, stop : arrays, shape (n,), days; somebody is at risk of a move on t when start < t <= stop
    state : array of int, shape (n,), where the person is, 0 … n_states − 1
    to : array of int, shape (n,), where the person goes at `stop`; −1 if observation ends there
    n_states : int
    horizon : days, more than 0
    sets : states that are to be told together too ("in care" at any level), each a sequence of states

    Returns
    -------
    StateOccupation

    Raises
    ------
    ValueError
        For invalid input, stays that do not follow each other, nobody under observation on day 0, or a horizon
        beyond the last day on which anybody who could still move was seen.
    """
    stays = Stays(person, start, stop, state, to, n_states, sets)
    early = stays.entry == 0
    if not early.any():
        raise ValueError("Nobody was under observation on day 0: where people start is unknown.")
    initial = np.bincount(stays.now[early], minlength=n_states) / early.sum()
    influence = np.where(early[:, np.newaxis], np.eye(n_states)[stays.now] - initial, 0.0) / early.sum()
    return _follow(stays, initial, influence, 0.0, horizon)


def later_occupation(
    person: Any,
    start: Any,
    stop: Any,
    state: Any,
    to: Any,
    n_states: int,
    horizon: float,
    from_state: int,
    from_day: float,
    sets: Sequence[Sequence[int]] = (),
) -> StateOccupation:
    """Probability of each state later on, for the people who were seen in one state on a day.

    Parameters, returns and errors are those of `state_occupation`; days are counted from day 0 as there, and
    `time[0]` is `from_day`. A ValueError is raised where nobody was seen in the state on that day.
    """
    whole = Stays(person, start, stop, state, to, n_states)
    person, start, stop, state, to = (np.asarray(part) for part in (person, start, stop, state, to))
    here = (start <= from_day) & (stop > from_day) & (state == from_state)
    own = np.isin(person, person[here]) & (stop > from_day)
    if not own.any():
        raise ValueError(f"Nobody was seen in this state on day {from_day:g}.")
    late = np.maximum(start[own], from_day)
    stays = Stays(person[own], late - from_day, stop[own] - from_day, state[own], to[own], n_states, sets)
    stays.day, stays.end, stays.entry = stays.day + from_day, stays.end + from_day, stays.entry + from_day
    # A state that nobody of these few leaves may still be one that people leave.
    stays.all_settled = bool(whole.settled[np.isin(whole.labels, stays.labels)].all())
    p = np.eye(n_states)[from_state]
    return _follow(stays, p, np.zeros((stays.n, n_states)), from_day, horizon)


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
    stays = Stays(person, start, stop, state, to, n_states)
    if from_state not in range(n_states):
        raise ValueError(f"from_state must be one of 0 to {n_states - 1}.")
    if not 0 <= from_day < horizon:
        raise ValueError("from_day must lie from 0 to before the horizon.")
    return _follow(stays, np.eye(n_states)[from_state], np.zeros((stays.n, n_states)), from_day, horizon)


def _follow(
    stays: Stays, p: np.ndarray, influence: np.ndarray, begin: float, horizon: float
) -> StateOccupation:
    """Carry probabilities and everybody's influence on them from one day of moves to the next."""
    if not np.isfinite(horizon) or horizon <= begin:
        raise ValueError("The horizon must be a positive number of days.")
    if horizon > stays.end.max() and not stays.all_settled:
        raise ValueError(
            f"The horizon of {horizon:g} days lies beyond the last day observed: where people are then is unknown. "
            "Shorten the horizon."
        )
    k, now, told = stays.n_states, stays.now.copy(), stays.columns
    moved_before = stays.day <= begin
    _move(now, stays, np.flatnonzero(moved_before))
    within = ~moved_before & (stays.day <= horizon)
    days = np.unique(stays.day[within])
    edges = np.searchsorted(stays.day, np.append(days, np.inf))
    here = (stays.end > begin) & (stays.entry <= begin)
    time, at_risk, moves = [begin], [_at_risk(now, here, k)], np.zeros((k, k), int)
    probability, variance = [p @ told], [np.sum((influence @ told) ** 2, axis=0)]
    area, area_influence = np.zeros(k), np.zeros((stays.n, k))
    for i, day in enumerate(days):
        rows = np.arange(edges[i], np.searchsorted(stays.day, day, side="right"))
        area, area_influence = _widen(area, area_influence, p, influence, day - time[-1])
        seen = (stays.end >= day) & (stays.entry < day)
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
        probability.append(p @ told)
        variance.append(np.sum((influence @ told) ** 2, axis=0))
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
        days=area @ told,
        days_std_error=np.sqrt(np.sum((area_influence @ told) ** 2, axis=0)),
        horizon=float(horizon),
        n=stays.n,
    )


def _move(now: np.ndarray, stays: Stays, rows: np.ndarray) -> None:
    now[stays.who[rows]] = stays.to[rows]


def _at_risk(now: np.ndarray, seen: np.ndarray, k: int) -> np.ndarray:
    return np.bincount(now[seen], minlength=k)


def _widen(area, area_influence, p, influence, width):
    """Add `width` days at the present probabilities."""
    return area + width * p, area_influence + width * influence
