"""A program's own export: a folder of tables, any subset of them, mapped in the plan to canonical records.

Dates become days from the person's index date and are dropped at the door; what
stays of them is the year of admission, and its quarter where the plan declares a
limited data set.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import polars as pl

from stepdown.errors import Problem
from stepdown.records.adapters.base import Source, SourceFile
from stepdown.records.adapters.program_parts.checks import check_mapping
from stepdown.records.adapters.program_parts.days import index_dates
from stepdown.records.adapters.program_parts.follow_up import follow_up_from_assessments
from stepdown.records.adapters.program_parts.rows import finish, hide_episode_numbers, stack
from stepdown.records.adapters.program_parts.sessions import stack_sessions
from stepdown.records.adapters.program_parts.settings import Settings, VariableWords
from stepdown.records.adapters.program_parts.tables import read_files
from stepdown.records.guard.door import Door
from stepdown.records.instruments import all_described
from stepdown.records.mapping.keys import PersonKeys
from stepdown.records.mapping.ledger import MappingLedger
from stepdown.records.schema import LEVELS_OF_CARE
from stepdown.records.variables import Variable, Vocabulary


def files(settings: Settings) -> tuple[str, ...]:
    """Every file that a pattern of the plan finds; a pattern that finds none stays and is reported as missing."""
    folder = Path(settings.path)
    found = []
    for block in (block for blocks in settings.tables.values() for block in blocks):
        for pattern in block.files:
            names = sorted(path.relative_to(folder).as_posix() for path in folder.glob(pattern))
            found += names or [pattern]
    return tuple(dict.fromkeys(found))


def vocabulary(settings: Settings) -> Vocabulary:
    def variable(name: str, words: VariableWords, known_at: str) -> Variable:
        return Variable(
            name,
            words.label,
            dict(words.levels),
            dict(words.people),
            step=words.step,
            unit=words.unit,
            known_at=known_at,
        )

    return Vocabulary(
        persons={name: variable(name, words, "baseline") for name, words in settings.variables.items()},
        aftercare={name: variable(name, words, "later") for name, words in settings.aftercare.items()},
        instruments=all_described(settings.instruments),
        waves=dict(settings.waves),
        dated=frozenset(settings.tables),
        levels_of_care=_levels(settings, "level_of_care"),
        recommended_levels=_levels(settings, "recommended_level"),
    )


def _levels(settings: Settings, column: str) -> tuple[str, ...]:
    """The rungs that a column of the episodes can hold, as its mapping says."""
    blocks = [block for block in settings.tables.get("episodes", []) if column in block.columns]
    mapped = [block.columns[column] for block in blocks]
    named = {word for spec in mapped for word in ({spec.value} if spec.value else spec.recode.values())}
    told = all(spec.value or spec.recode for spec in mapped)
    return tuple(level for level in LEVELS_OF_CARE if mapped and (level in named or not told))


def read(settings: Settings) -> Source:
    """Read every table of the export.

    Raises
    ------
    SourceError
        If a file cannot be read, lacks a column, or the mapping names a column that the record does not have.
    IdentifierError
        If any column of any file, mapped or not, looks like an identifier.
    """
    check_mapping(settings)
    problems: list[Problem] = []
    ledger = MappingLedger()
    door = Door(settings)
    mapped = {
        name: [file for block in blocks for file in read_files(settings, name, block, ledger, problems, door)]
        for name, blocks in settings.tables.items()
    }
    door.close(problems)
    keys = PersonKeys(
        pl.concat([file.mapped.columns["person_id"].cast(pl.String) for file in mapped["persons"]])
    )
    hide_episode_numbers(mapped)
    index = index_dates(mapped.get(settings.index.table, []), settings.index.column)
    made: dict[str, list] = {}
    refused, used = {}, []
    for name, parts in mapped.items():
        kept, left = zip(*(finish(settings, name, part, keys, index) for part in parts), strict=True)
        used += [SourceFile(part.name, part.n_rows, part.n_used, name) for part in parts]
        # What was read is not needed beside what was made of it.
        parts.clear()
        for of_file in kept:
            for table, rows in of_file.items():
                made.setdefault(table, []).append(rows)
        refused[name] = pd.concat(left, ignore_index=True)
    tables = {
        name: stack_sessions(parts) if name == "services" else stack(parts) for name, parts in made.items()
    }
    if settings.waves and "follow_up" not in tables and "assessments" in tables:
        answered = [
            tables[name][["person_id", "wave", "day"]]
            for name in ("assessments", "assessment_items")
            if name in tables
        ]
        tables["follow_up"] = follow_up_from_assessments(tables["persons"], stack(answered), settings.waves)
    notes = (
        ("Person keys looked like record numbers and were replaced by salted hashes.",) if keys.hashed else ()
    )
    return Source(tables, tuple(used), notes, refused, ledger)
