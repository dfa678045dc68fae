"""Apply column maps to a table as it was read: typed columns, and the reason each row cannot be kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import polars as pl

from stepdown.records.mapping.columns import ColumnMap
from stepdown.records.mapping.distinct import Distinct, coded
from stepdown.records.mapping.ledger import MOST_VALUES, MappingLedger
from stepdown.records.reading.dates import parse_date
from stepdown.records.reading.parse import MOST, parse_flag, parse_number, parse_whole
from stepdown.records.reading.table import ReadTable

# Columns whose values are never listed: a short table would show every key.
KEYS = ("person_id", "episode_id")
# Takes a mask of broken values and the reason.
Refuse = Callable[[pl.Series, str], None]


@dataclass
class Mapped:
    """Canonical columns of one file, and why rows of it cannot be kept (empty string: they can)."""

    columns: dict[str, pl.Series] = field(default_factory=dict)
    dates: dict[str, pl.Series] = field(default_factory=dict)
    reasons: pl.Series = field(default_factory=lambda: pl.Series("reason", [], dtype=pl.String))

    def refuse(self, broken: pl.Series, reason: str) -> None:
        """The first reason of a row stays."""
        if not broken.any():
            return
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
    read : the file, every wanted column as text, plain or coded (Categorical).
    maps : canonical column -> (its map, its kind: text, whole, number or flag).
    missing : source values that mean "not known" in every column.
    ledger : receives every column and every value of recoded columns.

    Returns
    -------
    Mapped
        One series a canonical column, in file order; dates apart, still to be turned into days. Text is plain where
        the source column is, and an enumeration where that is coded.
    """
    n = read.table.height
    mapped = Mapped(reasons=pl.repeat("", n, dtype=pl.String, eager=True).alias("reason"))
    used: dict[str, str] = {}
    for name, (spec, kind) in maps.items():
        if spec.column is None:
            fixed = Distinct(
                pl.Series([spec.value], dtype=pl.String), pl.repeat(0, n, dtype=pl.UInt8, eager=True)
            )
            refuse = _refusals(mapped, fixed)
            typed = _parsed(fixed.values, spec, kind, refuse, f"the fixed value of {name}")[0]
            mapped.columns[name] = fixed.spread(typed).alias(name)
            continue
        used[spec.column] = ", ".join(filter(None, [used.get(spec.column), name]))
        source = read.table[spec.column]
        distinct = Distinct.of(source)
        refuse = _refusals(mapped, distinct)
        unknown = distinct.values.is_in([*missing, *spec.missing])
        values = distinct.values.set(unknown, None)
        if spec.date_format:
            dates, broken = parse_date(values, spec.date_format)
            mapped.dates[name] = distinct.spread(dates)
            refuse(broken, f"{spec.column} is not a date like {spec.date_format}")
        else:
            typed, became = _typed(values, spec, kind, refuse)
            is_coded = kind == "text" and source.dtype != pl.String
            mapped.columns[name] = distinct.spread(coded(typed) if is_coded else typed)
            if name not in KEYS and became is not None:
                words = dict.fromkeys(distinct.values.filter(unknown)) | became
                ledger.note_values(read.path.name, spec.column, words, source)
    ledger.note_columns(read.path.name, read.names, used)
    return mapped


def _refusals(mapped: Mapped, distinct: Distinct) -> Refuse:
    """Refuse the rows in which a broken value stands."""

    def refuse(broken: pl.Series, reason: str) -> None:
        if broken.any():
            mapped.refuse(distinct.spread(broken), reason)

    return refuse


def _typed(
    values: pl.Series, spec: ColumnMap, kind: str, refuse: Refuse
) -> tuple[pl.Series, dict[str, str] | None]:
    """The canonical values, and for columns of words what each source value became."""
    if spec.recode:
        unknown = values.is_not_null() & ~values.is_in(list(spec.recode))
        refuse(unknown, f"{spec.column} has a value that no recode covers")
        values = values.replace_strict(spec.recode, default=None, return_dtype=pl.String)
        return _parsed(values, spec, kind, refuse, spec.column)[0], dict(spec.recode)
    typed, broken = _parsed(values, spec, kind, refuse, spec.column)
    if kind not in ("text", "flag") or values.n_unique() > MOST_VALUES:
        return typed, None
    pairs = (
        pl.DataFrame({"value": values, "became": typed.cast(pl.String)}).filter(~broken).drop_nulls().unique()
    )
    return typed, dict(pairs.iter_rows())


def _parsed(
    values: pl.Series, spec: ColumnMap, kind: str, refuse: Refuse, where: str
) -> tuple[pl.Series, pl.Series]:
    """Text into the canonical kind, and which values are not of that kind: their rows are refused."""
    if kind == "text":
        return values, values.is_null() & False
    if kind == "flag":
        typed, broken = parse_flag(values)
        refuse(broken, f"{where} is not yes or no")
        return typed, broken
    parse = parse_whole if kind == "whole" and spec.multiply == 1 else parse_number
    typed, broken = parse(values)
    if spec.multiply != 1:
        # A fraction is multiplied and divided apart, so that 45 minutes are 0.75 hours and not 0.7500000001.
        typed = typed * spec.multiply.numerator / spec.multiply.denominator
        # No whole number is certain beyond this; infinity is none at all.
        broken |= (typed.abs() > MOST).fill_null(False)
        typed = typed.set(broken, None)
        typed = typed.round(0).cast(pl.Int64) if kind == "whole" else typed
    refuse(broken, f"{where} is not a {'whole number' if kind == 'whole' else 'number'}")
    return typed, broken
