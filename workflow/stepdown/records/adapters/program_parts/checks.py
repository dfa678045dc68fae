"""What is wrong with a mapping before any file is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stepdown.errors import Problem, SourceError, nearest
from stepdown.records.instruments import item_count
from stepdown.records.schema import AFTERCARE_KINDS, TABLES

if TYPE_CHECKING:
    from stepdown.records.adapters.program_parts.settings import Settings, TableFiles

MADE_BY_MEASURES = ("instrument", "total")


def check_mapping(settings: Settings) -> None:
    """Refuse a mapping that cannot make canonical records.

    Raises
    ------
    SourceError
        With every problem: canonical columns that no record has or that are missing, words that no record allows,
        days without a day 0, and variables and scores that nothing fills.
    """
    problems = [
        *_check_tables(settings),
        *_check_index(settings),
        *_check_words(settings),
        *_check_quarters(settings),
    ]
    if problems:
        raise SourceError(problems)


def _check_tables(settings: Settings) -> Iterator[Problem]:
    if "persons" not in settings.tables:
        mend = "Add tables.persons with person_id and the baseline columns."
        yield Problem("source.tables", "There is no persons table.", mend)
    for where, name, table in _blocks(settings):
        yield from _check_columns(where, name, table)
        yield from _check_items(f"{where}.items", name, table)
        if table.measures and name != "assessments":
            yield Problem(f"{where}.measures", "Only assessments can have measures.", "Remove it.")
        for instrument in table.measures:
            if instrument not in settings.instruments:
                what = f"'{instrument}' is not among source.instruments."
                mend = nearest(instrument, settings.instruments)
                yield Problem(f"{where}.measures.{instrument}", what, mend)


def _blocks(settings: Settings) -> Iterator[tuple[str, str, TableFiles]]:
    """Where each block stands in the plan, its table, and the block."""
    for name, blocks in settings.tables.items():
        for number, block in enumerate(blocks, start=1):
            place = f", block {number}" if len(blocks) > 1 else ""
            yield f"source.tables.{name}{place}", name, block


def _check_items(where: str, name: str, table: TableFiles) -> Iterator[Problem]:
    """The order of the columns is the order of the form: one too few and every later answer is another question's."""
    if table.items and name != "assessments":
        yield Problem(
            where, "Only assessments can have items.", "Name them there, or map the table assessment_items."
        )
    for instrument, columns in table.items.items():
        count = item_count(instrument)
        if count is None:
            what = f"'{instrument}' is not a registered instrument with items."
            yield Problem(
                f"{where}.{instrument}", what, "docs/instruments.md lists them. Map its total instead."
            )
        elif len(set(columns)) != count or len(columns) != count:
            what = f"It has {count} items; {len(set(columns))} different columns are named."
            yield Problem(
                f"{where}.{instrument}", what, "Name the column of every item, in the form's order."
            )


def _check_quarters(settings: Settings) -> Iterator[Problem]:
    """The guard cannot know that a 1 to 4 in a column of any name is a quarter."""
    named = any("admission_quarter" in table.columns for table in settings.tables.get("episodes", []))
    if named and settings.limited_data_set is None:
        what = "A quarter is more precise than a year: it may stay in a limited data set only."
        mend = "Remove the column, or declare source.limited_data_set with the agreement that allows it."
        yield Problem("source.tables.episodes.columns.admission_quarter", what, mend)


def _check_columns(place: str, name: str, table: TableFiles) -> Iterator[Problem]:
    schema = TABLES[name]
    known = {column.name: column for column in schema.columns}
    where = f"{place}.columns"
    by_parts = bool(table.measures or table.items)
    for column, spec in table.columns.items():
        if column not in known and not schema.open_ended:
            yield Problem(f"{where}.{column}", f"{name} has no column '{column}'.", nearest(column, known))
        allowed = known[column].allowed if column in known else ()
        given = [*spec.recode.values(), *([spec.value] if spec.value else [])]
        for word in dict.fromkeys(word for word in given if allowed and word not in allowed):
            yield Problem(f"{where}.{column}", f"{column} cannot be '{word}'.", nearest(word, allowed))
        if by_parts and column in MADE_BY_MEASURES:
            yield Problem(
                f"{where}.{column}", f"{column} comes from measures and items.", "Remove one of the two."
            )
    for column in schema.columns:
        made = by_parts and column.name in MADE_BY_MEASURES
        if column.required and column.name not in table.columns and not made:
            what = "It is missing, and every row needs it."
            yield Problem(f"{where}.{column.name}", what, "Name its column, or give one value for all rows.")
    key = table.columns.get("person_id")
    if key and (key.date_format or not key.column):
        yield Problem(f"{where}.person_id", "The key must come from a column.", "Name the column.")


def _check_index(settings: Settings) -> Iterator[Problem]:
    """Where there are dates there must be a day 0."""
    dated = any(spec.date_format for _, _, table in _blocks(settings) for spec in table.columns.values())
    columns = [
        table.columns.get(settings.index.column) for table in settings.tables.get(settings.index.table, [])
    ]
    if dated and not any(column is not None and column.date_format for column in columns):
        what = f"Dates become days from {settings.index.table}.{settings.index.column}, which is not mapped as a date."
        yield Problem("source.index", what, "Name the table and the column that hold the date of day 0.")


def _check_words(settings: Settings) -> Iterator[Problem]:
    """Variables that a plan may name must be filled, and filled with their levels."""
    columns = {
        name: spec for table in settings.tables.get("persons", []) for name, spec in table.columns.items()
    }
    for name, words in settings.variables.items():
        where = f"source.variables.{name}"
        if name not in columns:
            yield Problem(where, "persons has no column of this name.", nearest(name, columns))
            continue
        for level in dict.fromkeys(columns[name].recode.values()):
            if words.levels and level not in words.levels:
                what = f"The recode of {name} gives '{level}', which is not a level."
                yield Problem(where, what, nearest(level, words.levels))
    for kind in settings.aftercare:
        if kind not in AFTERCARE_KINDS:
            what = f"'{kind}' is not a kind of aftercare."
            yield Problem(f"source.aftercare.{kind}", what, nearest(kind, AFTERCARE_KINDS))
