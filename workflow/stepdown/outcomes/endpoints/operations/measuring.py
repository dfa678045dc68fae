"""Operations that measure a word: counts, runs, windows, scores (definitions, A.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.outcomes.endpoints.alphabet import END, members, table
from stepdown.outcomes.endpoints.words import Words, count_codes


def tally(words: Words, symbols: str) -> np.ndarray:
    """Count the positions that hold one of `symbols`; int16, shape (n,)."""
    return count_codes(words.codes, members(symbols))


def weighted_sum(words: Words, weights: dict[str, float]) -> np.ndarray:
    """Sum a weight a symbol over the positions; float, shape (n,)."""
    total = np.zeros(len(words))
    for symbol, weight in weights.items():
        if weight:
            total += weight * tally(words, symbol)
    return total


def share(words: Words, weights: dict[str, float], empty: float = 0.0) -> np.ndarray:
    """`weighted_sum` over the length of the word as it stands, `empty` for an empty word; shape (n,)."""
    result = np.full(len(words), float(empty))
    np.divide(weighted_sum(words, weights), words.lengths, out=result, where=words.lengths > 0)
    return result


def longest(words: Words, breaks: str = "+") -> np.ndarray:
    """Length of the longest piece between symbols of `breaks`; every other symbol counts; int16, (n,)."""
    goes_on = ~members(breaks)
    goes_on[END] = False
    run = np.zeros(len(words), dtype=np.int16)
    best = run.copy()
    for column in words.codes.T:
        run = (run + 1) * goes_on[column]
        np.maximum(best, run, out=best)
    return best


def has_run(words: Words, length: int, symbols: str) -> np.ndarray:
    """Whether `length` positions in a row hold one of `symbols`; bool, shape (n,)."""
    return longest(words, "".join(set("+-o*_") - set(symbols))) >= length


def last_other(words: Words, symbol: str) -> np.ndarray:
    """Position of the last symbol other than `symbol`, 0 if there is none; int16, shape (n,)."""
    other = ~members(symbol)
    other[END] = False
    last = np.zeros(len(words), dtype=np.int16)
    for step, column in enumerate(words.codes.T, start=1):
        last[other[column]] = step
    return last


def retention(words: Words) -> np.ndarray:
    """Position of the last symbol that is not ``o``, 0 if all are (``_`` counts as contact); int16, (n,)."""
    return last_other(words, "o")


@dataclass(frozen=True, eq=False)
class WindowTimes:
    """When a window first fires; each an int16 array of shape (n,) of positions, 0 for none.

    Attributes
    ----------
    time : the event's time by the library's convention, or the censoring time; 0 if the word is shorter
        than the window
    event : bool, whether a window fired
    first, threshold : the first and the last needed hit in the window that fired
    confirmed : when the rule was met for certain, `needed` − 1 positions after `time`
    """

    time: np.ndarray
    event: np.ndarray
    first: np.ndarray
    threshold: np.ndarray
    confirmed: np.ndarray


def window(words: Words, width: int, needed: int, symbols: str = "+") -> WindowTimes:
    """Find the first `width` positions in a row that hold at least `needed` of `symbols`.

    With i the window's first position, the event is at i + width − needed and, if none fires, the person
    is censored at length − needed + 1. Positions are those of the word as recorded, also after deletions.
    """
    hit = members(symbols)[words.codes.T]
    running = np.zeros(len(words), dtype=np.int16)
    start = np.zeros(len(words), dtype=np.int16)
    for step in range(words.width):
        running += hit[step]
        if step >= width:
            running -= hit[step - width]
        if step >= width - 1:
            fires = (running >= needed) & (step < words.lengths) & (start == 0)
            start[fires] = step - width + 2
    event = start > 0
    long_enough = words.lengths >= width
    time = np.where(event, start + width - needed, np.where(long_enough, words.lengths - needed + 1, 0))
    first, threshold = _hits(hit, start, width, needed)
    confirmed = np.where(event, time + needed - 1, 0)
    return WindowTimes(
        recorded(words, time),
        event,
        recorded(words, first),
        recorded(words, threshold),
        recorded(words, confirmed),
    )


def _hits(hit: np.ndarray, start: np.ndarray, width: int, needed: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the first and of the `needed`-th hit in the window from `start` (0: none)."""
    everyone = np.arange(len(start))
    count = np.zeros(len(start), dtype=np.int16)
    first, threshold = np.zeros_like(start), np.zeros_like(start)
    for step in range(width if len(hit) else 0):
        position = start + step
        inside = hit[np.clip(position - 1, 0, len(hit) - 1), everyone] & (start > 0)
        count += inside
        first[inside & (count == 1)] = position[inside & (count == 1)]
        threshold[inside & (count == needed)] = position[inside & (count == needed)]
    return first, threshold


def recorded(words: Words, position: np.ndarray) -> np.ndarray:
    """Where a position (0: none) stood in the word as recorded."""
    if words.positions is None or not words.width:
        return position.astype(np.int16)
    there = words.positions[np.arange(len(words)), np.maximum(position, 1) - 1]
    return np.where(position > 0, there, 0).astype(np.int16)


def lingscore(
    words: Words,
    weights: dict[str, float],
    penalty_positive: np.ndarray | None = None,
    penalty_missing: np.ndarray | None = None,
) -> np.ndarray:
    """Score use from 0 (none) to 120, later use weighing more (Ling 1976, 10.1001/archpsyc.1976.01770060043007).

    Parameters
    ----------
    weights : a symbol's points; 0 if absent
    penalty_positive, penalty_missing : arrays, shape (positions,), factor of ``+`` and ``*``, and of ``o``,
        at each position; 1 by default

    Returns
    -------
    array of float, shape (n,); NaN for words whose length is not that of the penalties: a vector of
    weights has no meaning there, and none is recycled or cut
    """
    points = table(weights, float)
    required = next((len(p) for p in (penalty_positive, penalty_missing) if p is not None), None)
    total, largest = np.zeros(len(words)), np.zeros(len(words))
    for step, column in enumerate(words.codes.T[:required]):
        factor = np.ones(len(points))
        if penalty_positive is not None:
            factor[members("+*")] = penalty_positive[step]
        if penalty_missing is not None:
            factor[members("o")] = penalty_missing[step]
        at_stake = points * factor
        total += at_stake[column]
        largest += max(at_stake[members("+o")]) * (column != END)
    scored = words.lengths > 0 if required is None else words.lengths == required
    return np.divide(120 * total, largest, out=np.full(len(words), np.nan), where=scored & (largest > 0))
