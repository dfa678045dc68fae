"""Scores that their instrument can give."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records


def check(records: Records) -> Iterator[Check]:
    for name, instrument in records.vocabulary.instruments.items():
        rows = records["assessments"].filter(pl.col("instrument").cast(pl.String) == name)
        yield Check(
            check=f"{name} is between {instrument.lowest:g} and {instrument.highest:g}",
            table="assessments",
            column="total",
            n_checked=rows.height,
            n_failing=int((~rows["total"].is_between(instrument.lowest, instrument.highest)).sum()),
            what_to_do="Check the version and the scoring of the instrument.",
        )
