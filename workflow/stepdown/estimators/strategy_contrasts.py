"""Risks under strategies, compared: bootstrap over people, and intervals that hold near 0 and 1.

Few people with large weights stand for a strategy. Where nearly all of them have the outcome, a sample may hold none of the
few heavy ones without it; the replicates then hardly vary, and any interval read from them is too short. The interval of a
risk is therefore Wilson's, for as many people as the weights are worth (Kish), or as the replicates show if that is fewer;
those of differences and ratios are put together from both intervals and the correlation of the replicates (MOVER).

Sources: Wilson 1927, 10.1080/01621459.1927.10502953; the effective size in an interval of a share: Korn and Graubard 1998,
Survey Methodology 24, 193; Zou and Donner 2008, 10.1002/sim.3095 (differences); Donner and Zou 2012,
10.1177/0962280210383090 (ratios).
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


def spread_of(
    estimate: float, draws: np.ndarray, effective_size: float, before: float = 0.0, free: float = 1.0
) -> Spread:
    """A risk with its standard error and Wilson's interval.

    Parameters
    ----------
    draws : shape (replicates,)
    effective_size : Kish's effective number of people whom the strategy is left to
    before, free : the risk when the weights had stopped to change, and who was then free of everything; what came before
        is not for the effective number to tell
    """
    error = float(draws.std(ddof=1))
    share = (estimate - before) / free if free > 0 else 0.0
    people = effective_size
    if error > 0 and 0 < share < 1:
        people = min(people, share * (1 - share) / (error / free) ** 2)
    lower, upper = _wilson(share, people)
    return Spread(float(estimate), error, before + free * lower, before + free * upper)


def _wilson(share: float, people: float) -> tuple[float, float]:
    room = Z95**2 / people
    center = (share + room / 2) / (1 + room)
    half = Z95 * float(np.sqrt(share * (1 - share) / people + room / (4 * people))) / (1 + room)
    return max(0.0, min(center - half, share)), min(1.0, max(center + half, share))


def difference_of(estimate: float, draws: np.ndarray) -> Spread:
    """A difference that lies far from any edge, such as one of days: symmetric, by the standard error of the replicates."""
    error = float(draws.std(ddof=1))
    return Spread(estimate, error, estimate - Z95 * error, estimate + Z95 * error)


def contrasts_of(
    risks: tuple[Spread, Spread], draws: np.ndarray, day: int, names: tuple[str, str]
) -> list[Contrast]:
    """The difference of two risks, and their ratio where it has one.

    Parameters
    ----------
    risks : of the strategy and of the one it is compared with
    draws : shape (replicates, 2)
    names : of both
    """
    one, other = risks
    apart = one.estimate - other.estimate
    error = float((draws[:, 0] - draws[:, 1]).std(ddof=1))
    lower, upper = _mover(one, other, _correlation(*draws.T), lambda risk: risk)
    found = [Contrast(day, "risk_difference", apart, error, lower, upper, *names)]
    if (draws > 0).all() and min(one.lower, other.lower) > 0:
        logs = np.log(draws)
        lower, upper = (float(np.exp(limit)) for limit in _mover(one, other, _correlation(*logs.T), np.log))
        error = float((logs[:, 0] - logs[:, 1]).std(ddof=1))
        found.append(Contrast(day, "risk_ratio", one.estimate / other.estimate, error, lower, upper, *names))
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
