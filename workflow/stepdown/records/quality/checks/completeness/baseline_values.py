"""What is known of each person at baseline."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records


def check(records: Records) -> Iterator[Check]:
    persons = records["persons"]
    for column in persons.columns:
        if column != "person_id":
            yield Check(
                check="value is recorded",
                table="persons",
                column=column,
                threshold=0.05,
                severity="warning",
                n_checked=persons.height,
                n_failing=persons[column].null_count(),
                what_to_do="Adjusted analyses leave these people out. Complete the source if you can.",
            )
