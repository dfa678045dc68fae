"""One row a person, everything in columns: the form in which most published study data come.

Durations and event codes become `events`, repeated measures become `assessments`
and `follow_up`, baseline columns become `persons`; all of it said in the plan,
none of it in code.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl

from stepdown.errors import Problem, RecordError
from stepdown.records.adapters.base import Source, SourceFile
from stepdown.records.adapters.wide_parts import tables as made
from stepdown.records.adapters.wide_parts.settings import DAYS, ROW, Settings
from stepdown.records.guard.door import Door
from stepdown.records.instruments import all_described
from stepdown.records.mapping.absent import absent_columns
from stepdown.records.mapping.apply import apply_maps
from stepdown.records.mapping.columns import ColumnMap
from stepdown.records.mapping.keys import PersonKeys
from stepdown.records.mapping.ledger import MappingLedger
from stepdown.records.reading.read import read_table
from stepdown.records.variables import EventWords, Variable, Vocabulary


def files(settings: Settings) -> tuple[str, ...]:
    return (settings.file,)


def vocabulary(settings: Settings) -> Vocabulary:
    persons = {
        name: Variable(
            name,
            spec.label or name.replace("_", " ").capitalize(),
            {level: spec.labels.get(level, level) for level in dict.fromkeys(spec.levels.values())},
            step=spec.step,
            unit=spec.unit,
        )
        for name, spec in settings.persons.items()
    }
    days = sorted({day for measure in settings.measures.values() for day in measure.columns if day > 0})
    return Vocabulary(
        persons=persons,
        aftercare={},
        instruments=all_described(settings.measures),
        waves=dict(enumerate(days, start=1)),
        events={
            name: EventWords(e.noun, e.had, e.free, e.good, "competing" in e.codes.values())
            for name, e in settings.events.items()
        },
        dated=frozenset({"assessments", "events", "follow_up"}),
    )


def read(settings: Settings) -> Source:
    """Read the table and take it apart into canonical records.

    Raises
    ------
    SourceError
        If the file cannot be read or lacks a column, with all problems.
    IdentifierError
        If any column, used or not, looks like an identifier.
    RecordError
        If two rows have one person key.
    """
    path = Path(settings.path) / settings.file
    problems: list[Problem] = []
    found = read_table(path, problems=problems)
    wanted = [*_wanted(settings)]
    if found is not None:
        problems += absent_columns(path, wanted, found.names)
    door = Door(settings)
    if found is not None:
        keys = frozenset() if settings.person == ROW else frozenset({settings.person})
        door.inspect(settings.file, found.table, keys=keys)
    door.close(problems)

    person = _person_ids(settings, found.table, path)
    ledger = MappingLedger()
    mapped = apply_maps(found, _maps(settings), settings.missing, ledger)
    kept = (mapped.reasons == "").to_numpy()
    refused = pd.DataFrame({"line": found.lines.to_numpy(), "reason": mapped.reasons.to_numpy()})[~kept]
    broken = found.broken_rows.to_pandas()[["line", "reason"]]
    tables = {
        "persons": made.persons(settings, mapped, person),
        "events": made.events(settings, mapped, person),
        "assessments": made.assessments(settings, mapped, person),
        "follow_up": made.follow_up(settings, mapped, person),
    }
    tables = {
        name: table[table["person_id"].isin(set(person[kept]))].reset_index(drop=True)
        for name, table in tables.items()
        if name == "persons" or len(table.columns) > 1
    }
    rows = found.table.height + len(broken)
    source_file = SourceFile(settings.file, rows, int(kept.sum()), "one row a person")
    return Source(
        tables,
        (source_file,),
        refused={"persons": pd.concat([broken, refused], ignore_index=True)},
        mapping=ledger,
    )


def _wanted(settings: Settings):
    if settings.person != ROW:
        yield settings.person
    yield from (spec.column for spec in settings.persons.values())
    for event in settings.events.values():
        yield from (event.time, event.status)
    for measure in settings.measures.values():
        yield from measure.columns.values()


def _person_ids(settings: Settings, table: pl.DataFrame, path: Path) -> pd.Series:
    if settings.person == ROW:
        width = len(str(table.height))
        return pd.Series([f"row-{i:0{width}d}" for i in range(1, table.height + 1)], dtype="string")
    values = table[settings.person]
    doubled = values.is_duplicated() | values.is_null()
    if doubled.any():
        what = f"{int(doubled.sum())} rows have no person key, or one that another row has too."
        mend = "Keep one row a person; where rows are episodes, use person: row and say so in the plan."
        raise RecordError([Problem(f"{path}, column {settings.person}", what, mend)])
    return PersonKeys(values).of(values).to_pandas().astype("string")


def _maps(settings: Settings) -> dict[str, tuple[ColumnMap, str]]:
    """Every canonical column of the wide table under a name of its own."""
    maps: dict[str, tuple[ColumnMap, str]] = {}
    for name, spec in settings.persons.items():
        column = ColumnMap(column=spec.column, recode=spec.levels, missing=spec.missing)
        maps[f"person.{name}"] = (column, "text" if spec.levels else "number")
    for name, event in settings.events.items():
        maps[f"time.{name}"] = (ColumnMap(column=event.time, multiply=DAYS[event.unit]), "number")
        maps[f"status.{name}"] = (ColumnMap(column=event.status, recode=event.codes), "text")
    for name, measure in settings.measures.items():
        for day, column in measure.columns.items():
            maps[f"measure.{name}.{day}"] = (ColumnMap(column=column), "number")
    return maps
