"""SAMHSA's TEDS-D public-use files: one row a discharge from treatment in the United States, 2006-2023.

Source: https://www.samhsa.gov/data/data-we-collect/teds-treatment-episode-data-set (public
domain). docs/teds_d.md says how to get the files and what this adapter makes of every field.

There is no person key: every row becomes a person and an episode, and outcomes that
would need one are refused by `Vocabulary.cannot`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import Field, field_validator

from stepdown.errors import Problem, SourceError, nearest
from stepdown.records.adapters.base import Source, SourceFile, SourceSettings
from stepdown.records.adapters.teds.codebook import person_columns
from stepdown.records.adapters.teds.episodes import FileTables, tables_of_file
from stepdown.records.adapters.teds.reading import SUFFIXES
from stepdown.records.adapters.teds.recode import YEARS
from stepdown.records.adapters.teds.words import NOTES, vocabulary_of_columns
from stepdown.records.guard.door import Door
from stepdown.records.mapping.ledger import MappingLedger
from stepdown.records.variables import Vocabulary

CORE = [column.name for column in person_columns().values() if column.core]


class Settings(SourceSettings):
    """SAMHSA's TEDS-D public-use files, one or several years, as CSV, SPSS, Stata or SAS."""

    adapter: Literal["teds_d"]
    files: list[str] = Field(default=["*"], min_length=1)
    """Names or patterns of the files in the folder, as in `tedsd_puf_20*.csv`. "*" is every file of a known format."""
    variables: list[str] = CORE
    """The person columns to read: only their fields are parsed. docs/teds_d.md lists all of them."""

    @field_validator("variables")
    @classmethod
    def _known(cls, names: list[str]) -> list[str]:
        for name in names:
            if name not in person_columns():
                raise ValueError(f"'{name}' is not a column of TEDS-D. {nearest(name, person_columns())}")
        return names


def files(settings: Settings) -> tuple[str, ...]:
    """The files that match, in the order of their names; a pattern that matches none stands for itself, as missing."""
    folder = Path(settings.path)
    found: list[str] = []
    for pattern in settings.files:
        matches = sorted(path.name for path in folder.glob(pattern) if path.name.lower().endswith(SUFFIXES))
        found += matches or [pattern]
    return tuple(dict.fromkeys(found))


def vocabulary(settings: Settings) -> Vocabulary:
    return vocabulary_of_columns(settings.variables)


def read(settings: Settings) -> Source:
    """Read every file into canonical tables.

    Raises
    ------
    SourceError
        If a file cannot be read, or lacks a field that its year has, with the problems of all files.
    IdentifierError
        If any column of any file, used or not, looks like an identifier.
    """
    ledger, door, problems = MappingLedger(), Door(settings), []
    made: dict[str, FileTables] = {}
    for name in files(settings):
        try:
            made[name] = tables_of_file(Path(settings.path) / name, settings.variables, ledger, door)
            problems += _all_refused(Path(settings.path) / name, made[name])
        except SourceError as refused:
            problems += refused.problems
    door.close(problems)
    refused = pl.concat([tables.refused for tables in made.values()]).to_pandas()
    return Source(
        tables={
            "persons": pl.concat([tables.persons for tables in made.values()]),
            "episodes": pl.concat([tables.episodes for tables in made.values()]),
        },
        files=tuple(
            SourceFile(name, tables.rows_read, tables.persons.height, "one row a discharge")
            for name, tables in made.items()
        ),
        notes=(*NOTES, *_notes(made)),
        refused={"persons": refused, "episodes": refused} if len(refused) else {},
        mapping=ledger,
    )


def _all_refused(path: Path, tables: FileTables) -> list[Problem]:
    """A file without one row to keep is not what it is taken for."""
    if tables.persons.height:
        return []
    commonest = tables.refused["reason"].mode().sort()[0]
    what = f"None of its {tables.rows_read} rows can be kept; the commonest reason: {commonest}."
    return [
        Problem(str(path), what, f"Is it a TEDS-D file of {YEARS[0]} to {YEARS[-1]}? See docs/teds_d.md.")
    ]


def _notes(made: dict[str, FileTables]) -> list[str]:
    notes = []
    stand_in = [name for name, tables in made.items() if tables.setting_at_discharge]
    if stand_in:
        notes.append(
            f"{', '.join(stand_in)}: the file gives the setting at discharge alone; it stands in for the setting at "
            "admission, so people who changed setting are counted where they ended."
        )
    dropped = sorted({column for tables in made.values() for column in tables.dropped})
    if dropped:
        notes.append(f"{', '.join(dropped)}: areas smaller than a state, not read (Safe Harbor).")
    for name, tables in made.items():
        if tables.absent:
            notes.append(
                f"{name}: its year has no {', '.join(tables.absent).replace('_', ' ')}; they are missing."
            )
    return notes
