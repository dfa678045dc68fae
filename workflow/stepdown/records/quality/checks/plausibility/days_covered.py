"""Amounts that fit into the days they cover."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records


def check(records: Records) -> Iterator[Check]:
    rows = records["aftercare"].filter(
        pl.col("unit").cast(pl.String).is_in(["days", "nights"]) & pl.col("amount").is_not_null()
    )
    yield Check(
        check="no more days or nights of aftercare than days asked about",
        table="aftercare",
        column="amount",
        severity="warning",
        n_checked=rows.height,
        n_failing=int((rows["amount"] > rows["days_covered"]).sum()),
        what_to_do="Check the unit of the amount and the months that the interview asked about.",
    )
