"""How long is enough? Windows of days in which to stop, compared by clone, censor, weight (definitions, D.1 and G6).

Never the days that people stayed among those who stayed: everybody counts in every strategy until the own doing departs from
it, and weights, from a model of who stops when, let those who go on stand for those like them who did not.

Source: Cain et al. 2010, 10.2202/1557-4679.1212 (strategies with a window to act in); Hernán 2018, 10.1136/bmj.k182.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.act_windows import Window, window_weights
from stepdown.estimators.decisions import Decisions
from stepdown.estimators.strategy_contrasts import Contrast, Spread, contrasts_of, resampled, spread_of
from stepdown.estimators.weighted_incidence import weighted_incidence

TRUNCATION = 0.99
REPLICATES = 500
# With fewer people in a window, many replicates would have none.
FEWEST_FOLLOWERS = 11
# From weights of the clones at the end of every interval, and how often people count, to the risk when the weights have
# stopped to change, the share then free of everything, and the risks on the days asked for.
Risks = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True, eq=False)
class Strategy:
    """One strategy that could be estimated.

    Attributes
    ----------
    name : of its window
    risk : on each day asked for (one, where the outcome is a yes or no), with its spread over replicates
    n_followed : people who acted within the window
    effective_size : Kish's effective number of the clones never censored
    largest_weight : before truncation
    """

    name: str
    risk: list[Spread]
    n_followed: int
    effective_size: float
    largest_weight: float


@dataclass(frozen=True, eq=False)
class WindowStrategies:
    """What following each strategy would have led to; `not_estimable` says why of the windows that are left out."""

    strategies: list[Strategy]
    contrasts: list[Contrast]
    not_estimable: dict[str, str]
    n: int


def _follows(window: Window, act_day: np.ndarray, decisions: Decisions) -> np.ndarray:
    """Who acted within the window; where it has no end, also who had not acted when it opened and was still free to.

    Somebody whom death or jail took before that has not chosen it.
    """
    waiting = np.ones(len(act_day), dtype=bool)
    before = np.flatnonzero(decisions.ends < window.first)
    if len(before):
        waiting = decisions.at_risk[:, before[-1]] & ~decisions.acted[:, before[-1]]
    return window.holds(act_day) & (np.isfinite(act_day) | waiting)


def value_risks(value: Any) -> Risks:
    """The weighted share with an outcome that is known at the end.

    Parameters
    ----------
    value : shape (n,), 0 or 1, of everybody: death is counted before it comes here
    """
    value = arrays.numeric(value, "value")

    def risks(weights: np.ndarray, counts: np.ndarray) -> np.ndarray:
        final = counts * weights[:, -1]
        return np.array([0.0, 1.0, final @ value / final.sum()])

    return risks


def incidence_risks(time: Any, cause: Any, ends: Sequence[int], days: Sequence[int]) -> Risks:
    """The weighted cumulative incidence on each day; a weight counts from the day after its interval.

    Parameters
    ----------
    time : shape (n,), whole days from 1 to the last of `days`
    cause : shape (n,), 0 end of observation, 1 the outcome, 2 what rules it out
    """
    time, cause = np.asarray(time, dtype=int), np.asarray(cause, dtype=int)
    if min(days) <= ends[-1]:
        raise ValueError("Risks are told of days after the last window is closed.")
    if (time < 1).any() or (time > max(days)).any():
        raise ValueError("time must be a whole number of days from 1 to the horizon.")
    before = np.searchsorted(ends, np.arange(1, ends[-1] + 2), side="left")

    def risks(weights: np.ndarray, counts: np.ndarray) -> np.ndarray:
        by_day = np.column_stack([np.ones(len(time)), weights])[:, before]
        risk, free = weighted_incidence(time, cause, counts, by_day, max(days))
        return np.array([risk[ends[-1]], free[ends[-1]], *risk[list(days)]])

    return risks


def window_strategies(
    decisions: Decisions,
    act_day: Any,
    windows: Sequence[Window],
    risks: Risks,
    days: Sequence[int],
    *,
    seed: int,
    replicates: int = REPLICATES,
    truncation: float = TRUNCATION,
) -> WindowStrategies:
    """Compare windows of acting with the first of them.

    Parameters
    ----------
    decisions : who could act when, cut at `act_windows.interval_ends`
    act_day : shape (n,), the day of the act, infinite where it did not come
    windows : the strategies, the one that others are compared with first
    risks : of `value_risks` or `incidence_risks`
    days : what the risks are told on
    seed : of the bootstrap over people; each replicate models acting anew

    Raises
    ------
    ValueError
        If the first window cannot be estimated, or no other one.
    """
    act_day = np.asarray(act_day, dtype=float)
    ones = np.ones(len(act_day))
    beta, chance = decisions.fit(ones)
    found, reasons = {}, {}
    for window in windows:
        followers = int(_follows(window, act_day, decisions).sum())
        if followers < FEWEST_FOLLOWERS:
            reasons[window.name] = (
                f"fewer than {FEWEST_FOLLOWERS} people's days fall into this window"
                if followers
                else "nobody's days fall into this window"
            )
            continue
        try:
            found[window.name] = _weighed(decisions, chance, window, ones, truncation)
        except ValueError as reason:
            reasons[window.name] = str(reason)
    first = windows[0].name
    if first in reasons or len(found) < 2:
        raise ValueError(next(iter(reasons.values())) if first not in reasons else reasons[first])
    kept = [window for window in windows if window.name in found]
    estimate = np.array([risks(found[window.name][0], ones) for window in kept])

    def again(counts: np.ndarray) -> np.ndarray:
        _, drawn = decisions.fit(counts, beta)
        weighed = [_weighed(decisions, drawn, window, counts, truncation)[0] for window in kept]
        return np.array([risks(weights, counts) for weights in weighed])

    draws = resampled(again, len(act_day), seed, replicates)
    strategies = [
        Strategy(
            window.name,
            [
                spread_of(risk, draws[:, i, d], found[window.name][1], *estimate[i, :2])
                for d, risk in enumerate(estimate[i, 2:], start=2)
            ],
            int(_follows(window, act_day, decisions).sum()),
            *found[window.name][1:],
        )
        for i, window in enumerate(kept)
    ]
    pairs = [
        contrast
        for i, strategy in enumerate(strategies[1:], start=1)
        for d, day in enumerate(days)
        for contrast in contrasts_of(
            (strategy.risk[d], strategies[0].risk[d]),
            draws[:, [i, 0], d + 2],
            int(day),
            (strategy.name, first),
        )
    ]
    return WindowStrategies(strategies, pairs, reasons, len(act_day))


def _weighed(
    decisions: Decisions, chance: np.ndarray, window: Window, counts: np.ndarray, truncation: float
) -> tuple[np.ndarray, float, float]:
    """Weights of a strategy's clones, cut; their effective number, and the largest before cutting."""
    weights = window_weights(decisions, chance, window, counts)
    left = (weights[:, -1] > 0) & (counts > 0)
    if not left.any():
        raise ValueError(f"Nobody is left who follows '{window.name}' to its end.")
    final = weights[left, -1]
    cut = np.minimum(weights, np.quantile(final, truncation)) if truncation < 1 else weights
    kept = cut[left, -1]
    size = (counts[left] @ kept) ** 2 / (counts[left] @ kept**2)
    return cut, float(size), float(final.max())
