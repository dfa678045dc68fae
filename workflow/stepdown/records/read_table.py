"""Read a delimited source file, refusing whatever is not what the adapter expects."""

from __future__ import annotations

import csv
import gzip
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from stepdown.errors import Problem, nearest

MAX = sys.float_info.max
KIND_WORDS = {"whole": "whole numbers", "number": "numbers"}


def read_table(path: str | Path, columns: Mapping[str, str], problems: list[Problem]) -> pd.DataFrame | None:
    """Read the named columns, each as its declared kind.

    Parameters
    ----------
    path : a CSV file, or one packed with gzip (`.csv.gz`).
    columns : column name -> "text", "whole" or "number".
    problems : every problem found is appended here; values are never quoted.

    Returns
    -------
    pandas.DataFrame or None
        Nullable columns in the declared order; None if the file could not be read at all.
    """
    try:
        if not _is_rectangle(path, problems):
            return None
        raw = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""])
    except pd.errors.EmptyDataError:
        problems.append(Problem(str(path), "The file is empty.", "Restore it, or export it again."))
        return None
    except (pd.errors.ParserError, csv.Error):
        problems.append(
            Problem(str(path), "The file is not a table of comma-separated fields.", "Export it again.")
        )
        return None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        problems.append(
            Problem(str(path), "The file is not a whole gzip file.", "Copy it again, or export it again.")
        )
        return None
    except UnicodeDecodeError:
        problems.append(Problem(str(path), "The file is not UTF-8 text.", "Save it as UTF-8 (CSV UTF-8)."))
        return None

    before = len(problems)
    for name in columns:
        if name not in raw.columns:
            problems.append(
                Problem(f"{path}, column {name}", "The column is missing.", nearest(name, raw.columns))
            )
    if raw.empty:
        problems.append(Problem(str(path), "The file has a header but no rows.", "Export the file again."))
    if len(problems) > before:
        return None

    typed = {}
    for name, kind in columns.items():
        typed[name] = _convert(raw[name], kind, f"{path}, column {name}", problems)
    return pd.DataFrame(typed)


def _is_rectangle(path: str | Path, problems: list[Problem]) -> bool:
    """Has every row as many fields as the header, and every column its own name?

    pandas would fill a short row with missing values, take the surplus of long rows
    for an index and rename a doubled column, all in silence.
    """
    before = len(problems)
    unpack = gzip.open if str(path).endswith(".gz") else open
    with unpack(path, "rt", newline="", encoding="utf-8-sig") as stream:
        reader = csv.reader(stream)
        header = next(reader, [])
        ragged = [reader.line_num for fields in reader if fields and len(fields) != len(header)]
    for name in sorted({name for name in header if header.count(name) > 1}):
        problems.append(
            Problem(f"{path}, column {name}", "Two columns have this name.", "Rename one of them.")
        )
    if ragged:
        lines = ", ".join(map(str, ragged[:5])) + (", …" if len(ragged) > 5 else "")
        problems.append(
            Problem(
                str(path),
                f"{len(ragged)} rows have more or fewer fields than the header (line {lines}).",
                "Export the file again, with quotes around fields that hold commas.",
            )
        )
    return len(problems) == before


def _convert(column: pd.Series, kind: str, where: str, problems: list[Problem]) -> pd.Series:
    if kind == "text":
        return column
    numbers = pd.to_numeric(column, errors="coerce").astype("Float64")
    # Beyond 2**53 a float is no longer one certain whole number; infinity is no number at all.
    broken = (numbers.isna() & column.notna()) | (numbers.abs() > (2**53 if kind == "whole" else MAX)).fillna(
        False
    )
    if kind == "whole":
        broken |= (numbers % 1 != 0).fillna(False)
    if broken.any():
        # +2: the header is line 1 and people count from 1.
        lines = [str(i + 2) for i in broken.to_numpy().nonzero()[0][:5]]
        more = ", …" if broken.sum() > 5 else ""
        problems.append(
            Problem(
                where,
                f"{int(broken.sum())} of {len(column)} values are not {KIND_WORDS[kind]} (line {', '.join(lines)}{more}).",
                "Correct these lines in the source, or leave the field empty if the value is unknown.",
            )
        )
        return numbers
    return numbers.astype("Int64") if kind == "whole" else numbers


def check_codes(
    table: pd.DataFrame | None, path: str | Path, codes: Mapping[str, tuple], problems: list[Problem]
) -> None:
    """Every value that no recode covers is a problem: it would otherwise be taken for missing, or for "no".

    Parameters
    ----------
    table : what `read_table` gave; nothing is checked if that was nothing.
    codes : column -> the values it may hold; missing is always allowed.
    """
    for name, allowed in codes.items() if table is not None else ():
        unknown = table[name].notna() & ~table[name].isin(allowed)
        if unknown.any():
            lines = [str(i + 2) for i in unknown.to_numpy().nonzero()[0][:5]]
            problems.append(
                Problem(
                    f"{path}, column {name}",
                    f"{int(unknown.sum())} of {len(table)} values are not known codes (line {', '.join(lines)}).",
                    f"Known: {', '.join(map(str, allowed))}. Leave the field empty if the value is unknown.",
                )
            )
