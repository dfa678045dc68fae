"""Screens that were due against screens that were provided."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records, parts_of

WEEKS = 4
LAST_WEEK = 52


def check(records: Records) -> Iterator[Check]:
    screens = records["substance_use"]
    provided = pl.col("result").cast(pl.String) != "not_provided"
    # A result of a screen that nobody had planned says nothing of what was missed.
    due = screens.filter(pl.col("scheduled").fill_null(False) | (~provided).fill_null(False))
    if not due["result"].cast(pl.String).is_in(["not_provided"]).any() and not screens["scheduled"].any():
        due = due.clear()
    rows = records.with_level_on_day(due).with_columns(
        provided.fill_null(False).not_().alias("failing"), *_four_weeks()
    )
    yield Check(
        check="a screen that was due was provided",
        table="substance_use",
        column="result",
        threshold=0.3,
        severity="warning",
        n_checked=rows.height,
        n_failing=int(rows["failing"].sum()),
        parts=parts_of(rows, "block"),
        what_to_do="What counts for a missed screen decides who relapsed: compare the missing rules. Where levels of care "
        "are screened unequally, compare them on a common schedule.",
    )


def _four_weeks() -> list[pl.Expr]:
    """The four weeks that a day falls into, counted from day 0: their number and their words."""
    block = (pl.col("day") // (7 * WEEKS)).clip(upper_bound=LAST_WEEK // WEEKS)
    words = pl.format("weeks {} to {}", block * WEEKS + 1, block * WEEKS + WEEKS)
    late = pl.lit(f"after week {LAST_WEEK}")
    return [
        block.alias("block"),
        pl.when(block == LAST_WEEK // WEEKS).then(late).otherwise(words).alias("time"),
    ]
