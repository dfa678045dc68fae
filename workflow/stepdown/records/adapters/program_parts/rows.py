"""The rows of one file: keys and days into place, and what cannot be kept set aside with its line and reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
import polars as pl

from stepdown.records.adapters.program_parts.days import to_days
from stepdown.records.conforming import outside
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
) -> tuple[dict[str, pd.DataFrame | pl.DataFrame], pd.DataFrame]:
    """Canonical table -> rows to keep, and the refused ones with line and reason; sessions stay a coded frame."""
    mapped = file.mapped
    raw_key = mapped.columns["person_id"]
    mapped.columns["person_id"] = keys.of(raw_key)
    mapped.refuse(raw_key.is_null(), "person_id is missing")
    strange = outside(raw_key, keys.known)
    if strange is not None:
        mapped.refuse(strange, "person_id is not in persons")
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
        return {name: frame}, refused
    rows = frame.with_columns(pl.col(pl.Enum).cast(pl.String)).to_pandas()
    if not (file.block.measures or file.block.items):
        return {name: rows}, refused
    made = {name: _totals(rows)}
    return made | ({"assessment_items": _items(rows)} if file.block.items else {}), refused


def stack(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """One table of those of several files; a part without rows has no say in the types of its columns."""
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _totals(rows: pd.DataFrame) -> pd.DataFrame:
    """Totals side by side -> one row each; those that are missing are none."""
    return _below_each_other(rows, "measure.", "total").rename(columns={"which": "instrument"})


def _items(rows: pd.DataFrame) -> pd.DataFrame:
    """Answers side by side -> one row each; of a person who answered nothing of a form, no row."""
    items = _below_each_other(rows, "item.", "value")
    parts = items.pop("which").str.rsplit(".", n=1, expand=True).set_axis(["instrument", "item"], axis=1)
    return items.assign(instrument=parts["instrument"], item=parts["item"].astype("Int64"))


def _below_each_other(rows: pd.DataFrame, prefix: str, value: str) -> pd.DataFrame:
    """Canonical columns with `which` and the value."""
    fixed = [column for column in rows.columns if not column.startswith(("measure.", "item."))]
    wide = [column for column in rows.columns if column.startswith(prefix)]
    if not wide:
        return (
            rows[fixed].head(0).assign(which=pd.Series(dtype="string"), **{value: pd.Series(dtype="Float64")})
        )
    long = rows.melt(id_vars=fixed, value_vars=wide, var_name="which", value_name=value).dropna(subset=value)
    return long.assign(which=long["which"].str.removeprefix(prefix))
