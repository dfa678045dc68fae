"""People who move between levels of care, as the estimator of occupation reads them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.cohort.spells.build import build_spells
from stepdown.estimators.state_occupation import state_occupation
from stepdown.outcomes.retention.examples import records
from stepdown.outcomes.retention.level_states import COLUMNS, STATES, level_states

NUMBER = {name: i for i, name in enumerate(STATES)}


def stays(episodes: pd.DataFrame | None = None) -> pd.DataFrame:
    episodes = records()["episodes"] if episodes is None else episodes
    return level_states(*build_spells(episodes, 30))


def told(table: pd.DataFrame, who: str) -> list[tuple]:
    names = (*STATES, "no further")
    own = table[table["person_id"] == who]
    return [(row.start, row.stop, names[row.state], names[row.to]) for row in own.itertuples()]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("a", [(0, 28, "residential", "intensive_outpatient"), (28, 84, "intensive_outpatient", "out_planned")]),
        ("b", [(0, 21, "intensive_outpatient", "out_unplanned")]),
        ("c", [(0, 41, "outpatient", "out_unplanned")]),
        ("d", [(0, 45, "outpatient", "died")]),
        ("f", [(0, 10, "inpatient", "between_levels"), (10, 13, "between_levels", "outpatient"),
               (13, 96, "outpatient", "no further")]),
        ("g", [(0, 30, "outpatient", "out_planned")]),
    ],
)  # fmt: skip
def test_the_states_of_the_eight(who, expected):
    assert told(stays(), who) == expected


def episode(who: str, level: str, start: int, stop: int, reason: str | None = "completed") -> dict:
    return {
        "episode_id": f"{who}{level}{start}", "person_id": who, "level_of_care": level, "withdrawal_management": False,
        "admission_day": start, "discharge_day": stop, "last_contact_day": stop, "planned_days": pd.NA,
        "discharge_reason": reason,
    }  # fmt: skip


def table_of(*rows: dict) -> pd.DataFrame:
    whole = ["admission_day", "discharge_day", "last_contact_day", "planned_days"]
    return pd.DataFrame(rows).astype(
        dict.fromkeys(whole, "Int64") | {"person_id": "string", "discharge_reason": "string"}
    )


def test_stays_without_a_day_are_passed_through_and_an_exit_at_once_is_out_from_the_start():
    table = stays(
        table_of(
            # Outpatient care, one evaluation in a residence on day 10, outpatient care again.
            episode("x", "outpatient", 0, 10, "transferred"),
            episode("x", "residential", 10, 10, "transferred"),
            episode("x", "outpatient", 10, 30),
            episode("y", "outpatient", 0, 0, "left"),
            episode("z", "outpatient", 0, 12, "other"),
        )
    )
    assert told(table, "x") == [(0, 30, "outpatient", "out_planned")]
    assert told(table, "y") == [(0, 1, "out_unplanned", "no further")]
    assert told(table, "z") == [(0, 12, "outpatient", "no further")]


def test_with_everybody_followed_occupation_is_the_share_of_people_in_each_state():
    draw = np.random.default_rng(5)
    rows = []
    for i in range(60):
        first, second = int(draw.integers(0, 30)), int(draw.integers(1, 60))
        rows += [
            episode(f"p{i}", "residential", 0, first, "transferred"),
            episode(
                f"p{i}", "outpatient", first, first + second, str(draw.choice(["completed", "left", "died"]))
            ),
        ]
    table = stays(table_of(*rows))
    found = state_occupation(*(table[name] for name in COLUMNS), len(STATES), 100)
    for day in (0, 5, 17, 40, 100):
        at = table[(table["start"] <= day) & (table["stop"] > day)]
        out = table[(table["stop"] <= day) & (table["to"] >= NUMBER["out_planned"])]["to"]
        counted = np.bincount(np.append(at["state"], out), minlength=len(STATES)) / 60
        np.testing.assert_allclose(found.at(day)[0], counted, atol=1e-12)
    assert found.days.sum() == pytest.approx(100)


def test_nobody_gives_no_rows():
    assert stays(records()["episodes"].head(0)).empty
