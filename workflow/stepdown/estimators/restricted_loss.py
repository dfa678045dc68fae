"""Restricted mean time lost: the mean of days that a cause takes away within a horizon.

Sources: Andersen, 10.1002/sim.5903 (measure, as the area under the cumulative incidence);
the variance is that of `aalen_johansen`, carried through the area: the derivative of the
area with respect to each day's hazards, with the events of a day multinomial.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators.aalen_johansen import AalenJohansen, aalen_johansen, lagged
from stepdown.estimators.causes import require_cause
from stepdown.estimators.restricted_mean import (
    Difference,
    Ratio,
    restricted_mean_difference,
    restricted_mean_ratio,
)
from stepdown.estimators.visible_error import normal_interval


@dataclass(frozen=True)
class RestrictedLoss:
    """Mean days lost to a cause from time zero to `horizon`, with a 95 % interval.

    `n` counts people, `n_events` the events of the cause at or before the horizon. Without any of these
    `std_error` is 0 and the limits are NaN (see `visible_error`).
    """

    cause: int
    estimate: float
    std_error: float
    lower: float
    upper: float
    n: int
    n_events: int
    horizon: float


def restricted_loss(
    time: Any, cause: Any, horizon: float, of_cause: int = 1, entry: Any = None, n_causes: int | None = None
) -> RestrictedLoss:
    """Integrate one cause's cumulative incidence from 0 to the horizon.

    With the days lost to every other cause and the restricted mean event-free days, they add
    up to the horizon.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the event or to the end of observation
    cause : array, shape (n,), 0 where observation ended without an event, else 1, 2 … for what happened
    horizon : days, more than 0
    of_cause : the cause whose days are counted
    entry : array, shape (n,), optional, days at which observation starts
    n_causes : how many causes there are; the largest one seen if not given

    Returns
    -------
    RestrictedLoss

    Raises
    ------
    ValueError
        For invalid input; a horizon that is not positive; or a horizon beyond the last
        observation while somebody is still free of every cause, where the curves are unknown.

    Examples
    --------
    >>> restricted_loss([1, 2, 2, 3], [1, 2, 0, 1], horizon=3).estimate
    0.5
    """
    if not np.isfinite(horizon) or horizon <= 0:
        raise ValueError("The horizon must be a positive number of days.")
    curve = aalen_johansen(time, cause, entry, n_causes)
    require_cause(of_cause, curve.incidence.shape[1])
    if horizon > curve.time[-1] and curve.survival[-1] > 0:
        raise ValueError(
            f"The horizon of {horizon:g} days lies beyond the last day observed, and not everybody had left "
            "by then: the days lost within it are unknown. Shorten the horizon."
        )
    estimate, variance = _area_and_variance(curve, of_cause - 1, float(horizon))
    std_error = float(np.sqrt(variance))
    lower, upper = normal_interval(estimate, std_error)
    return RestrictedLoss(
        cause=of_cause,
        estimate=estimate,
        std_error=std_error,
        lower=lower,
        upper=upper,
        n=int(curve.n_events.sum() + curve.n_censored.sum()),
        n_events=int(curve.n_events[curve.time <= horizon, of_cause - 1].sum()),
        horizon=float(horizon),
    )


def restricted_loss_difference(treated: RestrictedLoss, reference: RestrictedLoss) -> Difference:
    """Subtract two independent groups' mean days lost to one cause; normal interval and P value.

    Raises
    ------
    ValueError
        If the two causes or the two horizons differ, a group is one person, or nothing varies in either.
    """
    _require_one_cause(treated, reference)
    return restricted_mean_difference(treated, reference)


def restricted_loss_ratio(treated: RestrictedLoss, reference: RestrictedLoss) -> Ratio:
    """Divide two independent groups' mean days lost to one cause; delta method on the log scale.

    Raises
    ------
    ValueError
        As `restricted_loss_difference`, or if a group lost no days.
    """
    _require_one_cause(treated, reference)
    return restricted_mean_ratio(treated, reference)


def _require_one_cause(treated: RestrictedLoss, reference: RestrictedLoss) -> None:
    if treated.cause != reference.cause:
        raise ValueError("The causes differ: days lost compare only within the same one.")


def _area_and_variance(curve: AalenJohansen, column: int, horizon: float) -> tuple[float, float]:
    """Area under the cause's step curve up to the horizon, and its variance."""
    within = curve.time < horizon
    incidence, survival = curve.incidence[within, column], curve.survival[within]
    widths = np.diff(np.concatenate([curve.time[within], [horizon]]))
    area_after = np.cumsum((widths * incidence)[::-1])[::-1]
    days_after = horizon - curve.time[within]

    # One more event of any cause on a day takes from everything that would still have come; one of
    # this cause adds the days up to the horizon. Where nobody is left, nothing would have come.
    still_to_come = np.divide(
        area_after - incidence * days_after, survival, out=np.zeros(len(survival)), where=survival > 0
    )
    n_events = curve.n_events[within]
    own = n_events[:, column]
    others, n = n_events.sum(axis=1) - own, curve.n_at_risk[within]
    gain, loss = days_after - still_to_come, -still_to_come
    squares = own * gain**2 + others * loss**2 - (own * gain + others * loss) ** 2 / n
    variance = float(np.sum((lagged(survival, 1.0) / n) ** 2 * squares))
    return float(np.sum(widths * incidence)), max(variance, 0.0)
