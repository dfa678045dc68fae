"""A fast look at every byte of a delimited file: is it so regular that nothing in it can be misread?

A CSV engine fills short rows, cuts long ones and guesses at stray quotes in
silence, so a file is handed to it only after each row was counted here. A
file that is not perfectly regular goes the careful way (`careful`), which
says what is wrong with which line.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

BLOCK = 1 << 20
NEWLINE, RETURN, QUOTE = 10, 13, 34


@dataclass(frozen=True)
class Survey:
    """What a regular file is known to be."""

    rows: int
    plain: bool
    """There are no quotes, spaces or characters beyond ASCII: values need no cleaning."""


@dataclass(frozen=True)
class _Block:
    """Rows that end in a block; the row before the first end and after the last one are shared with neighbours."""

    regular: bool
    plain: bool
    ends: int
    first: int
    tail: int


def survey(path: Path, start: int, delimiter: bytes, width: int) -> Survey | None:
    """Count the fields of every row.

    Parameters
    ----------
    start : offset of the first byte after the header.
    width : fields a row must have.

    Returns
    -------
    Survey or None
        None unless every row has `width` fields, ends in a line feed, is not blank, and every quote stands where
        quotes may.
    """
    size = path.stat().st_size
    if width < 2 or size <= start:
        return None
    data = np.memmap(path, dtype=np.uint8, mode="r")
    starts = range(start, size, BLOCK)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        quotes = np.fromiter(
            pool.map(lambda at: np.count_nonzero(data[at : at + BLOCK] == QUOTE), starts), np.int64
        )
        inside = (np.cumsum(quotes) - quotes) % 2
        jobs = zip(starts, quotes > 0, inside, strict=True)
        blocks = pool.map(lambda job: _look(data, start, *job, delimiter[0], width), jobs)
        return _join(blocks, width, open_end=data[-1] != NEWLINE, plain=not quotes.any())


def _join(blocks, width: int, open_end: bool, plain: bool) -> Survey | None:
    """Rows over the borders of blocks have their fields in two or more of them."""
    rows, carried = 0, 0
    for block in blocks:
        if not block.regular:
            return None
        plain &= block.plain
        if block.ends:
            if carried + block.first != width - 1:
                return None
            rows += block.ends
            carried = 0
        carried += block.tail
    if open_end:
        rows += 1
        if carried != width - 1:
            return None
    return Survey(rows, plain)


def _look(
    data: np.ndarray, start: int, at: int, quoted: bool, inside: int, delimiter: int, width: int
) -> _Block:
    block = data[at : at + BLOCK]
    line_ends = block == NEWLINE
    delimiters = block == delimiter
    irregular = _Block(False, False, 0, 0, 0)
    if quoted or inside:
        in_quotes = _in_quotes(block, inside)
        if (line_ends & in_quotes).any() or not _quotes_in_place(
            data, start, at, block, in_quotes, delimiter
        ):
            return irregular
        delimiters &= ~in_quotes
    ends = np.flatnonzero(line_ends)
    small = (
        np.count_nonzero(block <= 32) - len(ends) - (np.count_nonzero(delimiters) if delimiter <= 32 else 0)
    )
    if small and not _returns_and_nuls_in_place(data, at, block):
        return irregular
    plain = not (small or block.max() > 127)
    first, middle, tail = _fields_by_row(delimiters, ends)
    return _Block(bool((middle == width - 1).all()), plain, len(ends), first, tail)


def _fields_by_row(delimiters: np.ndarray, ends: np.ndarray) -> tuple[int, np.ndarray, int]:
    """Delimiters before the first line end, between each two, and after the last."""
    begins = np.concatenate([[0], ends + 1])
    has_tail = begins[-1] < len(delimiters)
    # Small counters are twice as fast, and cannot overflow where every row is shorter than they count.
    longest = np.diff(begins, append=len(delimiters)).max()
    counter = np.uint16 if longest < 1 << 16 else np.uint32
    sums = np.add.reduceat(delimiters.view(np.uint8), begins if has_tail else begins[:-1], dtype=counter)
    tail = int(sums[-1]) if has_tail else 0
    first = int(sums[0]) if len(ends) else 0
    return first, sums[1 : len(ends)], tail


def _in_quotes(block: np.ndarray, inside: int) -> np.ndarray:
    """After each byte, is a quote open? A doubled quote closes and opens at once."""
    return ((np.cumsum(block == QUOTE, dtype=np.uint8) + np.uint8(inside)) & 1).view(bool)


def _quotes_in_place(
    data: np.ndarray, start: int, at: int, block: np.ndarray, in_quotes: np.ndarray, delimiter: int
) -> bool:
    """Quotes open where a field begins and close where it ends, or are doubled."""
    quotes = block == QUOTE
    may_precede = np.zeros(256, dtype=bool)
    may_precede[[delimiter, NEWLINE, QUOTE]] = True
    may_follow = may_precede.copy()
    may_follow[RETURN] = True
    opening = np.flatnonzero(quotes & in_quotes) + at
    opening = opening[opening > start]
    closing = np.flatnonzero(quotes & ~in_quotes) + at + 1
    # A quote that is open at the end of the file shows as a last row with too few fields or a quote inside it.
    if len(data) == at + len(block) and in_quotes[-1]:
        return False
    closing = closing[closing < len(data)]
    return bool(may_precede[data[opening - 1]].all() and may_follow[data[closing]].all())


def _returns_and_nuls_in_place(data: np.ndarray, at: int, block: np.ndarray) -> bool:
    """Carriage returns stand before line feeds only, and there are no NULs."""
    if not block.all():
        return False
    after = np.flatnonzero(block == RETURN) + at + 1
    return bool((after < len(data)).all() and (data[after] == NEWLINE).all())
