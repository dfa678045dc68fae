"""What is wrong with a mapping before any file is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from stepdown.errors import Problem, SourceError, nearest
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
    for name, table in settings.tables.items():
        yield from _check_columns(name, table)
        where = f"source.tables.{name}.measures"
        if table.measures and name != "assessments":
            yield Problem(where, "Only assessments can have measures.", "Remove it.")
        for instrument in table.measures:
            if instrument not in settings.instruments:
                what = f"'{instrument}' is not among source.instruments."
                yield Problem(f"{where}.{instrument}", what, nearest(instrument, settings.instruments))


def _check_quarters(settings: Settings) -> Iterator[Problem]:
    """The guard cannot know that a 1 to 4 in a column of any name is a quarter."""
    table = settings.tables.get("episodes")
    if table and "admission_quarter" in table.columns and settings.limited_data_set is None:
        what = "A quarter is more precise than a year: it may stay in a limited data set only."
        mend = "Remove the column, or declare source.limited_data_set with the agreement that allows it."
        yield Problem("source.tables.episodes.columns.admission_quarter", what, mend)


def _check_columns(name: str, table: TableFiles) -> Iterator[Problem]:
    schema = TABLES[name]
    known = {column.name: column for column in schema.columns}
    where = f"source.tables.{name}.columns"
    for column, spec in table.columns.items():
        if column not in known and not schema.open_ended:
            yield Problem(f"{where}.{column}", f"{name} has no column '{column}'.", nearest(column, known))
        allowed = known[column].allowed if column in known else ()
        given = [*spec.recode.values(), *([spec.value] if spec.value else [])]
        for word in dict.fromkeys(word for word in given if allowed and word not in allowed):
            yield Problem(f"{where}.{column}", f"{column} cannot be '{word}'.", nearest(word, allowed))
        if table.measures and column in MADE_BY_MEASURES:
            yield Problem(f"{where}.{column}", f"{column} comes from measures.", "Remove one of the two.")
    for column in schema.columns:
        made = table.measures and column.name in MADE_BY_MEASURES
        if column.required and column.name not in table.columns and not made:
            what = "It is missing, and every row needs it."
            yield Problem(f"{where}.{column.name}", what, "Name its column, or give one value for all rows.")
    key = table.columns.get("person_id")
    if key and (key.date_format or not key.column):
        yield Problem(f"{where}.person_id", "The key must come from a column.", "Name the column.")


def _check_index(settings: Settings) -> Iterator[Problem]:
    """Where there are dates there must be a day 0."""
    dated = any(spec.date_format for table in settings.tables.values() for spec in table.columns.values())
    table = settings.tables.get(settings.index.table)
    column = table.columns.get(settings.index.column) if table else None
    if dated and (column is None or not column.date_format):
        what = f"Dates become days from {settings.index.table}.{settings.index.column}, which is not mapped as a date."
        yield Problem("source.index", what, "Name the table and the column that hold the date of day 0.")


def _check_words(settings: Settings) -> Iterator[Problem]:
    """Variables that a plan may name must be filled, and filled with their levels."""
    columns = settings.tables["persons"].columns if "persons" in settings.tables else {}
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
