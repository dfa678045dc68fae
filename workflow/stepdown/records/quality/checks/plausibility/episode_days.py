"""Days of an episode in their order: admission, last contact, discharge."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from stepdown.records.quality.check import Check
from stepdown.records.quality.records import Records

# The rule, the column it is about, the two days compared.
ORDERS = (
    ("discharge is not before admission", "discharge_day", "admission_day", "discharge_day"),
    ("last contact is not before admission", "last_contact_day", "admission_day", "last_contact_day"),
    ("last contact is not after discharge", "last_contact_day", "last_contact_day", "discharge_day"),
    ("the longest length of stay is not below the shortest", "stay_days_highest", "stay_days_lowest", "stay_days_highest"),
)  # fmt: skip


def check(records: Records) -> Iterator[Check]:
    episodes = records["episodes"]
    for words, column, earlier, later in ORDERS:
        both = episodes.filter(pl.col(earlier).is_not_null() & pl.col(later).is_not_null())
        yield Check(
            check=words,
            table="episodes",
            column=column,
            n_checked=both.height,
            n_failing=int((both[later] < both[earlier]).sum()),
            what_to_do="Look for swapped columns or a swapped day and month, and correct the source.",
        )
