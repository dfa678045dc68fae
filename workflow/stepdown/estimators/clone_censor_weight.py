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
from stepdown.estimators.pooled_logistic import PersonDays, fit_hazard, person_days

STRATEGIES = ("start", "none")
TRUNCATION = 0.99
REPLICATES = 500


@dataclass(frozen=True, eq=False)
class Contrast:
    """One comparison at one day, starting minus (or over) not starting, with a 95 % interval.

    `std_error` is the standard deviation over bootstrap replicates; for a ratio, of its logarithm.
    """

    day: int
    measure: str
    estimate: float
    std_error: float
    lower: float
    upper: float


@dataclass(frozen=True, eq=False)
class CloneCensorWeight:
    """What following each strategy would have led to.

    Attributes
    ----------
    day : ndarray of int, shape (horizon + 1,), from 0
    risk : dict, strategy -> ndarray, shape (horizon + 1,): weighted cumulative incidence of the outcome
    risk_error : dict, strategy -> ndarray of bootstrap standard errors
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
    risk_error: dict[str, np.ndarray]
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
    rows = _days_at_risk(people, grace, degree)
    ones = np.ones(people.n)
    beta, _ = fit_hazard(rows, ones[rows.who])
    found = _estimate(people, rows, ones, grace, truncation, beta)
    draws = _bootstrap(people, rows, grace, truncation, beta, seed, replicates)
    risk = dict(zip(STRATEGIES, found.risk, strict=True))
    errors = draws.std(axis=0, ddof=1)
    following = {"start": people.start <= grace, "none": people.start > grace}
    return CloneCensorWeight(
        day=np.arange(people.horizon + 1),
        risk=risk,
        risk_error=dict(zip(STRATEGIES, errors, strict=True)),
        contrasts=[contrast for day in days for contrast in _contrasts(found.risk, draws, int(day))],
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


def _days_at_risk(people: _People, grace: int, degree: int) -> PersonDays:
    """Days of the grace period on which a person had not started and nothing had happened yet."""
    last = np.minimum(np.minimum(people.time, people.start), grace).astype(int)
    return person_days(last, people.start, people.covariates, degree)


@dataclass(frozen=True, eq=False)
class _Found:
    risk: np.ndarray
    effective_size: np.ndarray
    largest_weight: np.ndarray
    weight_tail: np.ndarray


def _estimate(
    people: _People, rows: PersonDays, counts: np.ndarray, grace: int, truncation: float, start: np.ndarray
) -> _Found:
    """Both risk curves for people who count `counts` times."""
    _, hazard = fit_hazard(rows, counts[rows.who], start)
    table = np.zeros((people.n, grace))
    table[rows.who, rows.day - 1] = hazard
    on_last_day = (people.start == grace) & (counts > 0)
    if not on_last_day.any():
        raise ValueError(
            "Nobody started on the last day of the grace period, so nobody stands for those who still had to. "
            "Choose a grace period that ends on a day on which people start."
        )
    starting = np.ones((people.n, grace))
    starting[:, -1] = np.where(people.start < grace, 1.0, 0.0)
    starting[on_last_day, -1] = 1 / table[on_last_day, -1]
    waiting = np.cumprod(1 / (1 - table), axis=1) * (people.start[:, np.newaxis] > np.arange(1, grace + 1))
    risks, sizes, largest, tails = [], [], [], []
    for weights in (starting, waiting):
        left = (weights[:, -1] > 0) & (people.time >= grace) & (counts > 0)
        if not left.any():
            raise ValueError("Nobody is left to follow at the end of the grace period.")
        final = weights[left, -1]
        largest.append(final.max())
        tails.append(final.max() / np.quantile(final, TRUNCATION))
        cut = np.minimum(weights, np.quantile(final, truncation)) if truncation < 1 else weights
        kept = cut[left, -1] * counts[left]
        sizes.append(kept.sum() ** 2 / (counts[left] * cut[left, -1] ** 2).sum())
        risks.append(_incidence(people, counts, cut, grace))
    return _Found(np.array(risks), np.array(sizes), np.array(largest), np.array(tails))


def _incidence(people: _People, counts: np.ndarray, weights: np.ndarray, grace: int) -> np.ndarray:
    """Weighted Aalen–Johansen in whole days, weights constant after the grace period; shape (horizon + 1,)."""
    size = people.horizon + 1
    at_risk, outcome, rival = np.zeros(size), np.zeros(size), np.zeros(size)
    for day in range(1, grace + 1):
        weight = counts * weights[:, day - 1]
        at_risk[day] = weight @ (people.time >= day)
        here = weight * (people.time == day)
        outcome[day], rival[day] = here @ (people.cause == 1), here @ (people.cause == 2)
    final, late = counts * weights[:, -1], slice(grace + 1, None)
    leaving = np.bincount(people.time, final, minlength=size)
    at_risk[late] = np.cumsum(leaving[::-1])[::-1][late]
    outcome[late] = np.bincount(people.time, final * (people.cause == 1), minlength=size)[late]
    rival[late] = np.bincount(people.time, final * (people.cause == 2), minlength=size)[late]
    share = np.divide(1.0, at_risk, out=np.zeros(size), where=at_risk > 0)
    free = np.cumprod(1 - (outcome + rival) * share)
    before = np.concatenate([[1.0], free[:-1]])
    return np.cumsum(before * outcome * share)


def _bootstrap(
    people: _People,
    rows: PersonDays,
    grace: int,
    truncation: float,
    beta: np.ndarray,
    seed: int,
    replicates: int,
) -> np.ndarray:
    """Curves of resampled people, shape (replicates, 2, horizon + 1); each replicate models starting anew."""
    found = []
    for stream in np.random.SeedSequence(seed).spawn(replicates):
        generator = np.random.Generator(np.random.Philox(stream))
        counts = np.bincount(generator.integers(0, people.n, people.n), minlength=people.n).astype(float)
        try:
            found.append(_estimate(people, rows, counts, grace, truncation, beta).risk)
        except ValueError:
            continue  # a replicate without starters on the last day says nothing; too many of them are refused below
    if len(found) < 0.95 * replicates:
        raise ValueError(
            f"Only {len(found)} of {replicates} bootstrap replicates could be estimated: too few people start."
        )
    return np.array(found)


def _contrasts(risk: np.ndarray, draws: np.ndarray, day: int) -> list[Contrast]:
    def summaries(curves: np.ndarray) -> dict[str, np.ndarray]:
        start, none = curves[..., 0, :], curves[..., 1, :]
        with np.errstate(divide="ignore", invalid="ignore"):
            log_ratio = np.log(start[..., day] / none[..., day])
        return {
            "risk_difference": start[..., day] - none[..., day],
            "risk_ratio": log_ratio,
            # Days free of the outcome up to `day`: the area between the curves.
            "rmst_difference": (none[..., :day] - start[..., :day]).sum(axis=-1),
        }

    estimates, replicates = summaries(risk), summaries(draws)
    contrasts = []
    for measure, estimate in estimates.items():
        if not np.isfinite(estimate) or not np.isfinite(replicates[measure]).all():
            continue
        error = float(replicates[measure].std(ddof=1))
        reach = 1.959963984540054 * error
        values = (float(estimate), float(estimate) - reach, float(estimate) + reach)
        if measure == "risk_ratio":
            values = tuple(float(np.exp(value)) for value in values)
        contrasts.append(Contrast(day, measure, values[0], error, values[1], values[2]))
    return contrasts
