"""Nothing is recorded of a person after the day of death."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records

SEEN = {
    "substance_use": pl.col("result").cast(pl.String) != "not_provided",
    "assessments": pl.col("total").is_not_null(),
    "medication": pl.lit(True),
    "aftercare": pl.col("received"),
    "follow_up": pl.col("status").cast(pl.String) == "reached",
}


def check(records: Records) -> Iterator[Check]:
    died = (
        records["episodes"]
        .filter(
            (pl.col("discharge_reason").cast(pl.String) == "died") & pl.col("discharge_day").is_not_null()
        )
        .group_by("person_id")
        .agg(pl.col("discharge_day").min().alias("death"))
    )
    for name, seen in SEEN.items():
        rows = records[name].filter(seen & pl.col("day").is_not_null()).select("person_id", "day")
        rows = rows.join(died, on="person_id")
        yield Check(
            check="nothing is recorded after death",
            table=name,
            column="day",
            n_checked=rows.height,
            n_failing=int((rows["day"] > rows["death"]).sum()),
            what_to_do="Two people may share a key, or the reason for discharge is wrong. Correct the source.",
        )
