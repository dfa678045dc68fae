"""Check canonical tables row by row: keep, quarantine with a reason, or drop as an exact duplicate.

Nothing is lost in silence: for every table
rows read = rows kept + rows quarantined + exact duplicates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd
import polars as pl

from stepdown.errors import Problem, RecordError
from stepdown.records import conforming
from stepdown.records.adapters.base import Source
from stepdown.records.schema import TABLES, Column, Table
from stepdown.records.variables import Vocabulary

PANDAS_TYPES = {"text": "string", "whole": "Int64", "number": "Float64", "flag": "boolean"}


@dataclass(frozen=True)
class Ingested:
    """One canonical table after its checks."""

    kept: pd.DataFrame | pl.DataFrame
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
    people: pd.Series | pl.Series | None = None
    for name, table in TABLES.items():
        raw = source.tables.get(name)
        if raw is None:
            # A table that the source does not have is an empty one: later stages need not ask.
            raw = pd.DataFrame({column.name: [] for column in table.columns})
        refused = source.refused.get(name, pd.DataFrame())
        if isinstance(raw, pl.DataFrame) and any(column.name == "wave" for column in table.columns):
            # Waves and instruments are checked against the vocabulary, row by row.
            raw = raw.to_pandas()
        if isinstance(raw, pd.DataFrame) and raw.empty and refused.empty:
            nothing = _typed(table, raw)
            checked[name] = Ingested(nothing, nothing.assign(reason=pd.Series(dtype="string")), 0, 0)
        elif isinstance(raw, pl.DataFrame):
            checked[name] = _check_frame(table, raw, refused, people, problems)
        else:
            checked[name] = _check_table(table, raw, refused, people, vocabulary, problems)
        if name == "persons":
            people = checked[name].kept["person_id"]
    if problems:
        raise RecordError(problems)
    return checked


def _check_table(
    table: Table,
    raw: pd.DataFrame,
    refused: pd.DataFrame,
    people: pd.Series | pl.Series | None,
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
    _note_doubled(table, 0 if table.repeats else int(kept.duplicated(key, keep=False).sum()), problems)
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
    _note_imbalance(table, ingested, problems)
    return ingested


def _check_frame(
    table: Table,
    frame: pl.DataFrame,
    refused: pd.DataFrame,
    people: pd.Series | pl.Series | None,
    problems: list[Problem],
) -> Ingested:
    """The same rules for a frame that is canonical already, by whole columns (see `records.conforming`)."""
    rows = conforming.complete_columns(table, frame)
    problems += conforming.wrong_types(table, rows)
    one_a_key = conforming.has_one_row_a_key(table, rows)
    unique = rows if one_a_key else rows.filter(conforming.first_of_equal_rows(rows))
    if isinstance(people, pd.Series):
        people = pl.Series("person_id", people, dtype=pl.String)
    reasons = conforming.reasons(table, unique, people)
    kept = unique if reasons is None else unique.filter(reasons == "")
    sound = one_a_key or table.repeats
    _note_doubled(table, 0 if sound else int(kept.select(table.key).is_duplicated().sum()), problems)
    if reasons is None:
        quarantined = unique.clear().with_columns(pl.lit("").alias("reason")).to_pandas()
    else:
        quarantined = unique.with_columns(reasons).filter(pl.col("reason") != "").to_pandas()
    if len(refused):
        quarantined = pd.concat([quarantined.dropna(axis="columns", how="all"), refused], ignore_index=True)
    ingested = Ingested(kept, quarantined, len(rows) + len(refused), len(rows) - len(unique))
    _note_imbalance(table, ingested, problems)
    return ingested


def _note_doubled(table: Table, doubled: int, problems: list[Problem]) -> None:
    if doubled:
        problems.append(
            Problem(
                f"records, table {table.name}",
                f"{doubled} rows share their key ({' + '.join(table.key)}) but differ in other columns.",
                "Keep one row for each key in the source.",
            )
        )


def _note_imbalance(table: Table, ingested: Ingested, problems: list[Problem]) -> None:
    accounted = len(ingested.kept) + len(ingested.quarantined) + ingested.exact_duplicates
    if ingested.rows_read != accounted:
        problems.append(
            Problem(
                f"records, table {table.name}",
                "Rows read are not rows kept + quarantined + exact duplicates.",
                "This is a fault of stepdown; please report it.",
            )
        )


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


def _reasons(
    table: Table, rows: pd.DataFrame, people: pd.Series | pl.Series | None, vocabulary: Vocabulary
) -> pd.Series:
    """The first reason each row cannot be kept, or an empty string."""
    reasons = pd.Series("", index=rows.index, dtype="string")

    def refuse(broken: pd.Series, reason: str) -> None:
        if broken.any():
            reasons[broken.fillna(False).astype(bool) & (reasons == "")] = reason

    for column in table.columns:
        _refuse_column(rows[column.name], column, refuse)
    if people is not None and len(rows):
        known = people.to_list() if isinstance(people, pl.Series) else people
        refuse(~rows["person_id"].isin(known), "person_id is not in persons")
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
