"""When a window with enough hits first comes, and what that means for time (definitions, A.2)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from stepdown.outcomes.endpoints.alphabet import holds
from stepdown.outcomes.endpoints.words import Words


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


def window_time(words: Words, width: int, needed: int, symbols: str = "+") -> tuple[np.ndarray, np.ndarray]:
    """Time and event of `window`, without the other positions."""
    start = _first_window(words, holds(words.codes.T, symbols), width, needed)
    return recorded(words, _time(words, start, width, needed)), start > 0


def window(words: Words, width: int, needed: int, symbols: str = "+") -> WindowTimes:
    """Find the first `width` positions in a row that hold at least `needed` of `symbols`.

    With i the window's first position, the event is at i + width − needed and, if none fires, the person
    is censored at length − needed + 1. Positions are those of the word as recorded, also after deletions.
    """
    hit = holds(words.codes.T, symbols)
    start = _first_window(words, hit, width, needed)
    time, event = _time(words, start, width, needed), start > 0
    first, threshold = _hits(hit, start, width, needed)
    confirmed = np.where(event, time + needed - 1, 0)
    positions = (recorded(words, position) for position in (first, threshold, confirmed))
    return WindowTimes(recorded(words, time), event, *positions)


def _first_window(words: Words, hit: np.ndarray, width: int, needed: int) -> np.ndarray:
    """First position of the first window that fires, 0 if none does; `hit` is positions by people."""
    start = np.zeros(len(words), dtype=np.int16)
    running = np.zeros(len(words), dtype=np.int16)
    # Backwards, so that an earlier window overwrites a later one. A window that reaches past the end of a
    # shorter word is overwritten too: the last one inside the word holds all of its hits.
    for step in range(len(hit) - 1, -1, -1):
        running += hit[step]
        if step + width < len(hit):
            running -= hit[step + width]
        if step + width <= len(hit):
            np.copyto(start, step + 1, where=running >= needed)
    return start * (words.lengths >= width)


def _time(words: Words, start: np.ndarray, width: int, needed: int) -> np.ndarray:
    censored = np.where(words.lengths >= width, words.lengths - needed + 1, 0)
    return np.where(start > 0, start + width - needed, censored)


def _hits(hit: np.ndarray, start: np.ndarray, width: int, needed: int) -> tuple[np.ndarray, np.ndarray]:
    """Positions of the first and of the `needed`-th hit in the window from `start` (0: none)."""
    everyone = np.arange(len(start))
    count = np.zeros(len(start), dtype=np.int16)
    first, threshold = np.zeros_like(start), np.zeros_like(start)
    for step in range(width if len(hit) else 0):
        position = start + step
        inside = hit[np.clip(position - 1, 0, len(hit) - 1), everyone] & (start > 0)
        count += inside
        np.copyto(first, position, where=inside & (count == 1))
        np.copyto(threshold, position, where=inside & (count == needed))
    return first, threshold


def recorded(words: Words, position: np.ndarray) -> np.ndarray:
    """Where a position (0: none) stood in the word as recorded."""
    if words.positions is None or not words.width:
        return position.astype(np.int16)
    there = words.positions[np.arange(len(words)), np.maximum(position, 1) - 1]
    return np.where(position > 0, there, 0).astype(np.int16)
