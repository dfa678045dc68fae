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
from typing import Any

import numpy as np

from stepdown.estimators.state_steps import StateOccupation, follow
from stepdown.estimators.stays import Stays


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
    stays = Stays.checked(person, start, stop, state, to, n_states)
    early = stays.entry == 0
    if not early.any():
        raise ValueError("Nobody was under observation on day 0: where people start is unknown.")
    beginning = stays.state[stays.first]
    initial = np.bincount(beginning[early], minlength=n_states) / early.sum()
    influence = np.where(early[:, np.newaxis], np.eye(n_states)[beginning] - initial, 0.0) / early.sum()
    return follow(stays, initial, influence, 0.0, horizon, sets)


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
) -> StateOccupation:
    """Probability of each state later on, for the people who were seen in one state on a day.

    Parameters, returns and errors are those of `state_occupation`; days are counted from day 0 as there, and
    `time[0]` is `from_day`. A ValueError is raised where nobody was seen in the state on that day.
    """
    stays = Stays.checked(person, start, stop, state, to, n_states).since(from_day, from_state)
    if stays.n == 0:
        raise ValueError(f"Nobody was seen in this state on day {from_day:g}.")
    return follow(stays, *_certain(stays, from_state), from_day, horizon)


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
    stays = Stays.checked(person, start, stop, state, to, n_states)
    if from_state not in range(n_states):
        raise ValueError(f"from_state must be one of 0 to {n_states - 1}.")
    if not 0 <= from_day < horizon:
        raise ValueError("from_day must lie from 0 to before the horizon.")
    return follow(stays, *_certain(stays, from_state), from_day, horizon)


def _certain(stays: Stays, state: int) -> tuple[np.ndarray, np.ndarray]:
    """Everybody is in one state: its probability is 1, and nobody has any influence on that."""
    return np.eye(stays.n_states)[state], np.zeros((stays.n, stays.n_states))
