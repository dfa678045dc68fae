"""Ages that a program for adults can have."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records


def check(records: Records) -> Iterator[Check]:
    persons = records["persons"]
    if "age" in persons.columns and persons["age"].dtype.is_numeric():
        age = persons["age"].drop_nulls()
        yield Check(
            check="age is between 18 and 89",
            table="persons",
            column="age",
            n_checked=age.len(),
            n_failing=int((~age.is_between(18, 89)).sum()),
            what_to_do="Check the unit of the column, or use the 90+ band.",
        )
