"""A table as it was found in a file: text, and where each row stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

BROKEN_ROWS = {"line": pl.Int64, "reason": pl.String}
SUSPICIOUS = {"line": pl.Int64, "column": pl.String}


@dataclass(frozen=True)
class ReadTable:
    """The wanted columns of one file, every value as text.

    Rows in the file = rows of `table` + rows of `broken_rows`, always. Blank lines are no rows.
    """

    path: Path
    table: pl.DataFrame
    """One String column a wanted column; surrounding whitespace stripped, empty is null."""
    lines: pl.Series
    """The line, sheet row or record number of each row, from 1; a row over several lines has its first."""
    labels: Mapping[str, Mapping[str, str]]
    """Column -> code -> label, where the format has labels (SPSS, Stata, SAS)."""
    names: tuple[str, ...]
    """All columns of the file, wanted or not."""
    broken_rows: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=BROKEN_ROWS))
    """Rows that could not be read: line, reason."""
    suspicious: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SUSPICIOUS))
    """Cells that look like spreadsheet formulas: line, column. Their rows are among the broken ones."""

    @property
    def n_rows(self) -> int:
        """Rows in the file, readable or not."""
        return self.table.height + self.broken_rows.height


@dataclass(frozen=True)
class ScannedTable:
    """As `ReadTable`, with the rows still in the file."""

    path: Path
    frame: pl.LazyFrame
    """One String column a wanted column, in file order; empty is null."""
    lines: pl.Series
    labels: Mapping[str, Mapping[str, str]]
    names: tuple[str, ...]
    broken_rows: pl.DataFrame

    @property
    def n_rows(self) -> int:
        """Rows in the file, readable or not."""
        return len(self.lines) + self.broken_rows.height
