"""The fast way in: check a table that an adapter hands over as a polars frame, column by column.

The row-checked pandas way costs about a microsecond a cell in strings and copies, which is
fine for a trial and far too slow for a national file. An adapter that already made every
column canonical (enumerations, small whole numbers) hands over a polars frame instead. Nothing is
taken on trust: the same rules are checked and the ledger adds up in the same way, only by
whole columns, and rows are looked at one by one only where a column breaks a rule.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.errors import Problem
from stepdown.records.schema import Column, Table

TYPES = {"text": pl.String, "whole": pl.Int32, "number": pl.Float64, "flag": pl.Boolean}


def complete_columns(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The declared columns in their order, absent ones that may be missing as missing, then the further ones."""
    declared = [column.name for column in table.columns]
    absent = [
        pl.lit(None, dtype=TYPES[column.kind]).alias(column.name)
        for column in table.columns
        if not column.required and column.name not in frame.columns
    ]
    further = [name for name in frame.columns if name not in declared] if table.open_ended else []
    return frame.with_columns(absent).select(*declared, *further)


def wrong_types(table: Table, frame: pl.DataFrame) -> Iterator[Problem]:
    """Columns of another kind than the record definitions say: a fault of the adapter."""
    for column in table.columns:
        found = frame[column.name].dtype
        fits = {
            "text": found in (pl.String, pl.Enum, pl.Categorical),
            "whole": found.is_integer(),
            "number": found.is_numeric(),
            "flag": found == pl.Boolean,
        }
        if not fits[column.kind]:
            yield Problem(
                f"records, table {table.name}, column {column.name}",
                f"The adapter gave {found}, the record definitions say {column.kind}.",
                "This is a fault of stepdown; please report it.",
            )


def has_one_row_a_key(table: Table, frame: pl.DataFrame) -> bool:
    """No row repeats another, and no two rows contradict each other. Where keys may repeat, the whole row is the key."""
    key = frame.columns if table.repeats else list(table.key)
    keys = frame[key[0]] if len(key) == 1 else frame.select(pl.struct(key)).to_series()
    # Different hashes are enough, and three times as quick; equal ones may be chance, so the keys themselves decide.
    return keys.hash().n_unique() == frame.height or keys.n_unique() == frame.height


def first_of_equal_rows(frame: pl.DataFrame) -> pl.Series:
    """Whole rows are compared: for tables in which a key stands twice."""
    return frame.select(pl.struct(pl.all()).is_first_distinct()).to_series()


def reasons(table: Table, frame: pl.DataFrame, people: pl.Series | None) -> pl.Series | None:
    """The first reason each row cannot be kept, or an empty string; None if all rows can."""
    broken = [(mask, why) for column in table.columns for mask, why in _broken(frame[column.name], column)]
    if people is not None and not _same(frame["person_id"], people):
        mask = ~frame["person_id"].is_in(people.implode())
        broken += [(mask, "person_id is not in persons")] if mask.any() else []
    if not broken:
        return None
    first = pl.lit("")
    for mask, why in reversed(broken):
        first = pl.when(mask.fill_null(False)).then(pl.lit(why)).otherwise(first)
    return pl.select(first.alias("reason")).to_series()


def _same(keys: pl.Series, people: pl.Series) -> bool:
    """One row a person, in the same order: the usual case, and far quicker to see than to look each one up."""
    return len(keys) == len(people) and keys.dtype == people.dtype and bool((keys == people).all())


def _broken(values: pl.Series, column: Column) -> Iterator[tuple[pl.Series, str]]:
    """The rows that break a rule of this column, for each rule that is broken."""
    if column.required and values.null_count():
        yield values.is_null(), f"{column.name} is missing"
    # An enumeration whose words are all allowed needs no look at its rows.
    if column.allowed and not _enumerates(values, column.allowed):
        outside = values.is_not_null() & ~values.cast(pl.String).is_in(list(column.allowed))
        if outside.any():
            yield outside, f"{column.name} is not an allowed value"
    if column.lowest is not None and (lowest := values.min()) is not None and lowest < column.lowest:
        yield values < column.lowest, f"{column.name} is below {column.lowest:g}"
    if column.highest is not None and (highest := values.max()) is not None and highest > column.highest:
        yield values > column.highest, f"{column.name} is above {column.highest:g}"


def _enumerates(values: pl.Series, allowed: tuple[str, ...]) -> bool:
    return values.dtype == pl.Enum and set(values.dtype.categories) <= set(allowed)
