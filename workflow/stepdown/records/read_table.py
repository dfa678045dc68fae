"""Read a delimited source file, refusing whatever is not what the adapter expects."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from stepdown.errors import Problem, nearest

KIND_WORDS = {"whole": "whole numbers", "number": "numbers"}


def read_table(path: str | Path, columns: Mapping[str, str], problems: list[Problem]) -> pd.DataFrame | None:
    """Read the named columns, each as its declared kind.

    Parameters
    ----------
    path : a CSV file.
    columns : column name -> "text", "whole" or "number".
    problems : every problem found is appended here; values are never quoted.

    Returns
    -------
    pandas.DataFrame or None
        Nullable columns in the declared order; None if the file could not be read at all.
    """
    try:
        raw = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""])
    except pd.errors.EmptyDataError:
        problems.append(Problem(str(path), "The file is empty.", "Restore it, or export it again."))
        return None
    except pd.errors.ParserError:
        problems.append(
            Problem(
                str(path), "The rows do not all have the same number of fields.", "Export the file again."
            )
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


def _convert(column: pd.Series, kind: str, where: str, problems: list[Problem]) -> pd.Series:
    if kind == "text":
        return column
    numbers = pd.to_numeric(column, errors="coerce").astype("Float64")
    broken = numbers.isna() & column.notna()
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
