"""Completion and length of stay, by tables of cases."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.outcomes.definitions import definitions

COLUMNS = {
    "episode_id": "string", "person_id": "string", "admission_day": "Int64", "discharge_day": "Int64",
    "discharge_reason": "string", "stay_days_lowest": "Int64", "stay_days_highest": "Int64",
}  # fmt: skip


def episodes(*rows):
    return {"episodes": pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)}


def answers(definition, records):
    table = definition.derive(records)
    return dict(zip(table["person_id"], table["value"], strict=True))


@pytest.mark.parametrize(
    ("transferred", "expected"),
    [
        ("not_completed", {"a": True, "b": False, "c": False, "e": False}),
        ("completed", {"a": True, "b": True, "c": False, "e": False}),
        ("left_out", {"a": True, "c": False, "e": False}),
    ],
)
def test_completion_and_transfers(transferred, expected):
    records = episodes(
        ("1", "a", 0, None, "completed", None, None),
        ("2", "b", 0, None, "transferred", None, None),
        ("3", "c", 0, None, "left", None, None),
        ("4", "d", 0, None, None, None, None),
        ("5", "e", 0, None, "died", None, None),
    )
    definition = definitions()["treatment_completed"](
        definition="treatment_completed", transferred=transferred
    )
    assert answers(definition, records) == expected, "d has no reason: unknown is not a failure"


@pytest.mark.parametrize(
    ("days", "lowest", "highest", "expected"),
    [
        (91, 91, 120, True),
        (91, 61, 90, False),
        (90, 61, 90, None),  # day 90 lies inside LOS code 33
        (61, 61, 90, True),
        (366, 366, None, True),
        (367, 366, None, None),  # more than a year, nobody knows how much more
        (30, 30, 30, True),
        (31, 30, 30, False),
        (91, None, None, None),
    ],
)
def test_an_interval_decides_or_leaves_open(days, lowest, highest, expected):
    definition = definitions()["stay_at_least"](definition="stay_at_least", days=days)
    found = answers(definition, episodes(("1", "a", 0, None, None, lowest, highest)))
    assert found == ({} if expected is None else {"a": expected})


def test_known_days_serve_where_there_is_no_interval():
    definition = definitions()["stay_at_least"](definition="stay_at_least", days=10)
    records = episodes(("1", "a", 5, 15, None, None, None), ("2", "b", 5, 14, None, None, None))
    assert answers(definition, records) == {"a": True, "b": False}


def test_the_first_episode_counts():
    records = episodes(
        ("2", "a", 40, 50, "completed", None, None),
        ("1", "a", 0, 3, "left", None, None),
        ("3", "a", None, None, "completed", None, None),
    )
    definition = definitions()["treatment_completed"](definition="treatment_completed")
    assert answers(definition, records) == {"a": False}
