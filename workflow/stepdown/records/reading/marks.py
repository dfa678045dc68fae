"""Do quotes, carriage returns and NULs stand only where they may? On whole blocks of bytes at once."""

from __future__ import annotations

import numpy as np

NEWLINE, RETURN, QUOTE = 10, 13, 34


def in_quotes(block: np.ndarray, inside: int) -> np.ndarray:
    """After each byte, is a quote open? A doubled quote closes and opens at once."""
    return ((np.cumsum(block == QUOTE, dtype=np.uint8) + np.uint8(inside)) & 1).view(bool)


def quotes_in_place(around: np.ndarray, block: np.ndarray, in_quotes: np.ndarray, delimiter: int) -> bool:
    """Quotes open where a field begins and close where it ends, or are doubled."""
    quotes = block == QUOTE
    may_precede = np.zeros(256, dtype=bool)
    may_precede[[delimiter, NEWLINE, QUOTE]] = True
    may_follow = may_precede.copy()
    may_follow[RETURN] = True
    # Places in `around` are one further than in `block`.
    before = np.flatnonzero(quotes & in_quotes)
    after = np.flatnonzero(quotes & ~in_quotes) + 2
    after = after[after < len(around)]
    return bool(may_precede[around[before]].all() and may_follow[around[after]].all())


def returns_and_nuls_in_place(around: np.ndarray, block: np.ndarray) -> bool:
    """Carriage returns stand before line feeds only, and there are no NULs."""
    if not block.all():
        return False
    after = np.flatnonzero(block == RETURN) + 2
    return bool((after < len(around)).all() and (around[after] == NEWLINE).all())
