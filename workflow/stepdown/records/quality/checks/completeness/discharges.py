"""Episodes whose end, and whose reason to end, is known."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records, parts_of

ENDS = {
    "discharge_day": "An open episode is followed to its last contact only. Ask for the day on which the episode ended.",
    "discharge_reason": "Completed, left and transferred cannot be told apart for these. Ask for the reason.",
}


def check(records: Records) -> Iterator[Check]:
    episodes = records["episodes"].select(
        pl.col("level_of_care").cast(pl.String).alias("level"),
        pl.col("admission_year").cast(pl.String).fill_null("year not known").alias("time"),
        # A stay that is known as an interval has an end, though no day.
        pl.coalesce("discharge_day", "stay_days_lowest").alias("discharge_day"),
        pl.col("discharge_reason").cast(pl.String),
    )
    for column, what_to_do in ENDS.items():
        # A column that the source does not have at all was never asked for.
        rows = episodes if episodes[column].null_count() < episodes.height else episodes.clear()
        rows = rows.with_columns(pl.col(column).is_null().alias("failing"))
        yield Check(
            check="the end of the episode is known"
            if column == "discharge_day"
            else "the reason for discharge is known",
            table="episodes",
            column=column,
            threshold=0.1,
            severity="warning",
            n_checked=rows.height,
            n_failing=int(rows["failing"].sum()),
            parts=parts_of(rows),
            what_to_do=what_to_do,
        )
