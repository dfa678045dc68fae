"""What every source adapter takes and gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

import pandas as pd
import polars as pl
from pydantic import Field

from stepdown.plan.base import PlanModel
from stepdown.records.mapping.ledger import MappingLedger


class Waiver(PlanModel):
    """A column that looks like an identifier and is not one."""

    column: str
    """The column's name in the source."""
    reason: str = Field(min_length=10)
    """Why it may stay; printed in the reports."""


class LimitedDataSet(PlanModel):
    """The records are a limited data set (45 CFR 164.514(e)): calendar quarters may stay."""

    agreement: str = Field(min_length=10)
    """The data use agreement that allows it, and with whom; printed in the reports."""


class SourceSettings(PlanModel):
    """The `source` block of a plan: where the records come from, and how to read them."""

    # "required": every run compares the files with SHA256SUMS; "if present": only where that file stands beside them.
    sums: ClassVar[Literal["required", "if present"]] = "if present"

    adapter: str
    """The source adapter that reads the files, by its registered name."""
    path: str
    """The folder with the files, relative to the project's top folder."""
    waivers: list[Waiver] = []
    """Columns that the identifier guard may let through, each with a reason."""
    limited_data_set: LimitedDataSet | None = None
    """Declare it only under a data use agreement: then quarters may stay, as columns of the source and, where the source
    has dates of admission, as the quarter of admission. Without it only the year of admission stays."""


@dataclass(frozen=True)
class SourceFile:
    """What was read from one file, so that counts reconcile."""

    name: str
    rows_read: int
    rows_used: int
    used_for: str


@dataclass(frozen=True)
class Source:
    """What an adapter hands over: canonical tables that are not yet checked.

    Parameters
    ----------
    tables : canonical table -> rows. A polars frame says that every column is canonical already, and is checked by
        whole columns (`records.conforming`).
    files : what was read from each file.
    notes : sentences for the reports; any count in them is rounded or hidden already.
    refused : canonical table -> rows that could not be made canonical, with their `reason`.
    mapping : what happened to every source column and value; None where the mapping is code.
    """

    tables: Mapping[str, pd.DataFrame | pl.DataFrame]
    files: tuple[SourceFile, ...]
    notes: tuple[str, ...] = ()
    refused: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    mapping: MappingLedger | None = None
