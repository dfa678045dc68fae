"""A fast look at every byte of a delimited file: is it so regular that nothing in it can be misread?

A CSV engine fills short rows, cuts long ones and guesses at stray quotes in
silence, so a file is handed to it only after each row was counted here. A
file that is not perfectly regular goes the careful way (`careful`), which
says what is wrong with which line.
"""

from __future__ import annotations

import io
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from stepdown.records.reading.marks import (
    NEWLINE,
    QUOTE,
    in_quotes,
    quotes_in_place,
    returns_and_nuls_in_place,
)

# A block and the arrays made of it stay in a core's own memory; a stripe of them is one errand of a thread.
BLOCK = 100_000
STRIPE = 160


@dataclass(frozen=True)
class Survey:
    """What a regular file is known to be."""

    rows: int
    plain: bool
    """There are no quotes, spaces or characters beyond ASCII: values need no cleaning."""


@dataclass(frozen=True)
class _File:
    """What all blocks of a file share."""

    path: Path
    start: int
    size: int
    delimiter: int
    width: int


@dataclass(frozen=True)
class _Block:
    """Rows that end in a block; the row before the first end and after the last one are shared with neighbours."""

    regular: bool = False
    plain: bool = False
    quotes: int = 0
    ends: int = 0
    first: int = 0
    tail: int = 0
    closed: bool = True
    """Its last byte ends a row."""


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
    file = _File(path, start, path.stat().st_size, delimiter[0], width)
    if width < 2 or file.size <= start:
        return None
    n_blocks = -(-(file.size - start) // BLOCK)
    stripes = [range(i, min(i + STRIPE, n_blocks)) for i in range(0, n_blocks, STRIPE)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        blocks = [
            block
            for found in pool.map(lambda stripe: _blocks(file, stripe, None), stripes)
            for block in found
        ]
        quotes = np.array([block.quotes for block in blocks])
        if quotes.any():
            # Whether a block begins inside a quoted field depends on all blocks before it.
            inside = (np.cumsum(quotes) - quotes) % 2
            found = pool.map(lambda stripe: _blocks(file, stripe, inside), stripes)
            blocks = [block for stripe in found for block in stripe]
    return _join(blocks, width)


def _join(blocks: list[_Block], width: int) -> Survey | None:
    """Rows over the borders of blocks have their fields in two or more of them."""
    if not all(block.regular for block in blocks):
        return None
    rows, carried = 0, 0
    for block in blocks:
        if block.ends:
            if carried + block.first != width - 1:
                return None
            rows += block.ends
            carried = 0
        carried += block.tail
    if not blocks[-1].closed:
        rows += 1
        if carried != width - 1:
            return None
    return Survey(rows, all(block.plain for block in blocks))


def _blocks(file: _File, numbers: range, inside: np.ndarray | None) -> list[_Block]:
    """Examine neighbouring blocks; `inside` says which of all begin in a quoted field, once that is known."""
    # Read into one buffer, not mapped: mapped pages of a large file would count as memory of this process.
    buffer = np.empty(BLOCK + 2, dtype=np.uint8)
    found = []
    with file.path.open("rb", buffering=0) as stream:
        for i in numbers:
            # One byte on each side tells what stands beside quotes and returns; the header is before the first.
            at = file.start + i * BLOCK
            stream.seek(at - 1)
            around = buffer[: _fill(stream, buffer, min(len(buffer), file.size - at + 1))]
            last = at + BLOCK >= file.size
            found.append(_look(file, around, last, None if inside is None else inside[i]))
    return found


def _fill(stream: io.RawIOBase, buffer: np.ndarray, wanted: int) -> int:
    """A raw file may give less than it is asked for."""
    view, filled = memoryview(buffer), 0
    while filled < wanted and (count := stream.readinto(view[filled:wanted])):
        filled += count
    return filled


def _look(file: _File, around: np.ndarray, last: bool, inside: int | None) -> _Block:
    """Examine one block with the byte on each side of it."""
    block = around[1 : 1 + BLOCK]
    line_ends = block == NEWLINE
    delimiters = block == file.delimiter
    n_quotes = np.count_nonzero(block == QUOTE)
    if inside is None and n_quotes:
        return _Block(quotes=n_quotes)
    if n_quotes or inside:
        quoted = in_quotes(block, inside)
        if (line_ends & quoted).any() or (last and quoted[-1]):
            return _Block()
        if not quotes_in_place(around, block, quoted, file.delimiter):
            return _Block()
        delimiters &= ~quoted
    ends = np.flatnonzero(line_ends)
    small = np.count_nonzero(block <= 32) - len(ends)
    small -= np.count_nonzero(delimiters) if file.delimiter <= 32 else 0
    if small and not returns_and_nuls_in_place(around, block):
        return _Block()
    first, middle, tail = _fields_by_row(delimiters, ends)
    return _Block(
        regular=bool((middle == file.width - 1).all()),
        plain=not (small or n_quotes or inside or block.max() > 127),
        ends=len(ends),
        first=first,
        tail=tail,
        closed=bool(line_ends[-1]),
    )


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
