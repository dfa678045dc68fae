"""Delimited text: fast where the file is regular, careful where it is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from stepdown.records.reading.careful import sort_rows
from stepdown.records.reading.delimiters import declared_delimiter, find_delimiter
from stepdown.records.reading.encodings import as_utf8
from stepdown.records.reading.header import HeaderLine, find_header, header_names
from stepdown.records.reading.survey import survey
from stepdown.records.reading.table import BROKEN_ROWS


@dataclass(frozen=True)
class Delimited:
    """A delimited file whose rows are all sound, ready for the CSV engine; the broken ones are told apart."""

    path: Path
    names: tuple[str, ...]
    delimiter: bytes
    skip: int
    """Lines to skip before the first row."""
    n_rows: int
    plain: bool
    """Values need no cleaning."""
    lines: pl.Series
    broken_rows: pl.DataFrame

    def scan(self, columns: Sequence[str]) -> pl.LazyFrame:
        """Some columns as text, read only when asked for."""
        inner = [f"c{i}" for i in range(len(self.names))]
        places = {name: i for i, name in enumerate(self.names)}
        values = [pl.col(inner[places[name]]).alias(name) for name in columns]
        frame = pl.scan_csv(
            self.path,
            has_header=False,
            skip_lines=self.skip,
            separator=self.delimiter.decode(),
            schema=dict.fromkeys(inner, pl.String),
            glob=False,
        )
        return frame.select(values if self.plain else [cleaned(value) for value in values])


def cleaned(value: pl.Expr) -> pl.Expr:
    """Text without surrounding whitespace; nothing is null."""
    text = value.str.strip_chars()
    return pl.when(text != "").then(text)


def open_delimited(path: Path, folder: Path, delimiter: str | None, encoding: str | None) -> Delimited:
    """Find out what a delimited file is, and set its broken rows aside.

    Parameters
    ----------
    folder : private place for a copy, where one is needed; it must outlive the result.

    Raises
    ------
    Unreadable
        If the encoding, the delimiter, the header or the rows are unclear.
    """
    path, start = as_utf8(path, encoding, folder)
    header = find_header(path, start)
    if header.cut and not _has_line_feed(path, start):
        path, start = _with_line_feeds(path, start, folder), 0
        header = find_header(path, start)
    character = declared_delimiter(delimiter) if delimiter else find_delimiter(path, header)
    names = header_names(header, character)
    regular = None if header.cut else survey(path, header.offset, character, len(names))
    if regular:
        lines = pl.int_range(header.lines + 1, header.lines + 1 + regular.rows, dtype=pl.Int64, eager=True)
        nothing = pl.DataFrame(schema=BROKEN_ROWS)
        return Delimited(path, names, character, header.lines, regular.rows, regular.plain, lines, nothing)
    return _sorted(path, header, character, names, folder)


def _sorted(
    path: Path, header: HeaderLine, delimiter: bytes, names: tuple[str, ...], folder: Path
) -> Delimited:
    copy = folder / "sound.csv"
    with copy.open("wb") as out:
        found = sort_rows(path, header, delimiter, len(names), out)
    lines = pl.Series(found.lines, dtype=pl.Int64)
    broken = pl.DataFrame(found.broken, schema=BROKEN_ROWS, orient="row")
    return Delimited(copy, names, delimiter, 0, len(lines), False, lines, broken)


def _has_line_feed(path: Path, start: int) -> bool:
    with path.open("rb") as stream:
        stream.seek(start)
        while block := stream.read(1 << 20):
            if b"\n" in block:
                return True
    return False


def _with_line_feeds(path: Path, start: int, folder: Path) -> Path:
    """A copy of a file whose lines end in carriage returns alone, as on old Macintoshes."""
    copy = folder / "lines.txt"
    with path.open("rb") as stream, copy.open("wb") as out:
        stream.seek(start)
        while block := stream.read(1 << 20):
            out.write(block.replace(b"\r", b"\n"))
    return copy
