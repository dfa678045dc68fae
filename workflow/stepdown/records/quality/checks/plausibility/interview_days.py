"""Interviews near their due day and in the order of their waves."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records

# An interview more than this many days from its due day is unusual.
WINDOW = 91


def check(records: Records) -> Iterator[Check]:
    reached = records["follow_up"].filter(pl.col("status") == "reached").sort("person_id", "wave")
    yield Check(
        check=f"interview is within {WINDOW} days of its due day",
        table="follow_up",
        column="day",
        threshold=0.02,
        severity="warning",
        n_checked=reached.height,
        n_failing=int(((reached["day"] - reached["due_day"]).abs() > WINDOW).sum()),
        what_to_do="A late interview looks back on other months than planned.",
    )
    backwards = reached.select((pl.col("day").diff().over("person_id") <= 0).sum()).item()
    yield Check(
        check="interviews are in the order of their waves",
        table="follow_up",
        column="day",
        n_checked=reached.height,
        n_failing=int(backwards),
        what_to_do="Correct the day or the wave of the interview in the source.",
    )
