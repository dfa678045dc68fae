"""Words that several people share."""

from __future__ import annotations

import numpy as np

from stepdown.outcomes.endpoints.alphabet import N_CODES
from stepdown.outcomes.endpoints.words import Words

# So many codes fit into one 64-bit number: 6 ** 24 < 2 ** 64.
PACKED = 24


def unique_words(words: Words) -> tuple[Words, np.ndarray]:
    """Find the distinct words.

    Returns
    -------
    words : the distinct ones, one person standing for each
    person_to_word : array of int, shape (n,), which distinct word each person has
    """
    if words.positions is not None:
        # Equal symbols at different positions are not the same word.
        return words, np.arange(len(words))
    key = np.zeros(len(words), dtype=np.uint64)
    for begin in range(0, max(words.width, 1), PACKED):
        packed = np.zeros(len(words), dtype=np.uint64)
        for column in words.codes.T[begin : begin + PACKED]:
            packed *= np.uint64(N_CODES)
            packed += column
        if begin:
            # Two numbers a person become one again: their places among the distinct pairs.
            _, low = np.unique(packed, return_inverse=True)
            _, high = np.unique(key, return_inverse=True)
            packed = high.astype(np.uint64) * np.uint64(len(words) + 1) + low.astype(np.uint64)
        key = packed
    _, first, person_to_word = np.unique(key, return_index=True, return_inverse=True)
    return words.take(first), person_to_word
