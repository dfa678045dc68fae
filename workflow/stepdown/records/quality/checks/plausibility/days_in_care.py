"""What is recorded of a person does not come before the first admission; aftercare comes after a discharge."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records

# Table, severity: a screen or a score of the intake may be taken before the day of admission.
AFTER_ADMISSION = (
    ("substance_use", "warning"),
    ("assessments", "warning"),
    ("medication", "error"),
    ("events", "error"),
)


def check(records: Records) -> Iterator[Check]:
    first = records.first_admissions.select("person_id", "admission_day")
    for name, severity in AFTER_ADMISSION:
        rows = records[name].select("person_id", "day").join(first, on="person_id")
        yield Check(
            check="nothing happens before the first admission",
            table=name,
            column="day",
            severity=severity,
            n_checked=rows.height,
            n_failing=int((rows["day"] < rows["admission_day"]).sum()),
            what_to_do="Check which day the offsets count from, and the dates of these rows.",
        )
    yield _aftercare(records)


def _aftercare(records: Records) -> Check:
    """Dated contacts of people with a known discharge; what an interview tells covers months before it."""
    discharged = records.dated_episodes.filter(pl.col("discharge_day").is_not_null())
    first = discharged.group_by("person_id").agg(pl.col("discharge_day").min())
    contacts = records["aftercare"].filter(pl.col("received") & pl.col("wave").is_null())
    rows = contacts.select("person_id", "day").join(first, on="person_id")
    return Check(
        check="aftercare comes after a discharge",
        table="aftercare",
        column="day",
        threshold=0.02,
        severity="error",
        n_checked=rows.height,
        n_failing=int((rows["day"] < rows["discharge_day"]).sum()),
        what_to_do="A contact before any discharge is treatment, not aftercare. Map it as a service, or correct its day.",
    )
