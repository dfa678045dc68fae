"""The rules of delimited text: where a field and a row end, and when a row breaks them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import IO

from stepdown.records.reading import limits
from stepdown.records.reading.unreadable import Unreadable

OPEN, MALFORMED = -1, -2


@lru_cache(maxsize=16)
def _field(delimiter: bytes) -> re.Pattern[bytes]:
    """One field: quoted with doubled quotes inside, or bare. The quantifiers never give back, so time is linear."""
    bare = rb'[^"\r\n' + re.escape(delimiter) + rb"]*+"
    return re.compile(rb'"(?:[^"]++|"")*+"|' + bare)


def fields(text: bytes, delimiter: bytes) -> list[bytes] | int:
    """Split a row without its line end; `OPEN` if a quoted field runs on, `MALFORMED` if a quote or line end is astray."""
    pattern, position, found = _field(delimiter), 0, []
    while True:
        match = pattern.match(text, position)
        position = match.end()
        if position < len(text) and text[position : position + 1] != delimiter:
            is_open = text[position] == 0x22 and position == match.start()
            return OPEN if is_open else MALFORMED
        found.append(match[0])
        if position == len(text):
            return found
        position += 1


def bare(field: bytes) -> str:
    """The text of a field, out of its quotes."""
    if field[:1] == b'"':
        field = field[1:-1].replace(b'""', b'"')
    return field.decode("utf-8").strip()


def physical_lines(stream: IO[bytes]) -> Iterator[bytes]:
    """Lines with their ends.

    Raises
    ------
    Unreadable
        If a line is so long that this is no table.
    """
    number = 0
    while line := stream.readline(limits.MAX_LINE + 1):
        number += 1
        if len(line) > limits.MAX_LINE:
            what = f"A line is longer than any row of a table (line {number} from the first row on)."
            raise Unreadable(what, "Look for a quote that is never closed, or export the file again.")
        yield line
