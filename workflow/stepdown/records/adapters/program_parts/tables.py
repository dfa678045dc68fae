"""Read all files of one canonical table, look for identifiers in every column, and map the columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from stepdown.errors import Problem, nearest
from stepdown.records.guard.inspect import inspect_table, refuse_identifiers
from stepdown.records.mapping.apply import Mapped, apply_maps
from stepdown.records.mapping.columns import ColumnMap
from stepdown.records.mapping.ledger import MappingLedger
from stepdown.records.reading.read import read_table
from stepdown.records.schema import TABLES

if TYPE_CHECKING:
    from stepdown.records.adapters.program_parts.settings import Settings, TableFiles


@dataclass
class MappedFile:
    """One file of a table after mapping; `n_rows` counts every row of the file, readable or not."""

    name: str
    mapped: Mapped
    lines: pl.Series
    broken_rows: pl.DataFrame
    n_rows: int


def read_files(
    settings: Settings, name: str, table: TableFiles, ledger: MappingLedger, problems: list[Problem]
) -> list[MappedFile]:
    """Read and map the files of one table; problems are collected, identifiers are refused at once.

    Raises
    ------
    IdentifierError
        If a column, mapped or not, looks like an identifier.
    """
    folder = Path(settings.path)
    maps = _maps(name, table)
    mapped_files = []
    for path in sorted({path for pattern in table.files for path in folder.glob(pattern)}):
        read = read_table(
            path, problems=problems, delimiter=table.delimiter, encoding=table.encoding, sheet=table.sheet
        )
        if read is None:
            continue
        absent = {spec.column for spec, _ in maps.values() if spec.column and spec.column not in read.names}
        for column in sorted(absent):
            what = "The plan names this column; the file does not have it."
            problems.append(Problem(f"{path}, column {column}", what, nearest(column, read.names)))
        if absent:
            continue
        refuse_identifiers(
            path.name,
            inspect_table(
                read.table,
                waived={waiver.column: waiver.reason for waiver in settings.waivers},
                keys=frozenset({maps["person_id"][0].column or ""}),
                dates=frozenset(spec.column for spec, _ in maps.values() if spec.column and spec.date_format),
            ),
        )
        mapped = apply_maps(read, maps, settings.missing, ledger)
        n_rows = read.table.height + read.broken_rows.height
        mapped_files.append(MappedFile(path.name, mapped, read.lines, read.broken_rows, n_rows))
    return mapped_files


def _maps(name: str, table: TableFiles) -> dict[str, tuple[ColumnMap, str]]:
    """Canonical column -> (map, kind); a baseline covariate is text when it is recoded, else a number if it parses."""
    kinds = {column.name: column.kind for column in TABLES[name].columns}
    maps = {
        column: (spec, kinds.get(column, "text" if spec.recode else "number"))
        for column, spec in table.columns.items()
    }
    maps |= {
        f"measure.{name}": (ColumnMap(column=column), "number") for name, column in table.measures.items()
    }
    return maps
