"""The mapping ledger: every source column, every source value with its count, and what it became."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd
import polars as pl

# A column with more distinct values than this is a number or free text: its values are not listed.
MOST_VALUES = 60


@dataclass
class MappingLedger:
    """What happened to each column of each file, in the order it was read.

    The ledger stays in the restricted zone: it lists source values. Counts below
    `min_cell` read "<11" all the same, so that a look over a shoulder tells nothing.
    """

    min_cell: int = 11
    columns: list[dict] = field(default_factory=list)
    values: list[dict] = field(default_factory=list)

    def column_table(self) -> pd.DataFrame:
        """One row a file and source column; `became` is empty for an unused one."""
        return pd.DataFrame(self.columns, columns=["file", "column", "became"])

    def value_table(self) -> pd.DataFrame:
        """One row a source value of a recoded column, with its count, what it became, and the nearest known one."""
        return pd.DataFrame(self.values, columns=["file", "column", "value", "count", "became", "nearest"])

    def note_columns(self, file: str, names: Iterable[str], used: dict[str, str]) -> None:
        """Every column of a file, with the canonical column it became; empty for an unused one."""
        self.columns += [{"file": file, "column": name, "became": used.get(name, "")} for name in names]

    def note_values(self, file: str, column: str, became: dict[str, str | None], source: pl.Series) -> None:
        """Every value of a recoded column; values that no recode covers come with the nearest that one does."""
        counts = source.alias("value").drop_nulls().value_counts(name="count").cast({"value": pl.String})
        for value, count in counts.sort("value").iter_rows():
            known = value in became
            near = difflib.get_close_matches(value, list(became), n=1, cutoff=0.6) if not known else []
            self.values.append(
                {
                    "file": file,
                    "column": column,
                    "value": value,
                    "count": str(count) if count >= self.min_cell else f"<{self.min_cell}",
                    "became": (became[value] or "not known") if known else "UNMAPPED",
                    "nearest": near[0] if near else "",
                }
            )
