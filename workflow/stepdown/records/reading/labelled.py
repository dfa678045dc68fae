"""SPSS, Stata and SAS files: typed values with labels."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pyreadstat

from stepdown.records.reading.typed import as_text
from stepdown.records.reading.unreadable import Unreadable

READERS = {
    ".sav": pyreadstat.read_sav,
    ".zsav": pyreadstat.read_sav,
    ".por": pyreadstat.read_por,
    ".dta": pyreadstat.read_dta,
    ".sas7bdat": pyreadstat.read_sas7bdat,
    ".xpt": pyreadstat.read_xport,
}


def labelled_names(path: Path, encoding: str | None) -> tuple[str, ...]:
    _, meta = _read(path, encoding, metadataonly=True)
    return tuple(meta.column_names)


def read_labelled(
    path: Path, columns: list[str], encoding: str | None
) -> tuple[pl.DataFrame, dict[str, dict[str, str]]]:
    """Typed columns and their value labels (code as text -> label). Values the file declares as missing are null.

    Raises
    ------
    Unreadable
        If the file has fewer rows than it says.
    """
    if not columns:
        return pl.DataFrame(), {}
    table, meta = _read(path, encoding, usecols=columns)
    if meta.number_rows is not None and meta.number_rows != table.height:
        raise Unreadable("The file has fewer rows than it says: it was cut short.", "Copy it again.")
    return table.select(columns), {
        name: _labels(labels) for name, labels in meta.variable_value_labels.items() if name in columns
    }


def _read(path: Path, encoding: str | None, **options: Any) -> tuple[pl.DataFrame, Any]:
    reader = READERS[path.suffix.lower()]
    if encoding is not None:
        options["encoding"] = encoding
    return reader(str(path), output_format="polars", **options)


def _labels(labels: Mapping[Any, str]) -> dict[str, str]:
    """Codes in the same text as the column has."""
    codes = [as_text(pl.Series([code], strict=False))[0] for code in labels]
    return {code: str(label) for code, label in zip(codes, labels.values(), strict=True) if code is not None}
