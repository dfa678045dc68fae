"""The first stay at a level: when it was over and how, and what was seen of a person on the way."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.answers.methods.seen import seen_at
from stepdown.cohort.stay_windows import WINDOWS, window_of
from stepdown.outcomes.stays import first_stays, stay_contacts

COLUMNS = ["person_id", "level_of_care", "admission_day", "discharge_day", "discharge_reason"]
IOP, OP = "intensive_outpatient", "outpatient"
ROWS = [
    ("left", IOP, 0, 30, "left"),
    ("planned", IOP, 0, 60, "transferred"),
    ("planned", OP, 63, 120, "completed"),
    ("died", IOP, 0, 20, "died"),
    ("split", IOP, 0, 40, "transferred"),
    ("split", IOP, 40, 70, "left"),
    ("stepped", IOP, 0, 50, "transferred"),
    ("stepped", OP, 50, 90, "left"),
    ("earlier", IOP, -60, -20, "left"),
    ("earlier", IOP, 0, 10, "completed"),
]


@pytest.fixture
def episodes():
    table = pd.DataFrame(ROWS, columns=COLUMNS)
    return table.assign(
        episode_id=[f"e{i}" for i in range(len(table))],
        withdrawal_management=False,
        last_contact_day=pd.array([pd.NA] * len(table), dtype="Int64"),
        planned_days=pd.array([pd.NA] * len(table), dtype="Int64"),
    ).astype({"person_id": "string", "level_of_care": "string", "discharge_reason": "string",
              "admission_day": "Int64", "discharge_day": "Int64"})  # fmt: skip


@pytest.fixture
def records(episodes):
    use = pd.DataFrame(
        {"person_id": ["left", "left", "planned"], "day": pd.array([3, 9, 9], dtype="Int64"),
         "origin": ["urine", "urine", "self_report"], "result": ["positive", "negative", "positive"]}
    )  # fmt: skip
    return {"episodes": episodes, "substance_use": use}


def test_each_stay_ends_where_the_level_does_and_as_its_last_episode_did(episodes):
    stays = first_stays(episodes, 30, None).set_index("person_id")
    assert stays["stop_day"].to_dict() == {
        "died": 20, "earlier": 10, "left": 30, "planned": 60, "split": 70, "stepped": 50,
    }  # fmt: skip
    assert stays["exit"].to_dict() == {
        "died": "died", "earlier": "completed", "left": "left", "planned": "transferred", "split": "left",
        "stepped": "transferred",
    }  # fmt: skip


def test_death_ends_a_stay_and_no_strategy_and_only_leaving_departs(records):
    rows = stay_contacts(records, 30, None)
    told = rows[rows["kind"] == f"stay.{IOP}"].set_index("person_id")["received"]
    left = rows[rows["kind"] == f"departure.{IOP}"].set_index("person_id")["received"]
    assert told[~told].index.tolist() == ["died"]
    assert sorted(left[left].index) == ["left", "split"]
    assert rows.loc[rows["kind"] == "seen.positive", "day"].tolist() == [3]


def test_the_week_before_is_seen_and_nothing_later(records):
    sessions = pd.DataFrame(
        {"person_id": ["left"] * 4, "day": pd.array([1, 2, 9, 3], dtype="Int64"),
         "kind": ["service.group", "service.group", "service.group", "service.hours_36"]}
    )  # fmt: skip
    rows = pd.concat([stay_contacts(records, 30, None), sessions])
    seen = seen_at(rows, pd.Series(["planned", "left"]), [0, 7, 10, 14])
    assert seen[1].tolist() == [[0, 0], [1, 2], [1, 1], [0, 1]]
    assert not seen[0].any()


def test_a_plan_of_eight_weeks_that_was_kept_is_eight_weeks():
    assert list(WINDOWS) == ["under_8_weeks", "from_8_to_12_weeks", "over_12_weeks"]
    found = window_of(pd.Series([0, 55, 56, 84, 85, float("nan")]).to_numpy())
    assert list(found) == [
        "under_8_weeks", "under_8_weeks", "from_8_to_12_weeks", "from_8_to_12_weeks", "over_12_weeks", None,
    ]  # fmt: skip
