"""Column names: where they are in a file, whether they can be used, and which are wanted."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from stepdown.errors import Problem
from stepdown.records.reading.scan import MALFORMED, OPEN, bare, fields, physical_lines
from stepdown.records.reading.unreadable import Unreadable

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True)
class HeaderLine:
    """The header of a delimited file as bytes, and where the rows start."""

    text: bytes
    """The header without its line end."""
    offset: int
    """Of the first byte after it."""
    lines: int
    """Lines up to and with it."""
    cut: bool = False
    """It ended in a lone carriage return, as no other line may."""


def find_header(path: Path, start: int) -> HeaderLine:
    """The first line that is not blank; a quoted name may run over several.

    Raises
    ------
    Unreadable
        If there is none.
    """
    text, offset, number = b"", start, 0
    with path.open("rb") as stream:
        stream.seek(start)
        for line in physical_lines(stream):
            number += 1
            offset += len(line)
            text += line
            if text.count(b'"') % 2:
                continue
            body = text.rstrip(b"\r\n")
            if b"\r" in body and b'"' not in body and b"\0" not in body:
                first = body.split(b"\r")[0]
                return HeaderLine(first, offset - len(line) + len(first) + 1, number - 1, cut=True)
            if body.strip():
                return HeaderLine(body, offset, number)
            text = b""
    if text.strip():
        raise Unreadable("A quote in the header is never closed.", "Close it, or export the file again.")
    raise Unreadable("The file is empty.", "Restore it, or export it again.")


def header_names(header: HeaderLine, delimiter: bytes) -> tuple[str, ...]:
    """The names in a header line, as they are.

    Raises
    ------
    Unreadable
        If it is not a row.
    """
    cells = fields(header.text, delimiter)
    if cells in (OPEN, MALFORMED) or b"\0" in header.text:
        what = f"The header is not a row of names (line {header.lines}): a quote or a byte is out of place."
        raise Unreadable(what, "Export the file again.")
    return tuple(bare(cell) for cell in cells)


def name_faults(names: Sequence[str]) -> list[Unreadable]:
    """Everything that keeps a header from naming columns.

    Names are told by their position: in a file without a header they would be values of a person.
    """
    faults = []
    empty = [str(i) for i, name in enumerate(names, start=1) if not name]
    if empty:
        mend = "Name it, or export without row names (in R: row.names = FALSE; in pandas: index=False)."
        faults.append(Unreadable(f"The header has no name for column {', '.join(empty[:5])}.", mend))
    places: dict[str, list[int]] = {}
    for i, name in enumerate(names, start=1):
        places.setdefault(" ".join(name.split()).casefold(), []).append(i)
    for same in (same for key, same in places.items() if key and len(same) > 1):
        exact = len({names[i - 1] for i in same}) == 1
        alike = "have the same name" if exact else "have names that differ only by spaces or case"
        where = " and ".join(map(str, same))
        faults.append(Unreadable(f"Columns {where} {alike}.", "Rename all but one of them, or remove them."))
    filled = [name for name in names if name]
    if filled and all(NUMBER.fullmatch(name) for name in filled):
        what = "The first row holds numbers where the names of the columns should be."
        faults.append(Unreadable(what, "Export the file with a header."))
    return faults


def choose(names: Sequence[str], wanted: Iterable[str] | None) -> tuple[list[str], list[Unreadable]]:
    """The wanted names that are there, in the wanted order, and one fault for each that is not."""
    if wanted is None:
        return list(names), []
    wanted = list(dict.fromkeys(wanted))
    present = set(names)
    return [name for name in wanted if name in present], [
        Unreadable("The column is missing.", _nearest(name, names), column=name)
        for name in wanted
        if name not in present
    ]


def _nearest(name: str, names: Sequence[str]) -> str:
    """Only a name that is close is shown: others might not be names at all."""
    folded = {" ".join(known.split()).casefold(): i for i, known in enumerate(names, start=1)}
    close = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.7)
    if not close:
        return f"None of the {len(names)} columns has a similar name. Correct the plan, or export the column."
    position = folded[close[0]]
    return f"Did you mean {names[position - 1]} (column {position} of {len(names)})?"


def to_problems(path: Path, faults: Iterable[Unreadable]) -> list[Problem]:
    return [fault.problem(path) for fault in faults]
