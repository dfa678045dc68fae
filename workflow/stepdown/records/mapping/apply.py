"""Apply column maps to a table as it was read: typed columns, and the reason each row cannot be kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from stepdown.records.mapping.columns import ColumnMap
from stepdown.records.mapping.ledger import MOST_VALUES, MappingLedger
from stepdown.records.reading.dates import parse_date
from stepdown.records.reading.parse import parse_flag, parse_number, parse_whole
from stepdown.records.reading.table import ReadTable


@dataclass
class Mapped:
    """Canonical columns of one file, and why rows of it cannot be kept (empty string: they can)."""

    columns: dict[str, pl.Series] = field(default_factory=dict)
    dates: dict[str, pl.Series] = field(default_factory=dict)
    reasons: pl.Series = field(default_factory=lambda: pl.Series("reason", [], dtype=pl.String))

    def refuse(self, broken: pl.Series, reason: str) -> None:
        """The first reason of a row stays."""
        fresh = broken.fill_null(False) & (self.reasons == "")
        self.reasons = pl.select(
            pl.when(fresh).then(pl.lit(reason)).otherwise(self.reasons).alias("reason")
        ).to_series()


def apply_maps(
    read: ReadTable,
    maps: Mapping[str, tuple[ColumnMap, str]],
    missing: list[str],
    ledger: MappingLedger,
) -> Mapped:
    """Make canonical columns out of source columns.

    Parameters
    ----------
    read : the file, every wanted column as text.
    maps : canonical column -> (its map, its kind: text, whole, number or flag).
    missing : source values that mean "not known" in every column.
    ledger : receives every column and every value of recoded columns.

    Returns
    -------
    Mapped
        One series a canonical column, in file order; dates apart, still to be turned into days.
    """
    n = read.table.height
    mapped = Mapped(reasons=pl.repeat("", n, dtype=pl.String, eager=True).alias("reason"))
    used: dict[str, str] = {}
    for name, (spec, kind) in maps.items():
        if spec.column is None:
            fixed = pl.repeat(spec.value, n, dtype=pl.String, eager=True).alias(name)
            mapped.columns[name] = _parsed(fixed, spec, kind, mapped, f"the fixed value of {name}")
            continue
        used[spec.column] = ", ".join(filter(None, [used.get(spec.column), name]))
        source = read.table[spec.column]
        gone = [*missing, *spec.missing]
        values = source.set(source.is_in(gone).fill_null(False), None) if gone else source
        if spec.date_format:
            mapped.dates[name], broken = parse_date(values, spec.date_format)
            mapped.refuse(broken, f"{spec.column} is not a date like {spec.date_format}")
        else:
            mapped.columns[name] = _typed(values, spec, kind, mapped, ledger, read.path.name)
    ledger.note_columns(read.path.name, read.names, used)
    return mapped


def _typed(
    values: pl.Series, spec: ColumnMap, kind: str, mapped: Mapped, ledger: MappingLedger, file: str
) -> pl.Series:
    if spec.recode:
        unknown = values.is_not_null() & ~values.is_in(list(spec.recode))
        ledger.note_values(file, spec.column, dict(spec.recode), values)
        mapped.refuse(unknown, f"{spec.column} has a value that no recode covers")
        values = values.replace_strict(spec.recode, default=None, return_dtype=pl.String)
    elif kind == "text" and values.n_unique() <= MOST_VALUES:
        ledger.note_values(
            file, spec.column, {value: value for value in values.drop_nulls().unique()}, values
        )
    return _parsed(values, spec, kind, mapped, spec.column)


def _parsed(values: pl.Series, spec: ColumnMap, kind: str, mapped: Mapped, where: str) -> pl.Series:
    """Text into the canonical kind; a row whose value is not of that kind is refused."""
    if kind == "text":
        return values
    if kind == "flag":
        typed, broken = parse_flag(values)
        mapped.refuse(broken, f"{where} is not yes or no")
        return typed
    parse = parse_whole if kind == "whole" and spec.multiply == 1 else parse_number
    typed, broken = parse(values)
    mapped.refuse(broken, f"{where} is not a {'whole number' if kind == 'whole' else 'number'}")
    if spec.multiply != 1:
        typed = typed * spec.multiply
        typed = typed.round(0).cast(pl.Int64) if kind == "whole" else typed
    return typed
