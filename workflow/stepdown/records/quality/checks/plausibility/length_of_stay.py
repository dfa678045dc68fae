"""Stays that a level of care can have."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records

# Longest stay in days beyond which an open chart is likelier than a person in care.
LONGEST = {
    "inpatient": 180,
    "residential": 730,
    "partial_hospitalization": 365,
    "intensive_outpatient": 730,
    "outpatient": 3650,
}


def check(records: Records) -> Iterator[Check]:
    stays = (
        records["episodes"]
        .with_columns((pl.col("discharge_day") - pl.col("admission_day")).alias("stay"))
        .filter(pl.col("stay").is_not_null())
    )
    longest = pl.col("level_of_care").cast(pl.String).replace_strict(LONGEST, return_dtype=pl.Int64)
    yield Check(
        check="no stay is longer than its level of care is given for",
        table="episodes",
        column="discharge_day",
        threshold=0.01,
        severity="warning",
        n_checked=stays.height,
        n_failing=int(stays.select((pl.col("stay") > longest).sum()).item()),
        what_to_do="Charts that were never closed make stays too long. Map the last contact, or ask when they were closed.",
    )
