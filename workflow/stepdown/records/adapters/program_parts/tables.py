"""Read all files of one canonical table, look for identifiers in every column, and map the columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from stepdown.errors import Problem
from stepdown.records.adapters.program_parts.coded import read_coded
from stepdown.records.adapters.program_parts.days import swapped_dates
from stepdown.records.guard.door import Door
from stepdown.records.mapping.absent import absent_columns
from stepdown.records.mapping.apply import Mapped, apply_maps
from stepdown.records.mapping.columns import ColumnMap
from stepdown.records.mapping.ledger import MappingLedger
from stepdown.records.schema import TABLES

if TYPE_CHECKING:
    from stepdown.records.adapters.program_parts.settings import Settings, TableFiles


@dataclass
class MappedFile:
    """One file of a table after mapping; `n_rows` counts every row of the file, readable or not."""

    name: str
    block: TableFiles
    mapped: Mapped
    lines: pl.Series
    broken_rows: pl.DataFrame
    n_rows: int

    @property
    def n_used(self) -> int:
        return int((self.mapped.reasons == "").sum())


def read_files(
    settings: Settings,
    name: str,
    table: TableFiles,
    ledger: MappingLedger,
    problems: list[Problem],
    door: Door,
) -> list[MappedFile]:
    """Read and map the files of one block; problems are collected, and the door collects what looks like identifiers."""
    folder = Path(settings.path)
    maps = _maps(settings, name, table)
    paths = sorted({path for pattern in table.files for path in folder.glob(pattern)})
    if not paths:
        mend = f"Correct source.tables.{name}.files, or put the files into the folder."
        problems.append(Problem(str(folder), f"No file has a name like {', '.join(table.files)}.", mend))
    mapped_files = []
    for path in paths:
        wanted = [spec.column for spec, _ in maps.values() if spec.column]
        read = read_coded(path, table, wanted, problems)
        if read is None:
            continue
        file_name = path.relative_to(folder).as_posix()
        absent = absent_columns(path, wanted, read.names)
        problems += absent
        if absent:
            continue
        dates = {
            spec.column: spec.date_format for spec, _ in maps.values() if spec.column and spec.date_format
        }
        keys = frozenset({maps["person_id"][0].column or ""})
        if not door.inspect(file_name, read.table, keys=keys, dates=frozenset(dates)):
            continue
        problems += swapped_dates(path, read.table, dates, settings.missing)
        mapped = apply_maps(read, maps, settings.missing, ledger)
        mapped_files.append(MappedFile(file_name, table, mapped, read.lines, read.broken_rows, read.n_rows))
    return mapped_files


def _maps(settings: Settings, name: str, table: TableFiles) -> dict[str, tuple[ColumnMap, str]]:
    """Canonical column -> (map, kind); a baseline covariate is a number unless it is recoded or has levels."""
    kinds = {column.name: column.kind for column in TABLES[name].columns}
    maps = {}
    for column, spec in table.columns.items():
        words = settings.variables.get(column)
        if column not in kinds and words and words.levels and spec.column and not spec.recode:
            # Its values are the levels already; any other one is still to be told.
            spec = spec.model_copy(update={"recode": {level: level for level in words.levels}})
        if (name, column) == ("services", "session"):
            # Any text that tells sessions apart will do: it is replaced by a number.
            maps[column] = (spec, "text")
            continue
        maps[column] = (spec, kinds.get(column, "text" if spec.recode or not spec.column else "number"))
    maps |= {
        f"item.{instrument}.{number}": (ColumnMap(column=column), "number")
        for instrument, columns in table.items.items()
        for number, column in enumerate(columns, start=1)
    }
    maps |= {
        f"measure.{name}": (ColumnMap(column=column), "number") for name, column in table.measures.items()
    }
    return maps
