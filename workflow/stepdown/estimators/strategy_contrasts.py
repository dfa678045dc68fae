"""Risks under strategies, compared: bootstrap over people, and intervals that hold near 0 and 1.

Weights are few and large, so near 0 and 1 the distribution of a weighted risk is skewed, and a symmetric interval covers too
seldom. Each risk has its interval on the scale of log odds; those of differences and ratios are put together from the
intervals of the two risks and the correlation of their replicates (MOVER).

Sources: Zou and Donner 2008, 10.1002/sim.3095 (differences); Donner and Zou 2012, 10.1177/0962280210383090 (ratios).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Z95 = 1.959963984540054
# With more failed replicates than this share, those that are left are no fair sample of all.
MOST_FAILED = 0.05


@dataclass(frozen=True, eq=False)
class Spread:
    """An estimate with its bootstrap standard error and 95 % interval."""

    estimate: float
    std_error: float
    lower: float
    upper: float


@dataclass(frozen=True, eq=False)
class Contrast:
    """One comparison at one day, the strategy minus (or over) the one it is compared with, with a 95 % interval.

    `std_error` is the standard deviation over bootstrap replicates; for a ratio, of its logarithm.
    """

    day: int
    measure: str
    estimate: float
    std_error: float
    lower: float
    upper: float
    strategy: str
    reference: str


def resampled(estimate: Callable[[np.ndarray], np.ndarray], n: int, seed: int, replicates: int) -> np.ndarray:
    """Estimates in resampled people, from how often each one counts; shape (replicates, ...).

    Raises
    ------
    ValueError
        If more than 5 % of the replicates give no estimate.
    """
    found = []
    for stream in np.random.SeedSequence(seed).spawn(replicates):
        generator = np.random.Generator(np.random.Philox(stream))
        counts = np.bincount(generator.integers(0, n, n), minlength=n).astype(float)
        try:
            found.append(estimate(counts))
        except ValueError:
            continue  # a replicate in which nobody follows a strategy to its end says nothing of it
    if len(found) < (1 - MOST_FAILED) * replicates:
        raise ValueError(
            f"Only {len(found)} of {replicates} bootstrap replicates could be estimated: too few people follow a strategy."
        )
    return np.array(found)


def spread_of(estimate: float, draws: np.ndarray) -> Spread:
    """A risk with its standard error, and an interval on the scale of log odds.

    Parameters
    ----------
    draws : shape (replicates,)

    Notes
    -----
    Where the risk itself is 0 or 1, the interval is the range of the middle 95 % of the replicates. Replicates at 0 or 1 are
    drawn in to half the distance of the nearest one that is not.
    """
    error = float(draws.std(ddof=1))
    if not 0 < estimate < 1 or error == 0:
        lower, upper = np.quantile(draws, [0.025, 0.975])
        return Spread(float(estimate), error, float(min(lower, estimate)), float(max(upper, estimate)))
    center, wide = _logit(estimate), Z95 * float(_logit(_inside(draws)).std(ddof=1))
    return Spread(float(estimate), error, _expit(center - wide), _expit(center + wide))


def difference_of(estimate: float, draws: np.ndarray) -> Spread:
    """A difference that lies far from any edge, such as one of days: symmetric, by the standard error of the replicates."""
    error = float(draws.std(ddof=1))
    return Spread(estimate, error, estimate - Z95 * error, estimate + Z95 * error)


def contrasts_of(risks: np.ndarray, draws: np.ndarray, day: int, names: tuple[str, str]) -> list[Contrast]:
    """The difference of two risks, and their ratio where it has one.

    Parameters
    ----------
    risks : shape (2,), of the strategy and of the one it is compared with
    draws : shape (replicates, 2)
    names : of both
    """
    one, other = (spread_of(risks[i], draws[:, i]) for i in (0, 1))
    apart = float(risks[0] - risks[1])
    error = float((draws[:, 0] - draws[:, 1]).std(ddof=1))
    lower, upper = _mover(one, other, _correlation(*_inside(draws).T), lambda risk: risk)
    found = [Contrast(day, "risk_difference", apart, error, lower, upper, *names)]
    if (risks > 0).all() and (draws > 0).all() and min(one.lower, other.lower) > 0:
        logs = np.log(draws)
        lower, upper = _mover(one, other, _correlation(*logs.T), np.log)
        error = float((logs[:, 0] - logs[:, 1]).std(ddof=1))
        ratio = float(risks[0] / risks[1])
        found.append(
            Contrast(day, "risk_ratio", ratio, error, float(np.exp(lower)), float(np.exp(upper)), *names)
        )
    return found


def _mover(
    one: Spread, other: Spread, correlation: float, scale: Callable[[float], float]
) -> tuple[float, float]:
    """Limits of a difference on a scale, from the limits of both risks."""
    a, a_low, a_high = (float(scale(value)) for value in (one.estimate, one.lower, one.upper))
    b, b_low, b_high = (float(scale(value)) for value in (other.estimate, other.lower, other.upper))

    def distance(x: float, y: float) -> float:
        return float(np.sqrt(max(x**2 + y**2 - 2 * correlation * x * y, 0.0)))

    return a - b - distance(a - a_low, b_high - b), a - b + distance(a_high - a, b - b_low)


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    if one.std() == 0 or other.std() == 0:
        return 0.0
    return float(np.corrcoef(one, other)[0, 1])


def _inside(draws: np.ndarray) -> np.ndarray:
    between = (draws > 0) & (draws < 1)
    if not between.any():
        return draws
    room = min(draws[between].min(), 1 - draws[between].max()) / 2
    return np.clip(draws, room, 1 - room)


def _logit(risk: np.ndarray | float) -> np.ndarray | float:
    return np.log(risk / (1 - np.asarray(risk)))


def _expit(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-log_odds)))
