"""Rows that follow the record definitions."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records


def check(records: Records) -> Iterator[Check]:
    for name, table in records.ingested.items():
        yield Check(
            check="rows follow the record definitions",
            table=name,
            n_checked=table.rows_read,
            n_failing=len(table.quarantined),
            what_to_do="Read the reasons in restricted/quarantine and correct the source or the mapping.",
        )
