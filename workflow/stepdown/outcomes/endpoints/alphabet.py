"""The symbols of a use-pattern word and their codes (definitions, A.1).

One symbol stands for one interval of a fixed lattice (a week, a visit, a day):

===== ===========================================================
``+`` positive for the target substance
``-`` negative
``*`` both positive and negative within the interval
``o`` due but not provided
``_`` nothing due, by design
===== ===========================================================
"""

from __future__ import annotations

import numpy as np

SYMBOLS = "+-o*_"
END = 0
POSITIVE, NEGATIVE, MISSING, MIXED, NOT_DUE = range(1, 6)
N_CODES = 1 + len(SYMBOLS)
INVALID = 255

CODE = {symbol: code for code, symbol in enumerate(SYMBOLS, start=1)}

# Byte -> code, and code -> byte; the end of a word is written as nothing.
CODE_OF_BYTE = np.full(256, INVALID, dtype=np.uint8)
CODE_OF_BYTE[list(SYMBOLS.encode())] = range(1, N_CODES)
BYTE_OF_CODE = np.array([0, *SYMBOLS.encode()], dtype=np.uint8)


def table(values: dict[str, float], dtype: type | str) -> np.ndarray:
    """Code -> value, for indexing by codes: 0 for the end of a word and for symbols not named."""
    lookup = np.zeros(N_CODES, dtype=dtype)
    for symbol, value in values.items():
        lookup[CODE[symbol]] = value
    return lookup


def holds(codes: np.ndarray, symbols: str) -> np.ndarray:
    """Whether each code is one of `symbols`; bool, the shape of `codes`."""
    # Comparing once a symbol is several times faster than looking each code up.
    found = np.zeros(codes.shape, dtype=bool)
    for symbol in symbols:
        found |= codes == CODE[symbol]
    return found
