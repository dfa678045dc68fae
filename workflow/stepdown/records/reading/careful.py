"""The careful way through a delimited file that is not regular: sound rows are copied, broken ones are told."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from stepdown.records.reading import limits
from stepdown.records.reading.header import HeaderLine
from stepdown.records.reading.scan import OPEN, fields, physical_lines
from stepdown.records.reading.unreadable import Unreadable

NUL = "a NUL byte is inside the row"
ASTRAY = "a quote or a line end is inside a field that is not quoted"
NEVER_CLOSED = "a quote is never closed: the file ends inside the row"
MEND_QUOTE = "Close the quote in that line (quotes inside a field are doubled), or export the file again."


@dataclass
class Sorted:
    """Where the sound rows stood, and why the others were left out."""

    lines: array = field(default_factory=lambda: array("q"))
    broken: list[tuple[int, str]] = field(default_factory=list)


def sort_rows(path: Path, header: HeaderLine, delimiter: bytes, width: int, out: IO[bytes]) -> Sorted:
    """Copy the sound rows of a file, each ended by a line feed.

    A broken row ends at its first line end, and reading goes on behind it. Where a quoted field would swallow
    later rows this is not certain, and the whole file is refused. Blank lines are no rows.

    Parameters
    ----------
    width : fields a row must have.
    out : receives the sound rows.

    Raises
    ------
    Unreadable
        If a quote makes it unclear which rows there are.
    """
    found = Sorted()
    with path.open("rb") as stream:
        stream.seek(header.offset)
        for line, row in _logical_rows(stream, header.lines, delimiter, width):
            reason, pieces = _judge(row, delimiter, width)
            if reason:
                found.broken.append((line, reason))
            for piece in pieces:
                found.lines.append(line)
                out.write(piece + b"\n")
    return found


def _logical_rows(
    stream: IO[bytes], before: int, delimiter: bytes, width: int
) -> Iterator[tuple[int, bytes]]:
    """Rows with their first line; those over several lines are put together."""
    waiting: list[bytes] = []
    begun, size = 0, 0
    for number, line in enumerate(physical_lines(stream), start=before + 1):
        if not waiting:
            body = line.rstrip(b"\r\n")
            if b'"' not in line or b"\0" in line or fields(body, delimiter) != OPEN:
                if body.strip(b" "):
                    yield number, body
                continue
            begun, size = number, 0
        waiting.append(line)
        size += len(line)
        if size > limits.MAX_CELL:
            what = f"A quote that opens in line {begun} is not closed within the length of any cell."
            raise Unreadable(what, MEND_QUOTE)
        # Only after an even number of quotes can the open one be closed.
        if len(waiting) > 1 and b'"' in line and sum(part.count(b'"') for part in waiting) % 2 == 0:
            row = b"".join(waiting).rstrip(b"\r\n")
            split = fields(row, delimiter)
            if not isinstance(split, list) or len(split) != width:
                raise Unreadable(_swallowed(begun, number), MEND_QUOTE)
            yield begun, row
            waiting = []
    if len(waiting) == 1:
        yield begun, waiting[0].rstrip(b"\r\n")
    elif waiting:
        what = (
            f"A quote that opens in line {begun} is never closed, so the rows after it cannot be told apart."
        )
        raise Unreadable(what, MEND_QUOTE)


def _swallowed(begun: int, number: int) -> str:
    return f"A quote that opens in line {begun} runs on into line {number}, so the rows between cannot be told apart."


def _judge(row: bytes, delimiter: bytes, width: int) -> tuple[str, list[bytes]]:
    """Why a row is broken, or the sound rows in it: several where lone carriage returns end each of them."""
    if b"\0" in row:
        return NUL, []
    if b'"' in row:
        split = fields(row, delimiter)
        if not isinstance(split, list):
            return (NEVER_CLOSED if split == OPEN else ASTRAY), []
        count = len(split)
    elif b"\r" in row:
        pieces = row.split(b"\r")
        whole = all(piece.count(delimiter) == width - 1 and piece for piece in pieces)
        return ("", pieces) if whole and width > 1 else (ASTRAY, [])
    else:
        count = row.count(delimiter) + 1
    return ("", [row]) if count == width else (f"{count} fields where the header has {width}", [])
