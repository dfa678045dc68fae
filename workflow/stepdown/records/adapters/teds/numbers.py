"""Read a text file of whole numbers in one pass, all columns at once, as bytes and counts.

The public-use files hold nothing but small codes. The loop in `kernel` reads them several times faster than a general
reader, counts the fields of every row, and counts every code of every column, used or not, on the way: the
identifier guard and the mapping ledger need no further look at the rows.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl

from stepdown.errors import Problem, SourceError
from stepdown.records.adapters.teds import kernel
from stepdown.records.adapters.teds.codebook import MISSING_CODE
from stepdown.records.reading.unreadable import lines_in_words

BLOCK = 1 << 23
# Enough rows to see which columns hold longer numbers.
PROBE = 1 << 20
# Lines that a message names.
FEW = 6
AGAIN = "Download it again from SAMHSA, or export it again."


@dataclass(frozen=True)
class Header:
    """The first line of a text file: names, the byte between fields, and where the rows begin."""

    names: list[str]
    separator: str
    offset: int


@dataclass(frozen=True)
class Numbers:
    """A file of whole numbers.

    Parameters
    ----------
    rows : how many.
    codes : kept column -> its codes, Int8, `MISSING_CODE` where the cell is empty.
    longer : column with numbers beyond a byte -> Int64, missing where the cell is empty.
    counts : column -> how often each code stands there, by its unsigned byte; of the columns that are not longer.
    odd : columns that hold something else somewhere; they are in none of the above.
    """

    rows: int
    codes: dict[str, pl.Series]
    longer: dict[str, pl.Series]
    counts: dict[str, np.ndarray]
    odd: list[str]


@dataclass(frozen=True)
class _Part:
    rows: int
    small: np.ndarray
    wide: np.ndarray
    kinds: np.ndarray
    counts: np.ndarray
    uneven: np.ndarray
    n_uneven: int


def read_header(path: Path) -> Header | None:
    """None where names or encoding are unusual: the general reader then says what is the matter."""
    with path.open("rb") as stream:
        line = stream.readline(1 << 16)
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        return None
    separator = max(",;\t|", key=text.count)
    names = [name.strip().removeprefix('"').removesuffix('"') for name in text.split(separator)]
    usual = line.endswith(b"\n") and len(names) > 1 and len(set(names)) == len(names) and all(names)
    return Header(names, separator, len(line)) if usual and '"' not in "".join(names) else None


def read_numbers(path: Path, header: Header, kept: Collection[str], long: Collection[str]) -> Numbers | None:
    """Read a text file.

    Parameters
    ----------
    kept : columns whose codes are wanted, row by row.
    long : columns that hold numbers beyond a byte.

    Returns
    -------
    Numbers or None
        None where quotes and text make it unclear which rows there are.

    Raises
    ------
    SourceError
        If a file of nothing but numbers has rows with too few or too many fields, or none at all.
    """
    with path.open("rb") as stream:
        stream.seek(header.offset)
        probe = stream.read(PROBE)
        places = _places(header.names, kept, long)
        first = _parse(probe[: probe.rfind(b"\n") + 1] or probe + b"\n", header, places)
        found_long = {
            name for name, kind in zip(header.names, first.kinds, strict=True) if kind == kernel.LONGER
        }
        long = [name for name in header.names if name in found_long or name in long]
        places = _places(header.names, kept, long)
        stream.seek(header.offset)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            parts = list(_in_order(pool, stream, header, places))
    kinds = np.max([part.kinds for part in parts], axis=0) if parts else first.kinds
    odd = [name for name, kind in zip(header.names, kinds, strict=True) if kind != kernel.CODES]
    rows, n_uneven = sum(part.rows for part in parts), sum(part.n_uneven for part in parts)
    if n_uneven and odd:
        return None
    if n_uneven:
        raise SourceError([Problem(str(path), _uneven(parts, n_uneven, len(header.names)), AGAIN)])
    if not rows:
        raise SourceError([Problem(str(path), "The file has a header but no rows.", AGAIN)])
    return _joined(header.names, rows, parts, places, odd)


def _places(names: list[str], kept: Collection[str], long: Collection[str]) -> np.ndarray:
    """Where the values of each column go, as `kernel.parse` asks for it."""
    places, n_small, n_wide = [], 0, 0
    for name in names:
        if name in long:
            places.append(kernel.WIDE - n_wide)
            n_wide += 1
        elif name in kept:
            places.append(n_small)
            n_small += 1
        else:
            places.append(kernel.COUNTED)
    return np.array(places, dtype=np.int64)


def _in_order(
    pool: ThreadPoolExecutor, stream: IO[bytes], header: Header, places: np.ndarray
) -> Iterator[_Part]:
    """Parse the blocks of a file side by side; only a few wait in memory."""
    waiting: list[Future] = []
    for block in _blocks(stream):
        waiting.append(pool.submit(_parse, block, header, places))
        if len(waiting) > 2 * (os.cpu_count() or 1):
            yield waiting.pop(0).result()
    for future in waiting:
        yield future.result()


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Blocks that end where a row ends."""
    rest = b""
    while block := stream.read(BLOCK):
        end = block.rfind(b"\n") + 1
        if end:
            yield rest + block[:end]
            rest = b""
        rest += block[end:]
    if rest:
        yield rest + b"\n"


def _parse(block: bytes, header: Header, places: np.ndarray) -> _Part:
    content = np.frombuffer(block, dtype=np.uint8)
    room = int(np.count_nonzero(content == kernel.NEWLINE))
    n_columns = len(places)
    small = np.empty((int(places.max(initial=-1)) + 1, room), dtype=np.int8)
    wide = np.empty((max(kernel.WIDE - int(places.min(initial=0)) + 1, 0), room), dtype=np.int64)
    kinds = np.zeros(n_columns, dtype=np.int8)
    counts = np.zeros((n_columns, 256), dtype=np.int64)
    uneven = np.zeros((FEW, 2), dtype=np.int64)
    totals = np.zeros(2, dtype=np.int64)
    kernel.parse.run(
        1, 1, content, ord(header.separator), places, MISSING_CODE, small, wide, kinds, counts, uneven, totals
    )
    rows, n_uneven = totals.tolist()
    return _Part(rows, small, wide, kinds, counts, uneven[:n_uneven], n_uneven)


def _uneven(parts: list[_Part], n_uneven: int, width: int) -> str:
    before = np.cumsum([0] + [part.rows for part in parts])
    # The header is line 1.
    found = [
        (int(start + row) + 2, int(fields))
        for start, part in zip(before, parts, strict=False)
        for row, fields in part.uneven
    ]
    lines = lines_in_words([line for line, _ in found[:n_uneven]])
    fewer = "fewer" if found[0][1] < width else "more"
    noun = "row has" if n_uneven == 1 else "rows have"
    return f"{n_uneven} {noun} {fewer} fields than the header ({lines}): the file may be cut off or damaged."


def _joined(names: list[str], rows: int, parts: list[_Part], places: np.ndarray, odd: list[str]) -> Numbers:
    codes, longer, counts = {}, {}, {}
    total = np.sum([part.counts for part in parts], axis=0)
    for i, (name, place) in enumerate(zip(names, places, strict=True)):
        if name in odd:
            continue
        if place <= kernel.WIDE:
            values = pl.Series(
                name, np.concatenate([part.wide[kernel.WIDE - place, : part.rows] for part in parts])
            )
            longer[name] = values.set(values == kernel.MISSING_WIDE, None)
            continue
        counts[name] = total[i]
        if place >= 0:
            codes[name] = pl.Series(name, np.concatenate([part.small[place, : part.rows] for part in parts]))
    return Numbers(rows, codes, longer, counts, odd)
