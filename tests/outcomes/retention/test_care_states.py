"""People who move between levels of care and in and out of it, as the estimator of occupation reads them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from stepdown.cohort.spells.build import build_spells
from stepdown.estimators.state_occupation import state_occupation
from stepdown.outcomes.definitions.care_state import Definition
from stepdown.outcomes.retention.care_states import STATES, care_states, numbered
from stepdown.outcomes.retention.examples import records


def stays(episodes: pd.DataFrame | None = None, end: int | None = None, **options) -> pd.DataFrame:
    episodes = records()["episodes"] if episodes is None else episodes
    seen_to = None if end is None else pd.Series(float(end), index=episodes["person_id"].unique())
    return care_states(*build_spells(episodes, 30, seen_to), seen_to, **options)


def told(table: pd.DataFrame, who: str) -> list[tuple]:
    own = table[table["person_id"] == who]
    return [(row.start, row.stop, row.state, row.to) for row in own.itertuples()]


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
    assert told(table, "x") == [(0, 30, "outpatient", "out_planned"), (30, 31, "out_planned", "")]
    assert told(table, "y") == [(0, 1, "out_unplanned", "")]
    assert told(table, "z") == [(0, 12, "outpatient", "")]


COMING_BACK = (
    episode("x", "intensive_outpatient", 0, 20, "left"),
    episode("x", "outpatient", 80, 120),
    episode("y", "intensive_outpatient", 0, 20, "other"),
    episode("y", "outpatient", 80, 120),
)


def test_who_comes_back_after_the_gap_is_in_care_again_where_that_counts():
    ignored, counted = (stays(table_of(*COMING_BACK), 200, returns=returns) for returns in (False, True))
    left = (0, 20, "intensive_outpatient", "out_unplanned")
    assert told(ignored, "x") == [left, (20, 21, "out_unplanned", "")]
    assert told(counted, "x") == [
        left,
        (20, 80, "out_unplanned", "outpatient"),
        (80, 120, "outpatient", "out_planned"),
        (120, 201, "out_planned", ""),
    ]
    assert told(counted, "y") == [(0, 20, "intensive_outpatient", "")], (
        "nobody knows where y was after day 20"
    )


def test_the_gap_rule_tells_a_pause_from_leaving():
    rows = table_of(
        episode("x", "residential", 0, 20, "transferred"), episode("x", "outpatient", 45, 60, "left")
    )
    assert told(stays(rows), "x")[:2] == [
        (0, 20, "residential", "between_levels"),
        (20, 45, "between_levels", "outpatient"),
    ]
    short = care_states(*build_spells(rows, 14))
    assert told(short, "x")[0] == (0, 20, "residential", "out_planned")


def test_the_end_of_the_records_ends_what_is_told():
    table = stays(table_of(*COMING_BACK), 99, returns=True)
    assert told(table, "x")[-1] == (80, 100, "outpatient", "")
    assert stays(table_of(episode("z", "outpatient", 0, 40)), 9, returns=True)["stop"].tolist() == [10]


def test_who_was_under_way_starts_on_day_0_or_enters_late():
    rows = table_of(episode("x", "outpatient", -15, 40), episode("z", "outpatient", 3, 40))
    assert told(stays(rows), "x")[0] == (0, 40, "outpatient", "out_planned")
    late = stays(rows, enter_late=True)
    assert told(late, "x") == [(15, 55, "outpatient", "out_planned"), (55, 56, "out_planned", "")]
    assert told(late, "z")[0] == (0, 37, "outpatient", "out_planned")


def test_a_contact_of_aftercare_counts_for_a_while_but_not_in_care_and_not_in_jail():
    rows = table_of(episode("x", "outpatient", 0, 40), episode("y", "outpatient", 0, 40, "incarcerated"))
    contacts = pd.DataFrame({"person_id": ["x", "x", "x", "y"], "day": [10, 50, 60, 50]})
    table = stays(rows, 200, contacts=contacts, contact_days=30)
    assert told(table, "x") == [
        (0, 40, "outpatient", "out_planned"),
        (40, 50, "out_planned", "aftercare"),
        (50, 90, "aftercare", "out_planned"),
        (90, 201, "out_planned", ""),
    ]
    assert told(table, "y")[-1] == (40, 201, "incarcerated", "")


def test_a_definition_takes_the_contacts_that_took_place():
    world = records()
    contacts = pd.DataFrame(
        {"person_id": ["b", "b"], "day": [30, 80], "wave": pd.NA, "received": [True, False]}
    )
    world["aftercare"] = contacts.astype({"day": "Int64", "wave": "Int64", "received": "boolean"})
    asked = Definition(definition="care_state", aftercare_days=14, records_end_day=100)
    assert [row[:3] for row in told(asked.derive(world), "b")] == [
        (0, 21, "intensive_outpatient"),
        (21, 30, "out_unplanned"),
        (30, 44, "aftercare"),
        (44, 101, "out_unplanned"),
    ]


@pytest.mark.parametrize("choice", [{"returns": "counted"}, {"aftercare_days": 30}])
def test_silence_needs_the_end_of_the_records(choice, vocabulary):
    everything = replace(vocabulary, dated=None)
    asked = Definition(definition="care_state", **choice)
    assert "records_end_day" in asked.check(everything)
    assert asked.model_copy(update={"records_end_day": 400}).check(everything) is None
    assert Definition(definition="care_state").check(everything) is None
    no_contacts = replace(vocabulary, dated=frozenset({"episodes"}))
    assert (asked.aftercare_days is None) == ("no aftercare" not in asked.check(no_contacts))


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
    found = state_occupation(*numbered(table).values(), len(STATES), 100)
    for day in (0, 5, 17, 40, 100):
        # The last of a person's stays goes on: a way out is for good.
        at = table[(table["start"] <= day) & ((table["stop"] > day) | (table["to"] == ""))]
        counted = at["state"].value_counts().reindex(STATES, fill_value=0) / 60
        np.testing.assert_allclose(found.at(day)[0], counted, atol=1e-12)
    assert found.days.sum() == pytest.approx(100)


def test_nobody_gives_no_rows():
    assert stays(records()["episodes"].head(0)).empty
