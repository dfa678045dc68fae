"""Operations that choose positions: slice, delete, lattice, time in treatment (definitions, A.2)."""

from __future__ import annotations

import numpy as np

from stepdown.outcomes.endpoints.alphabet import CODE, END, MISSING, NOT_DUE, SYMBOLS, holds
from stepdown.outcomes.endpoints.operations.measuring import retention
from stepdown.outcomes.endpoints.words import Words


def cut(words: Words, first: int = 1, last: int = -1) -> Words:
    """Keep the positions from `first` to `last`, both included.

    Positions count from 1; negative ones from the end of the person's own word, −1 being its last.
    What lies outside a word is clipped: a word that ends before `first` becomes empty.
    """
    if first == 0 or last == 0:
        raise ValueError("Positions count from 1, or from −1 at the end.")
    if first < 0 or last < -1:
        return _cut_each(words, first, last)
    stop = words.width if last == -1 else min(last, words.width)
    begin = min(first - 1, stop)
    lengths = np.clip(np.minimum(words.lengths, stop) - begin, 0, None)
    positions = words.positions
    if positions is not None:
        positions = positions[:, begin:stop]
    elif begin:
        positions = np.broadcast_to(
            np.arange(begin + 1, stop + 1, dtype=np.int16), (len(words), stop - begin)
        )
    return words.with_codes(words.codes[:, begin:stop], lengths, positions)


def _cut_each(words: Words, first: int, last: int) -> Words:
    """Cut where an end depends on the length of each word."""
    ends = words.lengths.astype(np.int64)
    begin = np.maximum(ends + first if first < 0 else np.full(len(words), first - 1), 0)
    stop = np.minimum(ends + last + 1 if last < 0 else last, ends)
    return _gather(words, begin, np.maximum(stop - begin, 0))


def _gather(words: Words, begin: np.ndarray, lengths: np.ndarray) -> Words:
    """Move `lengths` positions from `begin` (counted from 0) to the front."""
    width = int(lengths.max(initial=0))
    everyone = np.arange(len(words))
    codes = np.zeros((width, len(words)), dtype=np.uint8)
    positions = np.zeros((width, len(words)), dtype=np.int16)
    for step in range(width):
        source = np.minimum(begin + step, words.width - 1)
        inside = step < lengths
        codes[step] = np.where(inside, words.codes[everyone, source], END)
        positions[step] = source + 1 if words.positions is None else words.positions[everyone, source]
    return words.with_codes(codes.T, lengths, positions.T)


def keep_first(words: Words, lengths: np.ndarray) -> Words:
    """Keep the first positions of each word, as many as `lengths` (n,) says."""
    lengths = np.minimum(lengths, words.lengths)
    inside = np.arange(words.width)[:, None] < lengths
    return words.with_codes((words.codes.T * inside).T, lengths, words.positions)


def while_retained(words: Words) -> Words:
    """Keep each word up to its last position that is not ``o``."""
    return keep_first(words, retention(words))


def delete(words: Words, symbols: str) -> Words:
    """Delete every one of `symbols`; what follows moves to the left."""
    if not holds(words.codes.T, symbols).any():
        return words
    kept = holds(words.codes.T, "".join(set(SYMBOLS) - set(symbols)))
    # A symbol that goes is overwritten by the next that stays; the row past the end takes the last.
    shape = (words.width + 1, len(words))
    codes, positions = np.zeros(shape, dtype=np.uint8), np.zeros(shape, dtype=np.int16)
    everyone = np.arange(len(words))
    slot = everyone.copy()
    for step, column in enumerate(words.codes.T):
        codes.ravel()[slot] = column
        positions.ravel()[slot] = step + 1 if words.positions is None else words.positions[:, step]
        slot += kept[step] * len(words)
    codes.ravel()[slot] = END
    lengths = (slot - everyone) // max(len(words), 1)
    width = int(lengths.max(initial=0))
    return words.with_codes(codes[:width].T, lengths, positions[:width].T)


def lattice(words: Words, visits: str) -> Words:
    """Lay words on a lattice of visits: ``o`` a visit, ``_`` none.

    A word is cut at the lattice's length, or padded with ``o``; positions without a visit become ``_``.
    """
    codes = np.full((len(visits), len(words)), NOT_DUE, dtype=np.uint8)
    for step, visit in enumerate(visits):
        if CODE[visit] == NOT_DUE:
            continue
        column = words.codes[:, step] if step < words.width else np.zeros(len(words), dtype=np.uint8)
        codes[step] = np.where(column == END, MISSING, column)
    return words.with_codes(codes.T, np.full(len(words), len(visits)))
