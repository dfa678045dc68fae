"""Pseudo-values where something competes: a number for each person whose average is the Aalen–Johansen incidence.

Sources: Andersen, Klein and Rosthøj, 10.1093/biomet/90.1.15; Parner, Andersen and Overgaard, 10.1007/s10985-023-09597-5 (by
the infinitesimal jackknife, as in R's `survival::pseudo`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from stepdown.estimators import arrays


def pseudo_incidence(time: Any, cause: Any, group: Any, horizon: float) -> np.ndarray:
    """Pseudo-values of the cumulative incidence of cause 1 at the horizon, within each group.

    Parameters
    ----------
    time : array, shape (n,), days to whatever came first, 0 or more
    cause : array, shape (n,), 0 end of observation, 1 the event, 2 and more what rules it out
    group : array of labels, shape (n,)
    horizon : days, more than 0

    Returns
    -------
    ndarray, shape (n,); without censoring, 1 for those who had the event by the horizon and 0 for others

    Raises
    ------
    ValueError
        For invalid input, or a group in which nobody is followed to the horizon while the event can still come.
    """
    time = arrays.numeric(time, "time")
    cause = arrays.numeric(cause, "cause", len(time))
    if not (np.isfinite(horizon) and horizon > 0):
        raise ValueError("The horizon must be a positive number of days.")
    labels, level = arrays.codes(group, "group", len(time))
    values = np.empty(len(time))
    for code, label in enumerate(labels):
        rows = level == code
        values[rows] = _of_one_group(time[rows], cause[rows], horizon, str(label))
    return values


def _of_one_group(time: np.ndarray, cause: np.ndarray, horizon: float, label: str) -> np.ndarray:
    """Incidence plus n times its derivative by each person's weight."""
    n = len(time)
    days, place = np.unique(time, return_inverse=True)
    n_exits, n_events = (np.bincount(place, kind, minlength=len(days)) for kind in (cause > 0, cause == 1))
    at_risk = n - np.concatenate([[0], np.cumsum(np.bincount(place))[:-1]])
    within = days <= horizon
    free = np.cumprod(1 - n_exits / at_risk)
    if within.all() and free[-1] > 0 and days[-1] < horizon:
        raise ValueError(
            f"Nobody in the group {label} is followed to day {horizon:g}, so its risk there is unknown."
        )
    before = np.concatenate([[1.0], free[:-1]])
    step = before * n_events / at_risk * within
    incidence = np.cumsum(step)
    total = incidence[-1]
    still_to_come = total - incidence
    # A person at risk on a day pulls both hazards down by being there, and up by having the event or leaving.
    left = at_risk - n_exits
    leaving = np.divide(still_to_come, left, out=np.zeros(len(days)), where=left > 0) * within
    being_there = np.cumsum(-step / at_risk + leaving * n_exits / at_risk)
    own = (cause == 1) * (before / at_risk * within)[place] - (cause > 0) * leaving[place]
    return total + n * (being_there[place] + own)
