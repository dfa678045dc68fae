"""What a rule sees of a column: its name and its distinct values, sorted into text and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from stepdown.records.guard.clean import clean
from stepdown.records.guard.naming import ColumnName
from stepdown.records.guard.words.listed import phrases

PLAIN_NUMBER = r"^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?$"
WHOLE = r"^[+-]?(\d+)(?:\.0*)?$"
# Beyond this a float has no certain last digit.
EXACT = float(2**53)
# Answers that say nothing about who somebody is.
FLAGS = phrases(
    """
    yes, no, y, n, true, false, t, f, 0, 1, -, ., ?, na, n/a, nan, none, null, missing, unknown, refused,
    declined, present, absent, ok, given, not given, answered, not answered, not asked, on file, removed,
    redacted, -9, -8, -7, 99, 999
    """
)


@dataclass
class Column:
    """One column under inspection.

    Parameters
    ----------
    series : its values.
    is_key : the mapping hashes it, so a record number may stand in it.
    is_date : the mapping turns its dates into day offsets, so dates may stand in it.
    limited : the plan declares a limited data set, so quarters may stand in it.
    extremes : least and greatest value of a numeric column, where they are known already.
    """

    series: pl.Series
    is_key: bool = False
    is_date: bool = False
    limited: bool = False
    extremes: tuple[float, float] | None = None

    @cached_property
    def name(self) -> ColumnName:
        return ColumnName(self.series.name)

    @cached_property
    def is_numeric(self) -> bool:
        return self.series.dtype.is_numeric()

    @cached_property
    def distinct(self) -> pl.Series:
        """Distinct values, as the source has them."""
        return self.series.unique().drop_nulls()

    @cached_property
    def cells(self) -> pl.Series:
        """Distinct plain strings of a text column; empty for any other type."""
        if self.series.dtype.base_type() in (pl.String, pl.Categorical, pl.Enum):
            return clean(self.distinct.cast(pl.String))
        return pl.Series([], dtype=pl.String)

    @cached_property
    def longest_cell(self) -> int:
        """Characters of the longest text cell; 0 where there is none."""
        return self.cells.str.len_chars().max() or 0

    @cached_property
    def texts(self) -> pl.Series:
        """The cells that are not plain numbers."""
        return self.cells.filter(~self.cells.str.contains(PLAIN_NUMBER))

    @cached_property
    def numbers(self) -> pl.Series:
        """The distinct numbers, however they are written."""
        if self.is_numeric:
            return self.distinct.cast(pl.Float64, strict=False).drop_nulls().drop_nans()
        written = self.cells.filter(self.cells.str.contains(PLAIN_NUMBER))
        return written.cast(pl.Float64, strict=False).drop_nulls()

    @cached_property
    def largest(self) -> float:
        """The greatest size of a number; 0 where there is none."""
        if self.extremes is not None:
            return max(abs(self.extremes[0]), abs(self.extremes[1]))
        return float(self.numbers.abs().max() or 0) if len(self.numbers) else 0.0

    @cached_property
    def wholes(self) -> pl.Series:
        """The distinct whole numbers as digits, leading zeros kept, signs and `.0` dropped."""
        written = self.cells.str.extract(WHOLE).drop_nulls()
        floats = self.numbers.abs()
        # From numbers and from 1.5E+10; digits that are written out are taken as they are written.
        if not self.is_numeric:
            scientific = self.cells.filter(
                self.cells.str.contains(r"\d[eE]") & self.cells.str.contains(PLAIN_NUMBER)
            )
            floats = scientific.cast(pl.Float64, strict=False).drop_nulls().abs()
        elif self.series.dtype.is_integer():
            return self.distinct.cast(pl.String).str.strip_prefix("-").unique()
        exact = floats.filter((floats == floats.floor()) & (floats < EXACT))
        return pl.concat([written, exact.cast(pl.Int64).cast(pl.String)]).unique()

    @cached_property
    def only_flags(self) -> bool:
        """Is every value a yes, a no or a word for missing? A column without values is not."""
        if self.series.dtype == pl.Boolean:
            return True
        if self.is_numeric:
            return len(self.series) > 0 and self.largest <= 1
        cells = self.cells
        return 0 < len(cells) <= 3 * len(FLAGS) and set(cells.str.to_lowercase()) <= FLAGS

    @cached_property
    def only_small_codes(self) -> bool:
        """Is every value a flag or a whole number below 100? Such a number cannot be, say, a telephone's."""
        if self.is_numeric:
            return len(self.series) > 0 and self.largest < 100
        return 0 < len(self.cells) <= 400 and all(
            cell.lower() in FLAGS or (cell.isascii() and cell.isdigit() and len(cell) <= 2)
            for cell in self.cells
        )
