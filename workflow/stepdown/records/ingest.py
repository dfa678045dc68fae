"""Check canonical tables row by row: keep, quarantine with a reason, or drop as an exact duplicate.

Nothing is lost in silence: for every table
rows read = rows kept + rows quarantined + exact duplicates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from stepdown.errors import Problem, RecordError
from stepdown.records.adapters.base import Source
from stepdown.records.schema import TABLES, Column, Table
from stepdown.records.variables import Vocabulary

PANDAS_TYPES = {"text": "string", "whole": "Int64", "number": "Float64", "flag": "boolean"}


@dataclass(frozen=True)
class Ingested:
    """One canonical table after its checks."""

    kept: pd.DataFrame
    quarantined: pd.DataFrame
    rows_read: int
    exact_duplicates: int


def ledger(source: Source, tables: Mapping[str, Ingested]) -> dict[str, Any]:
    """Rows of every file and every table: read, kept, quarantined, dropped as exact duplicates."""
    return {
        "files": [asdict(file) for file in source.files],
        "tables": [
            {
                "table": name,
                "rows_read": table.rows_read,
                "rows_kept": len(table.kept),
                "rows_quarantined": len(table.quarantined),
                "exact_duplicates": table.exact_duplicates,
            }
            for name, table in tables.items()
        ],
        "notes": list(source.notes),
    }


def ingest(source: Source, vocabulary: Vocabulary) -> dict[str, Ingested]:
    """Check every table of a source.

    Parameters
    ----------
    source : what an adapter read.
    vocabulary : the adapter's; it gives the range of each instrument.

    Raises
    ------
    RecordError
        If two rows share a key but say different things, or the ledger does not add up.
    """
    problems: list[Problem] = []
    checked: dict[str, Ingested] = {}
    people: set[str] | None = None
    for name, table in TABLES.items():
        raw = source.tables.get(name)
        if raw is None:
            # A table that the source does not have is an empty one: later stages need not ask.
            raw = pd.DataFrame({column.name: [] for column in table.columns})
        refused = source.refused.get(name, pd.DataFrame())
        checked[name] = _check_table(table, raw, refused, people, vocabulary, problems)
        if name == "persons":
            people = set(checked[name].kept["person_id"])
    if problems:
        raise RecordError(problems)
    return checked


def _check_table(
    table: Table,
    raw: pd.DataFrame,
    refused: pd.DataFrame,
    people: set[str] | None,
    vocabulary: Vocabulary,
    problems: list[Problem],
) -> Ingested:
    rows = _typed(table, raw)
    duplicates = rows.duplicated()
    unique = rows[~duplicates]
    reasons = _reasons(table, unique, people, vocabulary)
    broken = reasons != ""
    kept = unique[~broken]
    key = list(table.key)
    doubled = kept.duplicated(key, keep=False)
    if doubled.any():
        problems.append(
            Problem(
                f"records, table {table.name}",
                f"{int(doubled.sum())} rows share their key ({' + '.join(key)}) but differ in other columns.",
                "Keep one row for each key in the source.",
            )
        )
    quarantined = unique[broken].assign(reason=reasons[broken])
    if len(refused):
        # The adapter could not even make these canonical: they have a line and a reason, and no columns.
        quarantined = pd.concat([quarantined, refused], ignore_index=True)
    ingested = Ingested(
        kept.sort_values(key, kind="stable").reset_index(drop=True),
        quarantined.reset_index(drop=True),
        len(rows) + len(refused),
        int(duplicates.sum()),
    )
    if ingested.rows_read != len(kept) + len(quarantined) + ingested.exact_duplicates:
        problems.append(
            Problem(
                f"records, table {table.name}",
                "Rows read are not rows kept + quarantined + exact duplicates.",
                "This is a fault of stepdown; please report it.",
            )
        )
    return ingested


def _typed(table: Table, raw: pd.DataFrame) -> pd.DataFrame:
    declared = {column.name: column for column in table.columns}
    extra = [name for name in raw.columns if name not in declared] if table.open_ended else []
    # A column that may be missing may also be absent.
    absent = {
        column.name: pd.NA for column in table.columns if not column.required and column.name not in raw
    }
    raw = raw.assign(**absent)
    typed = {name: raw[name].astype(PANDAS_TYPES[column.kind]) for name, column in declared.items()}
    for name in extra:
        typed[name] = raw[name].astype("Float64" if pd.api.types.is_numeric_dtype(raw[name]) else "string")
    return pd.DataFrame(typed).reset_index(drop=True)


def _reasons(table: Table, rows: pd.DataFrame, people: set[str] | None, vocabulary: Vocabulary) -> pd.Series:
    """The first reason each row cannot be kept, or an empty string."""
    reasons = pd.Series("", index=rows.index, dtype="string")

    def refuse(broken: pd.Series, reason: str) -> None:
        mask = broken.fillna(False).astype(bool) & (reasons == "")
        reasons[mask] = reason

    for column in table.columns:
        _refuse_column(rows[column.name], column, refuse)
    if people is not None:
        refuse(~rows["person_id"].isin(people), "person_id is not in persons")
    if "wave" in rows:
        refuse(rows["wave"].notna() & ~rows["wave"].isin([0, *vocabulary.waves]), "wave is not planned")
    if table.name == "assessments":
        refuse(~rows["instrument"].isin(list(vocabulary.instruments)), "instrument is not known")
        for name, instrument in vocabulary.instruments.items():
            outside = ~rows["total"].between(instrument.lowest, instrument.highest)
            refuse((rows["instrument"] == name) & outside, f"total is outside the range of {name}")
    return reasons


def _refuse_column(values: pd.Series, column: Column, refuse) -> None:
    if column.required:
        refuse(values.isna(), f"{column.name} is missing")
    if column.allowed:
        refuse(values.notna() & ~values.isin(column.allowed), f"{column.name} is not an allowed value")
    if column.lowest is not None:
        refuse(values < column.lowest, f"{column.name} is below {column.lowest:g}")
    if column.highest is not None:
        refuse(values > column.highest, f"{column.name} is above {column.highest:g}")
