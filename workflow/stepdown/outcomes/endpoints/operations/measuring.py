"""Operations that measure a word: counts, runs, windows, scores (definitions, A.2)."""

from __future__ import annotations

import numpy as np

from stepdown.outcomes.endpoints.alphabet import CODE, END, MISSING, MIXED, POSITIVE, SYMBOLS, holds, table
from stepdown.outcomes.endpoints.words import Words, count


def tally(words: Words, symbols: str) -> np.ndarray:
    """Count the positions that hold one of `symbols`; int16, shape (n,)."""
    return count(words.codes, symbols)


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
    return _longest(words, _others(breaks))


def _longest(words: Words, symbols: str) -> np.ndarray:
    """Length of the longest run of `symbols`."""
    run = np.zeros(len(words), dtype=np.int16)
    best = run.copy()
    for column in words.codes.T:
        run += 1
        run *= holds(column, symbols)
        np.maximum(best, run, out=best)
    return best


def _others(symbols: str) -> str:
    return "".join(symbol for symbol in SYMBOLS if symbol not in symbols)


def has_run(words: Words, length: int, symbols: str) -> np.ndarray:
    """Whether `length` positions in a row hold one of `symbols`; bool, shape (n,)."""
    return _longest(words, symbols) >= length


def last_other(words: Words, symbol: str) -> np.ndarray:
    """Position of the last symbol other than `symbol`, 0 if there is none; int16, shape (n,)."""
    last = np.zeros(len(words), dtype=np.int16)
    for step, column in enumerate(words.codes.T, start=1):
        np.copyto(last, step, where=(column != CODE[symbol]) & (column != END))
    return last


def retention(words: Words) -> np.ndarray:
    """Position of the last symbol that is not ``o``, 0 if all are (``_`` counts as contact); int16, (n,)."""
    return last_other(words, "o")


def lingscore(
    words: Words,
    weights: dict[str, float],
    penalty_positive: np.ndarray | None = None,
    penalty_missing: np.ndarray | None = None,
) -> np.ndarray:
    """Score use from 0 (none) to 120 (Ling 1976, 10.1001/archpsyc.1976.01770060043007).

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
            factor[[POSITIVE, MIXED]] = penalty_positive[step]
        if penalty_missing is not None:
            factor[MISSING] = penalty_missing[step]
        at_stake = points * factor
        total += at_stake[column]
        largest += max(at_stake[POSITIVE], at_stake[MISSING]) * (column != END)
    scored = words.lengths > 0 if required is None else words.lengths == required
    return np.divide(120 * total, largest, out=np.full(len(words), np.nan), where=scored & (largest > 0))
