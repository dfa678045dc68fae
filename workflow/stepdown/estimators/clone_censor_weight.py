"""Clone, censor, weight: start something within a grace period, or not, from one time zero.

Everybody is cloned into both strategies at time zero. A clone is censored on the day on which the person's own doing
departs from its strategy; weights undo that selection. Days before the departure count in both clones, so that nobody's
waiting time is credited to starting.

Source: Cain et al. 2010, 10.2202/1557-4679.1212; Hernán 2018, 10.1136/bmj.k182; weights as in Maringe et al. 2020,
10.1093/ije/dyaa057. Time is whole days; on a day, starting comes before the outcome.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.strategy_contrasts import (
    Contrast,
    Spread,
    contrasts_of,
    difference_of,
    resampled,
    spread_of,
)
from stepdown.estimators.waiting_hazard import Waiting
from stepdown.estimators.weighted_incidence import weighted_incidence

STRATEGIES = ("start", "none")
TRUNCATION = 0.99
REPLICATES = 500


@dataclass(frozen=True, eq=False)
class CloneCensorWeight:
    """What following each strategy would have led to.

    Attributes
    ----------
    day : ndarray of int, shape (horizon + 1,), from 0
    risk : dict, strategy -> ndarray, shape (horizon + 1,): weighted cumulative incidence of the outcome
    spread : dict, strategy -> day asked for -> risk with its standard error and interval
    contrasts : risk_difference, risk_ratio and rmst_difference (event-free days) at each day asked for
    n, n_started : people, and those who started within the grace period
    n_events : dict, strategy -> events of people whose clone was never censored, unweighted
    effective_size : dict, strategy -> Kish's effective number of the clones left at the end of the grace period
    largest_weight : dict, strategy -> before truncation
    weight_tail : dict, strategy -> largest weight before truncation over the 99th percentile of those of clones left
    n_parameters : coefficients of the model of starting, beside its intercept
    replicates : bootstrap replicates that the errors rest on; in each, the model of starting has settled
    """

    day: np.ndarray
    risk: dict[str, np.ndarray]
    spread: dict[str, dict[int, Spread]]
    contrasts: list[Contrast]
    n: int
    n_started: int
    n_events: dict[str, int]
    effective_size: dict[str, float]
    largest_weight: dict[str, float]
    weight_tail: dict[str, float]
    n_parameters: int
    replicates: int


def clone_censor_weight(
    time: Any,
    cause: Any,
    start_day: Any,
    covariates: Any,
    *,
    grace: int,
    days: Sequence[int],
    seed: int,
    replicates: int = REPLICATES,
    truncation: float = TRUNCATION,
    degree: int = 2,
) -> CloneCensorWeight:
    """Compare starting by the last day of grace with not starting until it is over.

    Parameters
    ----------
    time : array, shape (n,), days from time zero to the outcome, a competing event or the end of observation; whole, from 1
    cause : array, shape (n,), 0 end of observation, 1 the outcome, 2 what rules it out
    start_day : array, shape (n,), day of starting, from 1; infinite or missing where it did not come
    covariates : array, shape (n, p), known at time zero; what drives starting
    grace : last day on which a start still follows the strategy of starting
    days : days at which to compare, the last being the horizon
    seed : of the bootstrap over people; each replicate models starting anew
    replicates, truncation : number of replicates, and quantile above which weights are cut
    degree : of the polynomial in days in the model of starting

    Returns
    -------
    CloneCensorWeight

    Raises
    ------
    ValueError
        For invalid input; nobody or everybody starting; nobody starting on the last day of grace; or nobody left to follow.

    Notes
    -----
    With h(j) the modelled chance of starting on day j, clones that do not start weigh Π 1/(1 − h(j)) up to day t or the
    end of grace. Clones that start weigh 1 until the last day of grace; on it, who starts just then stands for all who had
    still to start and weighs 1/h, who started before keeps 1, and who has not started is censored.
    """
    people = _People.checked(time, cause, start_day, covariates, grace, max(days))
    waiting = _waiting(people, grace, degree)
    ones = np.ones(people.n)
    beta, _ = waiting.fit(ones)
    found = _estimate(people, waiting, ones, grace, truncation, beta)
    draws = resampled(
        lambda counts: _estimate(people, waiting, counts, grace, truncation, beta).risk,
        people.n,
        seed,
        replicates,
    )
    spreads = [
        {day: _spread(found, draws, strategy, int(day), grace, people.n) for day in days}
        for strategy in (0, 1)
    ]
    following = {"start": people.start <= grace, "none": people.start > grace}
    return CloneCensorWeight(
        day=np.arange(people.horizon + 1),
        risk=dict(zip(STRATEGIES, found.risk, strict=True)),
        spread=dict(zip(STRATEGIES, spreads, strict=True)),
        contrasts=[
            contrast
            for day in days
            for contrast in (
                *contrasts_of((spreads[0][day], spreads[1][day]), draws[:, :, day], int(day), STRATEGIES),
                _free_days(found.risk, draws, int(day)),
            )
        ],
        n=people.n,
        n_started=int((people.start <= grace).sum()),
        n_events={name: int((mask & (people.cause == 1)).sum()) for name, mask in following.items()},
        effective_size=dict(zip(STRATEGIES, found.effective_size, strict=True)),
        largest_weight=dict(zip(STRATEGIES, found.largest_weight, strict=True)),
        weight_tail=dict(zip(STRATEGIES, found.weight_tail, strict=True)),
        n_parameters=len(beta) - 1,
        replicates=len(draws),
    )


@dataclass(frozen=True, eq=False)
class _People:
    """Checked input: whole days, nothing after the horizon."""

    time: np.ndarray
    cause: np.ndarray
    start: np.ndarray
    covariates: np.ndarray
    horizon: int

    @property
    def n(self) -> int:
        return len(self.time)

    @classmethod
    def checked(cls, time, cause, start_day, covariates, grace: int, horizon: int) -> _People:
        time = arrays.numeric(time, "time")
        cause = arrays.numeric(cause, "cause", len(time))
        start = np.asarray(start_day, dtype=float)
        if start.shape != time.shape:
            raise ValueError(f"start_day must have one day for each of {len(time)} people.")
        start = np.where(np.isnan(start), np.inf, start)
        wrong = int(((time < 1) | (time != np.floor(time))).sum())
        if wrong:
            raise ValueError(f"time must be a whole number of days from 1; it is not in {wrong} rows.")
        if not np.isin(cause, (0, 1, 2)).all():
            raise ValueError("cause must be 0, 1 or 2.")
        wrong = int(((start < 1) | ((start != np.floor(start)) & np.isfinite(start))).sum())
        if wrong:
            raise ValueError(f"start_day must be a whole number of days from 1; it is not in {wrong} rows.")
        if not 1 <= grace < horizon:
            raise ValueError("The grace period must be at least a day and end before the horizon.")
        table = np.asarray(covariates, dtype=float).reshape(len(time), -1)
        if not np.isfinite(table).all():
            raise ValueError("covariates are missing or not finite in some rows.")
        beyond = time > horizon
        time, cause = np.where(beyond, horizon, time), np.where(beyond, 0, cause)
        # What starts after the follow-up is over was not seen to start.
        start = np.where(start > time, np.inf, start)
        if not (start <= grace).any():
            raise ValueError("Nobody started within the grace period.")
        return cls(time.astype(int), cause.astype(int), start, table, int(horizon))


def _waiting(people: _People, grace: int, degree: int) -> Waiting:
    """Days of the grace period on which a person had not started and nothing had happened yet."""
    last = np.minimum(np.minimum(people.time, people.start), grace).astype(int)
    return Waiting.of(last, people.start, people.covariates, grace, degree)


@dataclass(frozen=True, eq=False)
class _Found:
    risk: np.ndarray
    free: np.ndarray
    effective_size: np.ndarray
    largest_weight: np.ndarray
    weight_tail: np.ndarray


def _estimate(
    people: _People,
    waiting: Waiting,
    counts: np.ndarray,
    grace: int,
    truncation: float,
    start: np.ndarray | None,
) -> _Found:
    """Both risk curves for people who count `counts` times."""
    _, hazard = waiting.fit(counts, start)
    on_last_day = (people.start == grace) & (counts > 0)
    if not on_last_day.any():
        raise ValueError(
            "Nobody started on the last day of the grace period, so nobody stands for those who still had to. "
            "Choose a grace period that ends on a day on which people start."
        )
    starting = np.ones((people.n, grace))
    starting[:, -1] = np.where(people.start < grace, 1.0, 0.0)
    starting[on_last_day, -1] = 1 / hazard[on_last_day, -1]
    staying = np.cumprod(1 / (1 - hazard), axis=1) * (people.start[:, np.newaxis] > np.arange(1, grace + 1))
    curves, sizes, largest, tails = [], [], [], []
    for weights in (starting, staying):
        left = (weights[:, -1] > 0) & (people.time >= grace) & (counts > 0)
        if not left.any():
            raise ValueError("Nobody is left to follow at the end of the grace period.")
        final = weights[left, -1]
        largest.append(final.max())
        tails.append(final.max() / np.quantile(final, TRUNCATION))
        cut = np.minimum(weights, np.quantile(final, truncation)) if truncation < 1 else weights
        kept = cut[left, -1] * counts[left]
        sizes.append(kept.sum() ** 2 / (counts[left] * cut[left, -1] ** 2).sum())
        curves.append(weighted_incidence(people.time, people.cause, counts, cut, people.horizon))
    risk, free = (np.array(curve) for curve in zip(*curves, strict=True))
    return _Found(risk, free, np.array(sizes), np.array(largest), np.array(tails))


def _spread(found: _Found, draws: np.ndarray, strategy: int, day: int, grace: int, people: int) -> Spread:
    """A risk with its interval; until the end of the grace period nearly everybody still stands for both strategies."""
    risk, of_replicates = float(found.risk[strategy, day]), draws[:, strategy, day]
    if day <= grace:
        return spread_of(risk, of_replicates, people)
    return spread_of(
        risk,
        of_replicates,
        float(found.effective_size[strategy]),
        float(found.risk[strategy, grace]),
        float(found.free[strategy, grace]),
    )


def _free_days(risk: np.ndarray, draws: np.ndarray, day: int) -> Contrast:
    """Days free of the outcome up to a day: the area between the curves."""
    free, free_draws = (curves[..., :day].sum(axis=-1) for curves in (risk, draws))
    days = difference_of(float(free[1] - free[0]), free_draws[:, 1] - free_draws[:, 0])
    return Contrast(
        day, "rmst_difference", days.estimate, days.std_error, days.lower, days.upper, *STRATEGIES
    )
