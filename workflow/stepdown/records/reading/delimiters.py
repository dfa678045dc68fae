"""Which character stands between fields, when nobody said so."""

from __future__ import annotations

from pathlib import Path

from stepdown.records.reading import limits
from stepdown.records.reading.header import HeaderLine
from stepdown.records.reading.scan import fields
from stepdown.records.reading.unreadable import Unreadable

CANDIDATES = (b",", b";", b"\t", b"|")


def declared_delimiter(delimiter: str) -> bytes:
    """The delimiter that a person named.

    Raises
    ------
    Unreadable
        If it cannot stand between fields.
    """
    character = {"tab": "\t", "\\t": "\t"}.get(delimiter, delimiter)
    if len(character) != 1 or not character.isascii() or character.isalnum() or character in '"\r\n\0 ':
        mend = "Use one plain character, such as a comma, semicolon, tab or bar."
        raise Unreadable("The delimiter that the plan names cannot be used.", mend)
    return character.encode()


def find_delimiter(path: Path, header: HeaderLine) -> bytes:
    """The one candidate that splits the header, or the only one that splits the first rows alike.

    Raises
    ------
    Unreadable
        If two candidates would do.
    """
    splits = {
        c: len(found)
        for c in CANDIDATES
        if isinstance(found := fields(header.text, c), list) and len(found) > 1
    }
    if len(splits) < 2:
        return next(iter(splits), b",")
    with path.open("rb") as stream:
        stream.seek(header.offset)
        sample = stream.read(limits.SAMPLE).splitlines()[:200]
    lines = [line for line in sample if line.strip()]
    agree = {c: sum(_count(line, c) == n for line in lines) for c, n in splits.items()}
    # A delimiter fits nearly every line; a character of the text fits next to none.
    fitting = [c for c, n in agree.items() if lines and n >= 0.9 * len(lines)]
    if len(fitting) == 1:
        return fitting[0]
    what = "More than one character could stand between the fields."
    raise Unreadable(what, "Say which it is (`delimiter:`).")


def _count(line: bytes, delimiter: bytes) -> int:
    found = fields(line, delimiter)
    return len(found) if isinstance(found, list) else 0
