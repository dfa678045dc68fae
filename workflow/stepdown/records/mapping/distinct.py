"""A column as its distinct values: each is worked on once, and the results are spread over the rows again."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Distinct:
    """The distinct values of a column of text, and which of them stands in each row.

    Ten million sessions have a few hundred days and a handful of kinds: what is done to values costs next to
    nothing, and rows are only looked up.
    """

    values: pl.Series
    """Text, sorted, without missing."""
    places: pl.Series
    """Row -> its place among the values; missing where the row has no value."""

    @classmethod
    def of(cls, column: pl.Series) -> Distinct:
        """Take apart a column of text, plain or coded (Categorical, Enum)."""
        distinct = column.unique().drop_nulls()
        values = distinct.cast(pl.String).sort()
        if column.dtype == pl.String or values.is_empty():
            return cls(values, column.cast(pl.Enum(values)).to_physical())
        # Codes are looked up in a table of codes: several times as quick as by the words behind them.
        codes = distinct.to_physical()
        place_of_code = pl.repeat(0, codes.max() + 1, dtype=pl.UInt32, eager=True)
        place_of_code = place_of_code.scatter(codes, distinct.cast(pl.Enum(values)).to_physical())
        return cls(values, place_of_code.gather(column.to_physical()))

    def spread(self, results: pl.Series) -> pl.Series:
        """One result for each value -> one for each row."""
        return results.gather(self.places)


def coded(texts: pl.Series) -> pl.Series:
    """Text as an enumeration in sorted order: four bytes a row at most, and the same on any number of cores."""
    return texts.cast(pl.Enum(texts.cast(pl.String).unique().drop_nulls().sort()))
