"""Where a question's clock starts, and records told from there on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from stepdown.cohort.derived import index_table
from stepdown.cohort.spells.ends import IN_CARE

Clock = Literal["admission", "end_of_treatment"]
# In the order of time: a variable is known at its own clock and at every later one.
CLOCKS: tuple[str, ...] = ("admission", "end_of_treatment")
# Tables whose rows are single observations: what lies before the clock's start is left out. Episodes keep their past.
OBSERVATIONS = ("substance_use", "services", "aftercare", "medication")


def zero_days(
    episodes: pd.DataFrame, clock: Clock, gap_days: int, observed_to: pd.Series | None
) -> pd.Series:
    """person_id -> the day on which the clock starts; who is not here never came to it.

    `end_of_treatment` starts on the last day of the index spell. Who died in it, was taken to jail from it or is still in it
    has no such day.
    """
    care = index_table(episodes, gap_days, observed_to)
    ended = ~care["spell_exit"].isin([IN_CARE, "died", "incarcerated"])
    return care.loc[ended, "spell_end_day"].astype("int64").rename("zero_day")


def zero_table(starts: Mapping[str, pd.Series]) -> pd.DataFrame:
    """Every clock but admission as rows: clock, person_id, zero_day."""
    parts = [
        zero.rename_axis("person_id").reset_index().assign(clock=clock) for clock, zero in starts.items()
    ]
    empty = pd.DataFrame(
        {"person_id": pd.Series(dtype="string"), "zero_day": pd.Series(dtype="int64"), "clock": ""}
    )
    return pd.concat(parts, ignore_index=True) if parts else empty.astype({"clock": "string"})


def told_from(records: Mapping[str, pd.DataFrame], zero: pd.Series) -> dict[str, pd.DataFrame]:
    """The records of people whose clock started, their days counted from its start.

    Parameters
    ----------
    records : canonical tables.
    zero : of `zero_days`.

    Returns
    -------
    Tables of the same columns. Observations of the day on which the clock starts, and before, are left out: they are not
    of the time after it.
    """
    return {name: _table_from(name, table, zero) for name, table in records.items()}


def _table_from(name: str, table: pd.DataFrame, zero: pd.Series) -> pd.DataFrame:
    if "person_id" not in table:
        return table
    table = table[table["person_id"].isin(zero.index)]
    days = [column for column in table.columns if column == "day" or column.endswith("_day")]
    start = table["person_id"].map(zero)
    moved = table.assign(**{column: table[column] - start.astype(table[column].dtype) for column in days})
    if name in OBSERVATIONS:
        moved = moved[moved["day"] > 0]
    return moved.reset_index(drop=True)
