"""One administration of an instrument that is there under two waves."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records


def check(records: Records) -> Iterator[Check]:
    rows = records["assessments"]
    same = pl.struct("person_id", "instrument", "day")
    yield Check(
        check="an instrument is given once a day",
        table="assessments",
        column="day",
        severity="warning",
        n_checked=rows.height,
        n_failing=rows.height - rows.select(same.n_unique()).item(),
        what_to_do="One administration may have been entered under two waves. Keep it under the wave it belongs to.",
    )
