"""The `source` block of a plan that reads a program's own export."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from stepdown.plan.base import Identifier, PlanModel
from stepdown.records.adapters.base import SourceSettings
from stepdown.records.instruments import ScoreWords, all_described
from stepdown.records.mapping.columns import CodeList, Codes, Column
from stepdown.records.schema import TABLES


class TableFiles(PlanModel):
    """The files of one canonical table, and its columns."""

    files: Annotated[list[str], Field(min_length=1)]
    """File names or patterns (`services_2024-*.csv`) inside the source folder; several are read as one."""
    columns: dict[Identifier, Column]
    """Canonical column -> source column, or a block with a recode, a unit or a date format."""
    measures: dict[Identifier, str] = {}
    """assessments only, wide form: instrument -> the column with its total. Without it, `instrument` and `total` are
    columns."""
    items: dict[Identifier, list[str]] = {}
    """assessments only: registered instrument (docs/instruments.md) -> the columns of its items, in the order of the form.
    They are scored; the answers themselves stay in the restricted zone."""
    delimiter: str | None = None
    """The character between fields; found by itself when not given."""
    encoding: str | None = None
    """The encoding of the files; found by itself when not given."""
    sheet: str | None = None
    """The sheet of an Excel workbook; the first by default."""

    @field_validator("files")
    @classmethod
    def _inside_the_folder(cls, files: list[str]) -> list[str]:
        for pattern in map(PurePath, files):
            if not pattern.parts or pattern.is_absolute() or ".." in pattern.parts:
                raise ValueError("a file is named relative to source.path, and lies inside it")
        return files


class OneOrMany:
    """In the schema for editors: a list may be left out around its only entry."""

    def __get_pydantic_json_schema__(self, core_schema, handler) -> dict:
        many = handler(core_schema)
        return {"anyOf": [many["items"], many]}


def _as_list(value: Any) -> Any:
    return value if isinstance(value, list) else [value]


# Exports of an old and a new system, or totals in one file and a long table in another, are blocks of one table.
Blocks = Annotated[list[TableFiles], Field(min_length=1), BeforeValidator(_as_list), OneOrMany()]


class Index(PlanModel):
    """Day 0 of each person."""

    table: Literal["episodes", "persons"] = "episodes"
    """The table that holds the date."""
    column: Identifier = "admission_day"
    """The canonical column with the date; the earliest of a person counts."""


class VariableWords(PlanModel):
    """How readers meet a baseline column."""

    label: str
    """What readers see."""
    levels: Codes = {}
    """Canonical level -> words for readers, in the order to show; empty for a number."""
    people: Codes = {}
    """Canonical level -> who these people are, where "people in the <words> group" reads badly."""
    step: float = Field(default=1, gt=0)
    """For a number: the difference that effects are stated for."""
    unit: str = ""
    """For a number: the unit of the step."""


class Settings(SourceSettings):
    """A folder of tables from a program's record system."""

    adapter: Literal["program"]
    missing: CodeList = ["", "NA", "N/A", "NULL", "Unknown"]
    """Source values that mean "not known" in every column."""
    index: Index = Index()
    """Where day 0 of each person comes from."""
    tables: dict[Literal[tuple(TABLES)], Blocks]
    """The canonical tables that the export has; persons is one of them. A table whose files differ in their columns has a
    list of blocks, one for each kind of file."""
    variables: dict[Identifier, VariableWords] = {}
    """Baseline columns of persons that a plan may name."""
    instruments: dict[Identifier, ScoreWords] = {}
    """Scores that the assessments hold; `phq9: {}` for a registered one."""

    @field_validator("instruments")
    @classmethod
    def _described(cls, instruments: dict[str, ScoreWords]) -> dict[str, ScoreWords]:
        all_described(instruments)
        return instruments

    waves: dict[int, int] = {}
    """Planned interviews: number -> day due."""
    aftercare: dict[Identifier, VariableWords] = {}
    """Kinds of aftercare that a plan may name, with the words for `no` and `yes`."""
