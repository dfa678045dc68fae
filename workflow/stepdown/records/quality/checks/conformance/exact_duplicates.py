"""Rows that are there twice, letter for letter."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records


def check(records: Records) -> Iterator[Check]:
    for name, table in records.ingested.items():
        yield Check(
            check="no row is there twice",
            table=name,
            severity="warning",
            n_checked=table.rows_read,
            n_failing=table.exact_duplicates,
            what_to_do="Exact duplicates were dropped. Ask why the export repeats rows.",
        )
