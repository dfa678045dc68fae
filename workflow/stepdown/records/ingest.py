"""Check canonical tables row by row: keep, quarantine with a reason, or drop as an exact duplicate.

Nothing is lost in silence: for every table
rows read = rows kept + rows quarantined + exact duplicates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

import pandas as pd
import polars as pl

from stepdown.errors import Problem, RecordError
from stepdown.records import conforming
from stepdown.records.adapters.base import Source
from stepdown.records.schema import TABLES, Column, Table
from stepdown.records.variables import Vocabulary

# Counts below this are not shown, not even to those who hold the records.
MIN_CELL = 11
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
            checked[name] = _no_rows(table)
        elif isinstance(raw, pl.DataFrame):
            checked[name] = _check_frame(table, raw, refused, _known(table, checked), problems)
        else:
            checked[name] = _check_table(table, raw, refused, _known(table, checked), vocabulary, problems)
    if problems:
        raise RecordError(problems)
    return checked


@cache
def _no_rows(table: Table) -> Ingested:
    """An empty table is always the same one."""
    nothing = _typed(table, pd.DataFrame({column.name: [] for column in table.columns}))
    return Ingested(nothing, nothing.assign(reason=pd.Series(dtype="string")), 0, 0)


def _check_table(
    table: Table,
    raw: pd.DataFrame,
    refused: pd.DataFrame,
    known: Known,
    vocabulary: Vocabulary,
    problems: list[Problem],
) -> Ingested:
    rows = _typed(table, raw)
    duplicates = rows.duplicated()
    unique = rows[~duplicates]
    reasons = _reasons(table, unique, known, vocabulary)
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
    known: Known,
    problems: list[Problem],
) -> Ingested:
    """The same rules for a frame that is canonical already, by whole columns (see `records.conforming`)."""
    rows = conforming.complete_columns(table, frame)
    problems += conforming.wrong_types(table, rows)
    one_a_key = not table.repeats and conforming.has_one_row_a_key(table, rows)
    first = None if one_a_key else conforming.first_of_equal_rows(rows)
    unique = rows if first is None else rows.filter(first)
    reasons = conforming.reasons(table, unique, known.people, known.episodes)
    kept = unique if reasons is None else unique.filter(reasons == "")
    sound = one_a_key or table.repeats
    _note_doubled(table, 0 if sound else int(kept.select(table.key).is_duplicated().sum()), problems)
    if reasons is None:
        quarantined = unique.clear().with_columns(pl.lit("").alias("reason"))
    else:
        quarantined = unique.with_columns(reasons).filter(pl.col("reason") != "")
    quarantined = quarantined.with_columns(pl.col(pl.Enum).cast(pl.String)).to_pandas()
    kept = conforming.plain_columns(table, kept)
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


def quarantine_reasons(quarantined: pd.DataFrame, min_cell: int = MIN_CELL) -> list[str]:
    """Why rows were set aside, the commonest reason first, as "day is missing: 24"; small counts are hidden."""
    counts = quarantined["reason"].value_counts().rename_axis("reason").reset_index(name="n")
    counts = counts.sort_values(["n", "reason"], ascending=[False, True])
    return [
        f"{reason}: {n if n >= min_cell else f'<{min_cell}'}"
        for reason, n in counts.itertuples(index=False, name=None)
    ]


def refuse_emptied(tables: Mapping[str, Ingested]) -> None:
    """A mapping that lets no row in is wrong, however well the counts add up.

    Raises
    ------
    RecordError
        If every row of a table is in quarantine, with the commonest reasons.
    """
    problems = []
    for name, table in tables.items():
        if len(table.kept) or not len(table.quarantined):
            continue
        reasons = quarantine_reasons(table.quarantined)
        more = f"; and {len(reasons) - 3} further reasons" if len(reasons) > 3 else ""
        problems.append(
            Problem(
                f"records, table {name}",
                f"Not one of its rows can be kept. {'; '.join(reasons[:3])}{more}.",
                f"Correct the source or its mapping, or leave {name} out of the plan.",
            )
        )
    if problems:
        raise RecordError(problems)


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


@dataclass(frozen=True)
class Known:
    """The people and episodes that rows of a table may belong to; None where that is not asked."""

    people: pl.Series | None = None
    episodes: pl.DataFrame | None = None


def _known(table: Table, checked: Mapping[str, Ingested]) -> Known:
    names = {column.name for column in table.columns}
    people, episodes = (checked[name].kept if name in checked else None for name in ("persons", "episodes"))
    return Known(
        None if people is None else conforming.words(people["person_id"]),
        None
        if episodes is None or "episode_id" not in names
        else pl.DataFrame([conforming.words(episodes[key]) for key in ("episode_id", "person_id")]),
    )


def _reasons(table: Table, rows: pd.DataFrame, known: Known, vocabulary: Vocabulary) -> pd.Series:
    """The first reason each row cannot be kept, or an empty string."""
    reasons = pd.Series("", index=rows.index, dtype="string")

    def refuse(broken: pd.Series, reason: str) -> None:
        if broken.any():
            reasons[broken.fillna(False).astype(bool) & (reasons == "")] = reason

    for column in table.columns:
        _refuse_column(rows[column.name], column, refuse)
    if known.people is not None and len(rows):
        refuse(~rows["person_id"].isin(known.people.to_list()), "person_id is not in persons")
    if known.episodes is not None and len(rows):
        keys = pl.DataFrame([conforming.words(rows[key]) for key in ("episode_id", "person_id")])
        for strange, reason in conforming.strange_episodes(keys, known.episodes):
            refuse(pd.Series(strange.to_list(), index=rows.index, dtype="boolean"), reason)
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
