"""Operations that change symbols in place: recode, carry forward, impute (definitions, A.2)."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from stepdown.outcomes.endpoints.alphabet import (
    CODE,
    END,
    MISSING,
    MIXED,
    N_CODES,
    NEGATIVE,
    NOT_DUE,
    POSITIVE,
)
from stepdown.outcomes.endpoints.operations.measuring import last_other, tally
from stepdown.outcomes.endpoints.words import Words


def recode(words: Words, symbol: str, to: str) -> Words:
    """Write `to` for every `symbol`."""
    codes = np.arange(N_CODES, dtype=np.uint8)
    codes[CODE[symbol]] = CODE[to]
    return words.with_codes(codes[words.codes.T].T, positions=words.positions)


def carry_forward(words: Words, symbol: str = "o", within: bool = False) -> Words:
    """Fill every `symbol` with the last other one before it; leading ones stay.

    Parameters
    ----------
    within : leave those after the last other symbol too (locfD): nothing is carried past the last contact
    """
    fill = CODE[symbol]
    codes = words.codes.T.copy()
    for before, column in pairwise(codes):
        np.copyto(column, before, where=column == fill)
    if within:
        last = last_other(words, symbol)
        after = (np.arange(words.width)[:, None] >= last) & (words.codes.T != END)
        codes[after] = fill
    return words.with_codes(codes.T, positions=words.positions)


def most_frequent(words: Words) -> Words:
    """Fill ``o`` with the person's more frequent of ``+`` and ``-``.

    ``*`` votes for ``+`` and stays; a tie is ``+``; a word without a vote stays as it is.
    """
    positive, negative = tally(words, "+*"), tally(words, "-")
    fill = np.where(positive >= negative, POSITIVE, NEGATIVE).astype(np.uint8)
    fill[(positive == 0) & (negative == 0)] = MISSING
    codes = words.codes.T
    return words.with_codes(np.where(codes == MISSING, fill, codes).T, positions=words.positions)


def neighbours(words: Words) -> Words:
    """Fill each ``o`` inside a word with the mean of its two neighbours (kNV, k = 1).

    ``+`` is 1, ``*`` is 0.5 and ``-`` is 0; the mean is rounded to the nearest of these, halfway to the
    one with more use. An ``o`` stays if a neighbour is not observed, or at either end of the word.
    Neighbours are those recorded, never imputed ones. ``_`` comes back as ``o``.
    """
    use = np.full(N_CODES, 9, dtype=np.uint8)
    use[[NEGATIVE, MIXED, POSITIVE]] = 0, 1, 2
    by_sum = np.full(19, MISSING, dtype=np.uint8)
    by_sum[:5] = NEGATIVE, MIXED, MIXED, POSITIVE, POSITIVE
    recorded = words.codes.T
    codes = np.where(recorded == NOT_DUE, np.uint8(MISSING), recorded)
    for step in range(1, words.width - 1):
        column = recorded[step]
        filled = by_sum[use[recorded[step - 1]] + use[recorded[step + 1]]]
        codes[step] = np.where(column == MISSING, filled, codes[step])
    return words.with_codes(codes.T, positions=words.positions)
