"""A program's own export: a folder of tables, any subset of them, mapped in the plan to canonical records.

Dates become days from the person's index date and are dropped at the door; what
stays of them is the year of admission, and its quarter where the plan declares a
limited data set.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl

from stepdown.errors import Problem
from stepdown.records.adapters.base import Source, SourceFile
from stepdown.records.adapters.program_parts.checks import check_mapping
from stepdown.records.adapters.program_parts.days import index_dates, to_days
from stepdown.records.adapters.program_parts.follow_up import follow_up_from_assessments
from stepdown.records.adapters.program_parts.settings import Settings, VariableWords
from stepdown.records.adapters.program_parts.tables import MappedFile, read_files
from stepdown.records.guard.door import Door
from stepdown.records.instruments import all_described
from stepdown.records.mapping.keys import PersonKeys
from stepdown.records.mapping.ledger import MappingLedger
from stepdown.records.variables import Variable, Vocabulary


def files(settings: Settings) -> tuple[str, ...]:
    """Every file that a pattern of the plan finds; a pattern that finds none stays and is reported as missing."""
    folder = Path(settings.path)
    found = []
    for table in settings.tables.values():
        for pattern in table.files:
            names = sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern))
            found += names or [pattern]
    return tuple(dict.fromkeys(found))


def vocabulary(settings: Settings) -> Vocabulary:
    def variable(name: str, words: VariableWords, known_at: str) -> Variable:
        return Variable(
            name, words.label, dict(words.levels), step=words.step, unit=words.unit, known_at=known_at
        )

    return Vocabulary(
        persons={name: variable(name, words, "baseline") for name, words in settings.variables.items()},
        aftercare={name: variable(name, words, "later") for name, words in settings.aftercare.items()},
        instruments=all_described(settings.instruments),
        waves=dict(settings.waves),
        dated=frozenset(settings.tables),
    )


def read(settings: Settings) -> Source:
    """Read every table of the export.

    Raises
    ------
    SourceError
        If a file cannot be read, lacks a column, or the mapping names a column that the record does not have.
    IdentifierError
        If any column of any file, mapped or not, looks like an identifier.
    """
    check_mapping(settings)
    problems: list[Problem] = []
    ledger = MappingLedger()
    door = Door(settings)
    mapped = {
        name: read_files(settings, name, table, ledger, problems, door)
        for name, table in settings.tables.items()
    }
    door.close(problems)
    keys = PersonKeys(pl.concat([file.mapped.columns["person_id"] for file in mapped["persons"]]))
    for name in mapped:
        _hide_episode_numbers(mapped[name])
    index = index_dates(mapped.get(settings.index.table, []), settings.index.column)
    tables, refused = {}, {}
    for name, parts in mapped.items():
        kept, left = zip(*(_finish(settings, name, part, keys, index) for part in parts), strict=True)
        tables[name] = pd.concat(kept, ignore_index=True)
        refused[name] = pd.concat(left, ignore_index=True)
    if settings.waves and "follow_up" not in tables and "assessments" in tables:
        tables["follow_up"] = follow_up_from_assessments(
            tables["persons"], tables["assessments"], settings.waves
        )
    source_files = tuple(
        SourceFile(part.name, part.n_rows, int((part.mapped.reasons == "").sum()), name)
        for name, parts in mapped.items()
        for part in parts
    )
    notes = (
        ("Person keys looked like record numbers and were replaced by salted hashes.",) if keys.hashed else ()
    )
    return Source(tables, source_files, notes, refused, ledger)


def _hide_episode_numbers(files: list[MappedFile]) -> None:
    """Accounts and admissions have record numbers too: they get the same treatment as those of people."""
    found = [file.mapped.columns for file in files if "episode_id" in file.mapped.columns]
    if found:
        keys = PersonKeys(pl.concat([columns["episode_id"] for columns in found]))
        for columns in found:
            columns["episode_id"] = keys.of(columns["episode_id"])


def _finish(
    settings: Settings, name: str, file: MappedFile, keys: PersonKeys, index: pl.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Keys and days into place; the rows to keep, and the refused ones with line and reason."""
    mapped, table = file.mapped, settings.tables[name]
    raw_key = mapped.columns["person_id"]
    mapped.columns["person_id"] = keys.of(raw_key)
    mapped.refuse(mapped.columns["person_id"].is_null(), "person_id is missing, or not in persons")
    for column, dates in mapped.dates.items():
        mapped.columns[column] = to_days(raw_key, dates, index, mapped, column)
        if name == "episodes" and column == "admission_day":
            mapped.columns.setdefault("admission_year", dates.dt.year().cast(pl.Int64))
            if settings.limited_data_set:
                mapped.columns.setdefault("admission_quarter", dates.dt.quarter().cast(pl.Int64))
    keep = mapped.reasons == ""
    frame = pl.DataFrame(mapped.columns).filter(keep).to_pandas()
    left = pl.DataFrame({"line": file.lines, "reason": mapped.reasons}).filter(~keep)
    refused = pl.concat([file.broken_rows.select(left.columns).cast(dict(left.schema)), left])
    if table.measures:
        fixed = [column for column in frame.columns if not column.startswith("measure.")]
        frame = frame.melt(id_vars=fixed, var_name="instrument", value_name="total").dropna(subset="total")
        frame["instrument"] = frame["instrument"].str.removeprefix("measure.")
    return frame, refused.to_pandas().assign(file=file.name)
