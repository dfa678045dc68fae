"""Small records for tests of words."""

from __future__ import annotations

import pandas as pd

from stepdown.records.adapters.base import Source
from stepdown.records.ingest import ingest


def records_of(vocabulary, **tables) -> dict[str, pd.DataFrame]:
    """Canonical records; persons are whoever stands in a table, in alphabetical order."""
    named = sorted({row["person_id"] for rows in tables.values() for row in rows})
    frames = {name: pd.DataFrame(rows) for name, rows in tables.items() if rows}
    frames.setdefault("persons", pd.DataFrame({"person_id": named}))
    checked = ingest(Source(frames, ()), vocabulary)
    assert all(table.quarantined.empty for table in checked.values())
    return {name: table.kept for name, table in checked.items()}


def screen(person: str, day: int, result: str, **more) -> dict:
    usual = {"days_covered": 1, "origin": "urine", "substance": "opioid", "scheduled": True}
    return {"person_id": person, "day": day, "result": result} | usual | more


def screens(person: str, word: str) -> list[dict]:
    """Weekly screens of a word of + - o _, on the last day of each week."""
    results = {"+": "positive", "-": "negative", "o": "not_provided"}
    return [screen(person, 7 * i, results[s]) for i, s in enumerate(word, start=1) if s != "_"]


def episode(person: str, **more) -> dict:
    usual = {"episode_id": f"{person}-1", "level_of_care": "outpatient", "withdrawal_management": False}
    return {"person_id": person, "admission_day": 0} | usual | more
