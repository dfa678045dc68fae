"""A person in two episodes at once, and two admissions of a person on one day."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records


def check(records: Records) -> Iterator[Check]:
    episodes = records.dated_episodes
    if episodes["person_id"].n_unique() == episodes.height:
        # One episode a person, as in a national file: nothing can overlap, and nothing needs sorting.
        again = episodes.clear()
    else:
        again = episodes.filter(pl.col("person_id").is_duplicated())
    # An open episode has no discharge: the latest one known before it stands.
    before = pl.col("discharge_day").cum_max().forward_fill().shift(1).over("person_id")
    previous = pl.col("admission_day").shift(1).over("person_id")
    yield Check(
        check="a person's episodes do not overlap",
        table="episodes",
        column="admission_day",
        threshold=0.02,
        severity="warning",
        n_checked=again.height,
        n_failing=int(again.select((pl.col("admission_day") < before).sum()).item()),
        what_to_do="Care in two programs at once may be true. If not, one discharge day is missing or wrong.",
    )
    yield Check(
        check="a person is admitted once a day",
        table="episodes",
        column="admission_day",
        severity="warning",
        n_checked=again.height,
        n_failing=int(again.select((pl.col("admission_day") == previous).sum()).item()),
        what_to_do="Two rows of one person and one day are one admission entered twice, or a move on the same day. "
        "Keep one row of an admission entered twice.",
    )
