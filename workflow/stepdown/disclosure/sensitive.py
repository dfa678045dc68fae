"""The door stays shut where a single item about suicide is about to leave: by person, by count or by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from stepdown.errors import DisclosureError, Problem
from stepdown.outcomes.instruments.sensitive import held, names_sensitive

MEND = "Use the total of the instrument. An item about suicide is for the care team, not for a release."
# Sentences of an adapter about its source; they carry no number of a column.
PROSE = ("notes", "note", "what_to_do")


def refuse_sensitive_items(tables: Mapping[str, pd.DataFrame], documents: Mapping[str, Any]) -> None:
    """Refuse the whole release if any part of it names or holds a sensitive item.

    Parameters
    ----------
    tables : file -> table; columns, rows and words are looked at.
    documents : file -> nested plain data.

    Raises
    ------
    DisclosureError
        With every file, and never with a value of a record.
    """
    problems = [
        Problem(file, f"A sensitive item is in {where}.", MEND)
        for file, found in (
            *((file, _in_table(table)) for file, table in tables.items()),
            *((file, _in_document(document)) for file, document in documents.items()),
        )
        for where in sorted(set(found))
    ]
    if problems:
        raise DisclosureError(problems)


def _in_table(table: pd.DataFrame) -> Iterator[str]:
    columns, rows = held(table)
    yield from (f"the column {name}" for name in columns)
    if rows:
        yield "its rows"
    for name in table.columns:
        values = table[name]
        if not pd.api.types.is_numeric_dtype(values) and any(
            names_sensitive(value) for value in values.dropna().unique() if isinstance(value, str)
        ):
            yield f"the words of the column {name}"


def _in_document(content: Any, where: str = "it") -> Iterator[str]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            if names_sensitive(str(key)):
                yield f"{where}, as a key"
            if key not in PROSE:
                yield from _in_document(value, f"{key}")
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _in_document(value, where)
    elif isinstance(content, str) and names_sensitive(content):
        yield f"{where}"
