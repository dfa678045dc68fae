"""Is a text file whole? What polars would fill in or rename in silence is an error here."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl

from stepdown.errors import Problem, SourceError

AGAIN = "Download it again from SAMHSA, or export it again."


def check_header(path: Path) -> tuple[list[str], str]:
    """The column names and the separator: whatever the first line has most of.

    Raises
    ------
    SourceError
        If the file is empty or of another encoding, or two columns share a name.
    """
    unpack = gzip.open if path.suffix.lower() == ".gz" else open
    try:
        with unpack(path, "rt", encoding="utf-8-sig", newline="") as stream:
            line = stream.readline().rstrip("\r\n")
    except UnicodeDecodeError:
        raise _refusal(path, "The file is not UTF-8 text.", "Save it as UTF-8 (CSV UTF-8).") from None
    if not line:
        raise _refusal(path, "The file is empty.", AGAIN)
    separator = max(",;\t|", key=line.count)
    names = [name.strip('"') for name in line.split(separator)]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise _refusal(path, f"Two columns are called {', '.join(doubled)}.", "Rename one of them.")
    return names, separator


def check_short_rows(path: Path, separator: str, columns: int) -> None:
    """Refuse rows that end before the last column.

    Called only where the last column has blanks: polars takes a field that is not there for a blank
    one. Fields in quotes may hold separators, so quoted text is left out of the count.
    """
    lines = pl.scan_csv(
        path, separator="\x1f", has_header=False, quote_char=None, infer_schema=False, new_columns=["line"]
    ).select(
        pl.col("line")
        .str.replace_all(r'"[^"]*"', "")
        .str.count_matches(separator, literal=True)
        .alias("found"),
        (pl.col("line").str.strip_chars() == "").fill_null(True).alias("blank"),
    )
    counted = lines.collect(engine="streaming").with_row_index("number", offset=1)
    short = counted.filter((pl.col("found") < columns - 1) & ~pl.col("blank"))
    if short.height:
        where = ", ".join(map(str, short["number"].head(5))) + (", …" if short.height > 5 else "")
        what = (
            f"{short.height} rows have fewer fields than the header (line {where}): the file may be cut off."
        )
        raise _refusal(path, what, AGAIN)


def _refusal(path: Path, what: str, mend: str) -> SourceError:
    return SourceError([Problem(str(path), what, mend)])
