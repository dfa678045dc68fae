"""Planned interviews that took place, by the level of care that people were first admitted to."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records, parts_of


def check(records: Records) -> Iterator[Check]:
    rows = records.with_first_level(records["follow_up"]).with_columns(
        (pl.col("status") != "reached").alias("failing"),
        records.wave_names(),
    )
    yield Check(
        check="a planned interview took place",
        table="follow_up",
        column="status",
        threshold=0.3,
        severity="warning",
        n_checked=rows.height,
        n_failing=int(rows["failing"].sum()),
        parts=parts_of(rows, "wave"),
        what_to_do="Read every answer that rests on these interviews beside the follow-up figure and its bounds. "
        "Levels of care that were reached unequally cannot be compared as they stand.",
    )
