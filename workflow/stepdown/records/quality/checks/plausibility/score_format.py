"""Scores in the format that the plan says, where an instrument has two (the BAM)."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.outcomes.instruments.registry import recognised
from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records


def check(records: Records) -> Iterator[Check]:
    """A score beyond the narrow format proves the wide one; where there is none, all may be in the narrow one."""
    for name, instrument in records.vocabulary.instruments.items():
        narrower = [form for form in recognised(name) if form[1].highest < instrument.highest]
        if not narrower:
            continue
        form, scale = narrower[-1]
        rows = records["assessments"].filter(pl.col("instrument").cast(pl.String) == name)
        alike = not (rows["total"] > scale.highest).any()
        yield Check(
            check=f"some {name} is above {scale.highest:g}, where the {form.label} ends",
            table="assessments",
            column="total",
            severity="warning",
            n_checked=rows.height,
            n_failing=rows.height if alike else 0,
            what_to_do=f"Ask which form was used: if it was the {form.label}, write `highest: {scale.highest:g}`.",
        )
