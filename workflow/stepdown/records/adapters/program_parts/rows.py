"""The rows of one file: keys and days into place, and what cannot be kept set aside with its line and reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
import polars as pl

from stepdown.records.adapters.program_parts.days import to_days
from stepdown.records.mapping.keys import PersonKeys

if TYPE_CHECKING:
    from stepdown.records.adapters.program_parts.settings import Settings
    from stepdown.records.adapters.program_parts.tables import MappedFile


def hide_episode_numbers(tables: Mapping[str, list[MappedFile]]) -> None:
    """Accounts and admissions have record numbers too: they get the same treatment as those of people, in all tables."""
    found = [(name, file) for name in tables for file in tables[name] if "episode_id" in file.mapped.columns]
    # Sessions of an export without a table of admissions have their own numbers only.
    main = [file for name, file in found if name == "episodes"] or [file for _, file in found]
    if not main:
        return
    keys = PersonKeys(pl.concat([file.mapped.columns["episode_id"].cast(pl.String) for file in main]))
    for _, file in found:
        raw = file.mapped.columns["episode_id"]
        hidden = file.mapped.columns["episode_id"] = keys.of(raw)
        file.mapped.refuse(raw.is_not_null() & hidden.is_null(), "episode_id is not in episodes")


def finish(
    settings: Settings, name: str, file: MappedFile, keys: PersonKeys, index: pl.DataFrame
) -> tuple[pd.DataFrame | pl.DataFrame, pd.DataFrame]:
    """The rows to keep, and the refused ones with line and reason; sessions stay a coded frame."""
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
    frame = pl.DataFrame(mapped.columns)
    frame = frame if keep.all() else frame.filter(keep)
    left = pl.DataFrame({"line": file.lines, "reason": mapped.reasons}).filter(~keep)
    refused = pl.concat([file.broken_rows.select(left.columns).cast(dict(left.schema)), left])
    refused = refused.to_pandas().assign(file=file.name)
    if name == "services":
        return frame, refused
    rows = frame.with_columns(pl.col(pl.Enum).cast(pl.String)).to_pandas()
    if table.measures:
        fixed = [column for column in rows.columns if not column.startswith("measure.")]
        rows = rows.melt(id_vars=fixed, var_name="instrument", value_name="total").dropna(subset="total")
        rows["instrument"] = rows["instrument"].str.removeprefix("measure.")
    return rows, refused
