"""Canonical records written as they are read."""

from __future__ import annotations

import pandas as pd
import pytest


@pytest.fixture(scope="session")
def substance_use():
    """Rows of (person, day, result)."""

    def table(*rows):
        frame = pd.DataFrame(rows, columns=["person_id", "day", "result"])
        return frame.astype({"person_id": "string", "day": "Int64", "result": "string"})

    return table


@pytest.fixture(scope="session")
def aftercare():
    """Rows of (person, wave or None, day, kind, received)."""

    def table(*rows):
        frame = pd.DataFrame(rows, columns=["person_id", "wave", "day", "kind", "received"])
        return frame.astype(
            {"person_id": "string", "wave": "Int64", "day": "Int64", "kind": "string", "received": "boolean"}
        )

    return table


@pytest.fixture(scope="session")
def follow_up():
    """Rows of (person, wave, due day, status)."""

    def table(*rows):
        frame = pd.DataFrame(rows, columns=["person_id", "wave", "due_day", "status"])
        return frame.astype({"person_id": "string", "wave": "Int64", "due_day": "Int64", "status": "string"})

    return table


@pytest.fixture(scope="session")
def derived():
    """`derived(definition, **records)` -> the outcome's rows as tuples, by person."""
    from stepdown.outcomes.definitions import definitions

    def rows(definition: str, settings: dict, **records):
        outcome = definitions()[definition](definition=definition, **settings)
        table = outcome.derive(records)
        return sorted(table.itertuples(index=False, name=None))

    return rows
