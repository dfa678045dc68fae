"""The pieces that definitions are made of: coverage, attendance, hours, windows and joint states."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.outcomes.retention import examples
from stepdown.outcomes.retention.care import index_care
from stepdown.outcomes.retention.coverage import covered_runs, first_gap_after_start
from stepdown.outcomes.retention.explain import example
from stepdown.outcomes.retention.joint_states import STATES, joint_states, state_counts
from stepdown.outcomes.retention.services import attendance_rates, delivered_level, weekly_hours
from stepdown.outcomes.retention.windows import days_inside
from stepdown.records.schema import TABLES


def doses(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["person_id", "day", "days_covered"])
    return frame.astype({"day": "Int64", "days_covered": "Int64"}).assign(medication="m")


# doses | (first day, first day not covered) of the first course with gaps of up to 7 days
COURSES = {
    "an early refill shifts forward": ([(0, 30), (20, 30)], (0, 60)),
    "a gap of 7 days is bridged": ([(0, 30), (37, 30)], (0, 67)),
    "a gap of 8 days ends the course": ([(0, 30), (38, 30)], (0, 30)),
    "carried-over days shorten the next gap": ([(0, 30), (10, 30), (67, 10)], (0, 77)),
    "the order of fills does not matter": ([(37, 30), (0, 30)], (0, 67)),
}


@pytest.mark.parametrize("case", COURSES)
def test_courses(case):
    rows, expected = COURSES[case]
    course = first_gap_after_start(doses(*(("a", *row) for row in rows)), 7)
    assert tuple(course.loc["a", ["start", "stop"]]) == expected


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(0, 60), st.integers(1, 20)),
        max_size=8,
        unique_by=lambda r: r[:2],
    )
)
def test_coverage_is_that_of_a_calendar_kept_by_hand(rows):
    runs = covered_runs(doses(*rows))
    for who in {row[0] for row in rows}:
        days, stock_ends = set(), 0
        for _, day, supply in sorted(row for row in rows if row[0] == who):
            start = max(day, stock_ends)
            days |= set(range(start, start + supply))
            stock_ends = start + supply
        mine = runs[runs["person_id"] == who]
        covered = {
            day for start, stop in zip(mine["start"], mine["stop"], strict=True) for day in range(start, stop)
        }
        assert covered == days


def test_attendance_has_two_denominators():
    records = examples.records()
    care = index_care(records, example("sessions_attended"))
    services = records["services"].astype({"attendance": "category"})
    rates = attendance_rates(care, services, pd.Series({"b": 24.0, "c": 0.0}))
    assert rates.loc["b", ["attended", "missed"]].tolist() == [4, 5]
    assert rates.loc["b", "of_scheduled"] == pytest.approx(4 / 9)
    assert rates.loc["b", "of_expected"] == pytest.approx(4 / 24)
    assert rates["of_expected"].drop("b").isna().all(), "nothing expected is no rate"


def test_delivered_hours_and_the_level_they_amount_to():
    records = examples.records()
    hours = weekly_hours(index_care(records, example("delivered_hours")), records["services"], 4)
    assert hours[["b", "c", "e", "h"]].round(2).tolist() == [4.0, 1.5, 9.0, 6.0]
    bounds = pd.Series([0, 8.99, 9, 19.9, 20, 60])
    assert delivered_level(bounds).tolist() == [
        "outpatient", "outpatient", "intensive_outpatient", "intensive_outpatient", "partial_hospitalization",
        "partial_hospitalization",
    ]  # fmt: skip


@pytest.mark.parametrize(("day", "inside"), [(10, 0), (11, 1), (17, 1), (18, 0)])
def test_both_ends_of_a_window_count(day, inside):
    happened = pd.DataFrame({"person_id": ["a", "a", "b"], "day": [day, day, 12]})
    assert days_inside(pd.Series({"a": 10}), happened, 1, 7).to_dict() == {"a": inside}


def test_everybody_is_in_one_state_each_week_and_the_counts_add_up():
    outcome = example("joint_state")
    states = joint_states(examples.records(), outcome, [], range(1, 31))
    assert not states.duplicated(["person_id", "week"]).any()
    assert set(states["state"]) <= set(STATES)
    care = index_care(examples.records(), outcome)
    watched = states.groupby("week")["person_id"].nunique()
    assert watched[1] == len(care)
    counts = state_counts(states, pd.Series("all", index=care.index))
    assert (counts.groupby("week")["n"].sum() == watched).all()
    retained = counts[counts["state"].str.startswith("retained")].groupby("week")["n"].sum()
    for week, n in retained.items():
        assert n == (care["days"] > 7 * week).sum(), "the same people as in the risk set"


def test_use_before_week_1_and_other_substances_do_not_count():
    records = examples.records()
    early = pd.DataFrame(
        {"person_id": ["a"] * 2, "day": [0, 26], "result": "positive", "substance": ["opioid", "thc"]}
    )
    records["substance_use"] = pd.concat([records["substance_use"], early])
    states = joint_states(records, example("joint_state"), ["opioid"], [1, 4]).set_index(
        ["person_id", "week"]
    )["state"]
    assert states[("a", 1)] == "retained_unknown"
    assert states[("a", 4)] == "retained_abstinent"


@pytest.mark.parametrize("table", examples.records())
def test_the_examples_are_canonical_records(table):
    rows = examples.records()[table]
    columns = {column.name: column.allowed for column in TABLES[table].columns}
    assert set(rows.columns) <= set(columns)
    for name in rows.columns:
        assert not columns[name] or set(rows[name].dropna()) <= set(columns[name])
