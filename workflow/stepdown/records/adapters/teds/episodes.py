"""The canonical tables of one file: one person and one episode a row, because TEDS-D has no person key."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from stepdown.records.adapters.teds.codebook import EPISODE_FIELDS, PersonColumn, person_columns
from stepdown.records.adapters.teds.reading import read_codes
from stepdown.records.adapters.teds.recode import YEARS, Recoder
from stepdown.records.guard.door import Door
from stepdown.records.mapping.ledger import MappingLedger

EPISODE_COLUMNS = {
    "CASEID": ("person_id", "episode_id"),
    "DISYR": ("person_id", "episode_id"),
    "SERVICES": ("level_of_care", "withdrawal_management"),
    "REASON": ("discharge_reason",),
    "LOS": ("los_code", "stay_days_lowest", "stay_days_highest"),
}


@dataclass(frozen=True)
class FileTables:
    """What one file becomes.

    Parameters
    ----------
    persons, episodes : canonical rows, in the order of the file.
    refused : file, line and reason of the rows that cannot be canonical.
    rows_read : rows of the file.
    absent : person columns that the file's year does not have.
    dropped : columns of areas smaller than a state, left at the door.
    setting_at_discharge : whether the setting at discharge had to stand in for the one at admission.
    """

    persons: pl.DataFrame
    episodes: pl.DataFrame
    refused: pl.DataFrame
    rows_read: int
    absent: tuple[str, ...]
    setting_at_discharge: bool
    dropped: tuple[str, ...]


def fields_of(names: list[str]) -> tuple[list[str], frozenset[str]]:
    """The fields that these person columns need, and those of them that a year may lack."""
    wanted = [person_columns()[name] for name in names]
    fields = list(EPISODE_FIELDS)
    for column in wanted:
        fields += ["RACE", "ETHNIC"] if column.name == "race_ethnicity" else [column.field]
    needed = list(dict.fromkeys(fields))
    return needed, frozenset(column.field for column in wanted if column.since > YEARS[0])


def tables_of_file(path: Path, names: list[str], ledger: MappingLedger, door: Door) -> FileTables:
    """Read one file into canonical tables.

    Parameters
    ----------
    names : the person columns to make.
    ledger : receives every column, and every code of the wanted ones.
    door : receives every column.
    """
    fields, optional = fields_of(names)
    read = read_codes(path, fields, optional, door)
    recoder = Recoder(read, path.name, ledger)
    key = read.codes.select(
        pl.concat_str(pl.col("DISYR"), pl.lit("-"), pl.col("CASEID")).alias("person_id")
    ).to_series()
    persons = [key, *(_person_column(person_columns()[name], recoder) for name in names)]
    episodes = _episode_columns(key, recoder)
    recoder.note_columns({field: _becomes(field, names) for field in fields})
    kept = recoder.kept()
    tables = [pl.DataFrame(columns) for columns in (persons, episodes)]
    if kept is not None:
        tables = [table.filter(kept) for table in tables]
    absent = tuple(name for name in names if person_columns()[name].field not in (*read.columns, ""))
    stands_in = read.columns["SERVICES"].upper() in ("SERVICES_D", "SERVSETD")
    return FileTables(*tables, recoder.refused(), recoder.height, absent, stands_in, tuple(read.dropped))


def _becomes(field: str, names: list[str]) -> list[str]:
    """The canonical columns that a field goes into, for the ledger."""
    of_person = [name for name in names if person_columns()[name].field == field]
    if field in ("RACE", "ETHNIC") and "race_ethnicity" in names:
        of_person.append("race_ethnicity")
    return list(dict.fromkeys([*of_person, *EPISODE_COLUMNS.get(field, ())]))


def _person_column(column: PersonColumn, recoder: Recoder) -> pl.Series:
    if column.name == "race_ethnicity":
        values = recoder.race_ethnicity()
    elif column.name == "discharge_year":
        values = recoder.discharge_year()
    else:
        values = recoder.column(column.field, column.family)
    return values.alias(column.name)


def _episode_columns(key: pl.Series, recoder: Recoder) -> list[pl.Series]:
    """Day 0 is admission. LOS is the only length: a discharge day would have to be made up for codes 31-37."""
    code, lowest, highest = recoder.stay()
    detox = recoder.column("SERVICES", "withdrawal_management")
    return [
        key.alias("episode_id"),
        key,
        recoder.column("SERVICES", "level_of_care").alias("level_of_care"),
        (detox == "yes").alias("withdrawal_management"),
        pl.repeat(0, len(key), dtype=pl.Int32, eager=True).alias("admission_day"),
        recoder.column("REASON", "discharge_reason").alias("discharge_reason"),
        code.alias("los_code"),
        lowest.alias("stay_days_lowest"),
        highest.alias("stay_days_highest"),
    ]
