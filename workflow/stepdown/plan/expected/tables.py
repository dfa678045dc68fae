"""Small tables as a person writes them -> canonical records, checked like any other source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.errors import Problem, nearest
from stepdown.records.schema import TABLES, Column

if TYPE_CHECKING:
    from stepdown.plan.expected.model import Case

MISSING = "."
# What a column takes that is left out; others are missing.
USUAL = {
    "substance_use": {"days_covered": 1, "origin": "urine", "scheduled": True},
    "medication": {"days_covered": 1},
    "aftercare": {"days_covered": 1, "received": True},
    "episodes": {"withdrawal_management": False},
}
TRUTH = {"true": True, "yes": True, "false": False, "no": False}
SCREENS = {
    "+": ("positive",),
    "-": ("negative",),
    "*": ("positive", "negative"),
    "o": ("not_provided",),
    "_": (),
}


def read_tables(case: Case, outcome, where: str, problems: list[Problem]) -> dict[str, pd.DataFrame]:
    """The raw tables of a case; what cannot be read is added to the problems."""
    tables = {}
    for name, text in case.records.items():
        if name not in TABLES:
            problems.append(
                Problem(where, f"There is no table '{name}' in the records.", nearest(name, TABLES))
            )
            continue
        table = _read_text(name, text, f"{where}, table {name}", problems)
        if table is not None:
            tables[name] = table
    if case.words:
        screens = pd.DataFrame(list(_screens(case.words, outcome, where, problems)))
        tables["substance_use"] = pd.concat(
            [tables.get("substance_use", screens[:0]), screens], ignore_index=True
        )
    listed = tables.get("persons", pd.DataFrame({"person_id": []}))
    named = [*(id for table in tables.values() for id in table["person_id"]), *case.expected]
    further = [id for id in dict.fromkeys(named) if id not in set(listed["person_id"])]
    people = pd.DataFrame({"person_id": pd.array(further, dtype="string")})
    tables["persons"] = pd.concat([listed.astype({"person_id": "string"}), people], ignore_index=True)
    return tables


def _read_text(name: str, text: str, where: str, problems: list[Problem]) -> pd.DataFrame | None:
    lines = [line.split() for line in text.splitlines() if line.strip()]
    header, rows = (lines[0], lines[1:]) if lines else ([], [])
    columns = {column.name: column for column in TABLES[name].columns}
    found = []
    if "person_id" not in header:
        found.append(Problem(where, "It has no column person_id.", "Name the columns in the first line."))
    if not TABLES[name].open_ended:
        found += [
            Problem(where, f"There is no column '{column}'.", nearest(column, columns))
            for column in header
            if column not in columns
        ]
    found += [
        Problem(where, f"Row {i} has {len(row)} cells, the first line names {len(header)} columns.",
                "Write a dot for a missing cell, and _ for a space inside one.")
        for i, row in enumerate(rows, start=1)
        if len(row) != len(header)
    ]  # fmt: skip
    problems += found
    if found:
        return None
    data = {
        column: [
            _cell(row[i], columns.get(column), f"{where}, row {k}", problems) for k, row in enumerate(rows, 1)
        ]
        for i, column in enumerate(header)
    }
    usual = {column: value for column, value in USUAL.get(name, {}).items() if column not in data}
    if name == "episodes" and "episode_id" not in data:
        usual["episode_id"] = [f"episode-{i}" for i in range(1, len(rows) + 1)]
    return pd.DataFrame(data).assign(**usual)


def _cell(text: str, column: Column | None, where: str, problems: list[Problem]) -> object:
    if text == MISSING:
        return None
    if column is None or column.kind == "text":
        return text
    if column.kind == "flag" and text.lower() in TRUTH:
        return TRUTH[text.lower()]
    try:
        return {"whole": int, "number": float}[column.kind](text)
    except (KeyError, ValueError):
        kinds = {"whole": "a whole number", "number": "a number", "flag": "true or false"}
        problems.append(Problem(where, f"{column.name} should be {kinds[column.kind]}; it is {text!r}."))
        return None


def _screens(words: Mapping[str, str], outcome, where: str, problems: list[Problem]) -> Iterator[dict]:
    """A word's screens: the interval's last day, and the day before for the second of two."""
    from stepdown.outcomes.words.intervals import last_days
    from stepdown.outcomes.words.rules import WordRules

    if not isinstance(outcome, WordRules):
        problems.append(
            Problem(
                where, f"The outcome {outcome.definition} is not made from words.", "Give records instead."
            )
        )
        return
    for person, word in words.items():
        strange = sorted(set(word) - set(SCREENS))
        if strange:
            problems.append(
                Problem(where, f"The word of {person} has a symbol {strange[0]!r}.", nearest("", SCREENS))
            )
            continue
        days = last_days(outcome, np.arange(1, len(word) + 1))
        for day, symbol in zip(days.astype(int), word, strict=True):
            for back, result in enumerate(SCREENS[symbol]):
                yield {
                    "person_id": person, "day": int(day) - back, "result": result,
                    "substance": next(iter(outcome.substances), "any"), "scheduled": True, "days_covered": 1,
                    "origin": "self_report" if outcome.observed_by == "self_report" else "urine",
                }  # fmt: skip
