"""Symptom scores known at each planned wave, of the people who have one at the start."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records, parts_of


def check(records: Records) -> Iterator[Check]:
    assessments = records["assessments"]
    waves = records.vocabulary.waves
    for name, instrument in records.vocabulary.instruments.items():
        of_instrument = assessments.filter(pl.col("instrument").cast(pl.String) == name)
        started = of_instrument.filter(pl.col("wave") == 0).select("person_id").unique()
        known = (
            of_instrument.select("person_id", "wave").unique().with_columns(pl.lit(False).alias("failing"))
        )
        planned = started.join(
            pl.DataFrame({"wave": list(waves)}, schema={"wave": known.schema["wave"]}), how="cross"
        )
        rows = (
            records.with_first_level(planned)
            .join(known, on=["person_id", "wave"], how="left")
            .with_columns(
                pl.col("failing").fill_null(True),
                records.wave_names(),
            )
        )
        yield Check(
            check=f"{instrument.label} is known at each planned {records.vocabulary.wave_unit or 'interview'}",
            table="assessments",
            column="total",
            threshold=0.5,
            severity="warning",
            n_checked=rows.height,
            n_failing=int(rows["failing"].sum()),
            parts=parts_of(rows, "wave"),
            what_to_do="Scores known for few people, or for unequal shares of the levels of care, speak for those who "
            "came back. Use an analysis that says what it assumes of the others.",
        )
