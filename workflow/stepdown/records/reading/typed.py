"""Values of typed formats as the text a person would have typed."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from stepdown.records.reading.unreadable import Faults, Unreadable

PLAIN = (pl.String, pl.Categorical, pl.Enum, pl.Boolean, pl.Null)
MIDNIGHT = " 00:00:00"


def as_text(column: pl.Series) -> pl.Series:
    """Numbers without noise (1.0 is "1", 0.1 is "0.1"), dates in ISO form, whitespace stripped, empty null.

    Raises
    ------
    Unreadable
        If the values have no plain text: lists, binary data, structures.
    """
    kind = column.dtype
    if kind.is_float():
        text = _number_text(column.fill_nan(None))
    elif kind.is_decimal():
        text = column.cast(pl.String).str.replace(r"(\.\d*?)0+$", "$1").str.strip_suffix(".")
    elif kind.is_integer() or kind in PLAIN or kind == pl.Date:
        text = column.cast(pl.String)
    elif kind == pl.Datetime:
        text = iso_times(column.dt.replace_time_zone(None).dt.strftime("%Y-%m-%d %H:%M:%S%.f"))
    elif kind == pl.Time:
        text = column.dt.strftime("%H:%M:%S")
    else:
        mend = "Leave the column out, or export it as plain values."
        raise Unreadable("The column holds no plain values.", mend, column=column.name)
    text = text.str.strip_chars()
    return text.set(text == "", None).alias(column.name)


def _number_text(column: pl.Series) -> pl.Series:
    """The shortest digits that mean the same number; whole numbers without a point or an exponent."""
    whole = (column == column.round(0)) & (column.abs() < 2**63)
    digits = column.cast(pl.String).str.strip_suffix(".0")
    as_whole = column.set(~whole, None).cast(pl.Int64, strict=False).cast(pl.String)
    return as_whole.zip_with(as_whole.is_not_null(), digits)


def iso_times(text: pl.Series) -> pl.Series:
    """`2024-05-01 00:00:00` as `2024-05-01` where no value of the column has a time."""
    if text.null_count() < len(text) and text.drop_nulls().str.ends_with(MIDNIGHT).all():
        return text.str.strip_suffix(MIDNIGHT)
    return text


def texts(table: pl.DataFrame) -> pl.DataFrame:
    """Every column as text.

    Raises
    ------
    Faults
        Naming each column that has none.
    """
    columns, faults = [], []
    for column in table.get_columns():
        try:
            columns.append(as_text(column))
        except Unreadable as fault:
            faults.append(fault)
    if faults:
        raise Faults(faults)
    return pl.DataFrame(columns)


def parquet_names(path: Path) -> tuple[str, ...]:
    return tuple(pl.scan_parquet(path, glob=False).collect_schema().names())


def parquet_columns(path: Path, columns: list[str]) -> pl.DataFrame:
    return pl.scan_parquet(path, glob=False).select(columns).collect(engine="streaming")
