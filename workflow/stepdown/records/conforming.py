"""The fast way in: check a table that an adapter hands over as a polars frame, column by column.

The row-checked pandas way costs about a microsecond a cell in strings and copies, which is
fine for a trial and far too slow for a national file. An adapter that already made every
column canonical (enumerations, small whole numbers) hands over a polars frame instead. Nothing is
taken on trust: the same rules are checked and the ledger adds up in the same way, only by
whole columns, and rows are looked at one by one only where a column breaks a rule.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import polars as pl

from stepdown.errors import Problem
from stepdown.records.schema import Column, Table

# Keys of rows; words for everybody else, whatever codes an adapter used.
KEYS = ("person_id", "episode_id")
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
    """No row repeats another, and no two rows contradict each other."""
    keys = frame[table.key[0]] if len(table.key) == 1 else frame.select(pl.struct(table.key)).to_series()
    # Different hashes are enough, and three times as quick; equal ones may be chance, so the keys themselves decide.
    return keys.hash().n_unique() == frame.height or keys.n_unique() == frame.height


def plain_columns(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """Columns of the types that every reader of this table meets: keys as text, words of a list as its enumeration."""
    of = {column.name: pl.Enum(column.allowed) for column in table.columns if column.allowed}
    of |= {name: pl.String for name in KEYS if name in frame.columns}
    return frame.with_columns(pl.col(name).cast(kind) for name, kind in of.items() if name in frame.columns)


def first_of_equal_rows(frame: pl.DataFrame) -> pl.Series | None:
    """Is each row the first of those that equal it throughout? None if no row equals another."""
    # Codes are quicker to hash than the words behind them.
    hashes = frame.with_columns(pl.col(pl.Enum).to_physical()).hash_rows()
    in_order = hashes.sort()
    repeated = in_order.filter(in_order == in_order.shift()).unique()
    if repeated.is_empty():
        return None
    candidates = hashes.is_in(repeated.implode())
    firsts = frame.filter(candidates).select(pl.struct(pl.all()).is_first_distinct()).to_series()
    if firsts.all():
        return None
    # Equal hashes may be chance: only rows that are equal themselves are dropped.
    return (~candidates).scatter(candidates.arg_true(), firsts)


def reasons(
    table: Table, frame: pl.DataFrame, people: pl.Series | None, episodes: pl.DataFrame | None = None
) -> pl.Series | None:
    """The first reason each row cannot be kept, or an empty string; None if all rows can.

    Parameters
    ----------
    people : the person_id of everybody there is; not looked at if None.
    episodes : episode_id and person_id of every episode; not looked at if None.
    """
    broken = [(mask, why) for column in table.columns for mask, why in _broken(frame[column.name], column)]
    if people is not None and not _same(frame["person_id"], people):
        mask = outside(frame["person_id"], people)
        broken += [(mask, "person_id is not in persons")] if mask is not None else []
    if episodes is not None:
        broken += strange_episodes(frame, episodes)
    if not broken:
        return None
    first = pl.lit("")
    for mask, why in reversed(broken):
        first = pl.when(mask.fill_null(False)).then(pl.lit(why)).otherwise(first)
    return pl.select(first.alias("reason")).to_series()


def words(column: pd.Series | pl.Series) -> pl.Series:
    """A column of keys as text."""
    return pl.Series(column.name, column, dtype=pl.String) if isinstance(column, pd.Series) else column


def outside(values: pl.Series, known: pl.Series) -> pl.Series | None:
    """Which values are not known (missing ones are neither); None if all are. Enumerations are looked up once a word."""
    known = known.cast(pl.String).implode()
    if values.dtype == pl.Enum:
        words = pl.Series(values.dtype.categories, dtype=pl.String)
        strange = words.filter(~words.is_in(known))
        if strange.is_empty():
            return None
        mask = values.is_in(strange.cast(values.dtype).implode())
    else:
        mask = ~values.cast(pl.String).is_in(known)
    return mask if mask.any() else None


def strange_episodes(frame: pl.DataFrame, episodes: pl.DataFrame) -> Iterator[tuple[pl.Series, str]]:
    """Rows whose episode nobody had, or somebody else."""
    if frame["episode_id"].null_count() == frame.height:
        return
    unknown = outside(frame["episode_id"], episodes["episode_id"])
    if unknown is not None:
        yield unknown, "episode_id is not in episodes"
    pairs = frame.select("episode_id", "person_id")
    told = pairs.unique().drop_nulls()
    owners = episodes.rename({"person_id": "owner"}).cast(pl.String)
    owned = told.cast(pl.String).join(owners, on="episode_id", maintain_order="left")
    wrong = owned.filter(pl.col("person_id") != pl.col("owner")).select("episode_id", "person_id")
    if wrong.height:
        found = pairs.join(
            wrong.cast(dict(pairs.schema)).with_columns(wrong=pl.lit(True)),
            on=["episode_id", "person_id"],
            how="left",
            maintain_order="left",
        )
        yield found["wrong"].is_not_null(), "episode_id is another person's"


def _same(keys: pl.Series, people: pl.Series) -> bool:
    """One row a person, in the same order: the usual case, and far quicker to see than to look each one up."""
    return len(keys) == len(people) and keys.dtype == people.dtype and bool((keys == people).all())


def _broken(values: pl.Series, column: Column) -> Iterator[tuple[pl.Series, str]]:
    """The rows that break a rule of this column, for each rule that is broken."""
    if column.required and values.null_count():
        yield values.is_null(), f"{column.name} is missing"
    # An enumeration whose words are all allowed needs no look at its rows.
    if column.allowed and not _enumerates(values, column.allowed):
        strange = outside(values, pl.Series(column.allowed))
        if strange is not None:
            yield strange, f"{column.name} is not an allowed value"
    if column.lowest is not None and (lowest := values.min()) is not None and lowest < column.lowest:
        yield values < column.lowest, f"{column.name} is below {column.lowest:g}"
    if column.highest is not None and (highest := values.max()) is not None and highest > column.highest:
        yield values > column.highest, f"{column.name} is above {column.highest:g}"


def _enumerates(values: pl.Series, allowed: tuple[str, ...]) -> bool:
    return values.dtype == pl.Enum and set(values.dtype.categories) <= set(allowed)
