"""The method that tells where people are: its rows against counting, and what it says where it cannot tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question, question_flow
from stepdown.answers.methods.occupancy import told_by
from stepdown.disclosure.estimates import protect_estimates
from stepdown.disclosure.pathways import hide_states, pathways_data
from stepdown.disclosure.state_counts import protect_states
from stepdown.estimators.state_occupation import later_occupation, state_occupation
from stepdown.outcomes.retention.care_states import IN_CARE, STATES, numbered

N = 120


def stays_of_people(seed: int = 3, ends: bool = False) -> pd.DataFrame:
    """Intensive outpatient care, then outpatient care or out; some come back; records end on day 200, or earlier."""
    draw = np.random.default_rng(seed)
    rows = []
    for i in range(N):
        end = int(draw.integers(70, 200)) if ends else 200
        day, state = 0, "intensive_outpatient"
        while True:
            stop = day + int(draw.integers(5, 60))
            to = draw.choice({"intensive_outpatient": ["outpatient", "out_unplanned"],
                              "outpatient": ["out_planned", "out_unplanned", "died"],
                              "out_unplanned": ["outpatient"], "out_planned": ["outpatient"]}.get(state, [""]))  # fmt: skip
            if stop >= end or not to:
                rows.append((f"p{i:03d}", day, end, state, ""))
                break
            rows.append((f"p{i:03d}", day, stop, state, to))
            day, state = stop, to
    return pd.DataFrame(rows, columns=["person_id", "start", "stop", "state", "to"])


@pytest.fixture
def answered(frame_of):
    def run(stays: pd.DataFrame, horizon: int = 150, days=(30, 90), people: int = N):
        cohort = pd.DataFrame({"person_id": [f"p{i:03d}" for i in range(people)]})
        frame = frame_of(
            cohort, stays, exposure=None, design="descriptive", horizon_days=horizon,
            outcome={"definition": "care_state"}, figure={"kind": "pathways"},
            analyses=[{"method": "occupancy", "role": "primary", "days": list(days)}],
        )  # fmt: skip
        return answer_question(frame), frame

    return run


def on(stays: pd.DataFrame, day: int) -> pd.Series:
    return stays[(stays["start"] <= day) & (stays["stop"] > day)].set_index("person_id")["state"]


def test_with_everybody_followed_every_row_is_a_count(answered):
    stays = stays_of_people()
    rows = answered(stays)[0].estimates.set_index(["measure", "horizon_days", "definition"])["estimate"]
    for day in (30, 90):
        at = on(stays, day)
        for state, n in at.value_counts().items():
            assert rows["occupancy", day, f"care_state, {state}"] == pytest.approx(n / N)
        assert rows["occupancy", day, "care_state, in_care"] == pytest.approx(at.isin(IN_CARE).mean())
    before, after = on(stays, 30), on(stays, 90)
    pairs = pd.crosstab(before, after.reindex(before.index), normalize="index")
    for state, other in pairs.drop("died", errors="ignore").stack().loc[lambda share: share > 0].index:
        row = rows["transition_probability", 90, f"care_state, from {state} on day 30 to {other}"]
        assert row == pytest.approx(pairs.loc[state, other])
    days = (stays["stop"].clip(upper=150) - stays["start"].clip(upper=150)).groupby(stays["state"]).sum() / N
    for state, mean in days.items():
        assert rows["expected_days", 150, f"care_state, {state}"] == pytest.approx(mean)


def test_with_censoring_rows_are_those_of_the_estimators(answered):
    stays = stays_of_people(ends=True)
    rows = answered(stays)[0].estimates
    arrays = tuple(numbered(stays).values())
    fit = state_occupation(*arrays, len(STATES), 150)
    place = STATES.index("outpatient")
    row = rows[(rows["definition"] == "care_state, outpatient") & (rows["horizon_days"] == 90)].iloc[0]
    expected = [float(part[place]) for part in fit.at(90)]
    assert [row[name] for name in ("estimate", "std_error", "lower", "upper")] == pytest.approx(expected)
    later = later_occupation(*arrays, len(STATES), 90, place, 30)
    move = rows[rows["definition"] == "care_state, from outpatient on day 30 to out_planned"].iloc[0]
    assert (move["n"], move["estimate"]) == (
        later.n,
        pytest.approx(later.probability[-1, STATES.index("out_planned")]),
    )


def test_the_table_behind_the_figure_adds_up_day_by_day(answered):
    table = answered(stays_of_people())[0].diagnostics["pathways"]
    at, moves = table[table["to"] == ""], table[table["to"] != ""]
    assert at.groupby("day")["n"].sum().tolist() == pytest.approx([N, N, N])
    own = at.set_index(["day", "state"])["n"]
    for key, n in moves.groupby(["day", "state"])["n"].sum().items():
        assert n == pytest.approx(own[key])
    for key, n in moves.groupby(["to_day", "to"])["n"].sum().items():
        assert n == pytest.approx(own[key])


def test_a_state_that_nobody_leaves_has_no_chance_of_leaving_but_a_place_in_the_picture(answered):
    found = answered(stays_of_people())[0]
    assert not found.estimates["definition"].str.contains("from died").any()
    moves = found.diagnostics["pathways"].query("state == 'died' and to != ''")
    assert len(moves)
    assert (moves["to"] == "died").all()


def test_people_without_known_care_are_counted_in_the_flow(answered):
    stays = stays_of_people()
    _, frame = answered(stays[stays["person_id"] != "p000"])
    last = question_flow(frame)[-1]
    assert (last["step"], last["remaining"], last["left_out"]) == ("the level of care not known", N - 1, 1)


def test_a_horizon_beyond_the_records_and_nobody_are_not_estimable(answered):
    for stays, horizon, reason in (
        (stays_of_people(), 400, "beyond the last day observed"),
        (stays_of_people().iloc[:0], 150, "nobody"),
    ):
        rows = answered(stays, horizon)[0].estimates
        assert rows["status"].tolist() == ["not_estimable"]
        assert reason in rows["reason"].iloc[0]
        assert rows["estimate"].isna().all()


@pytest.mark.parametrize("ends", [False, True])
def test_what_leaves_the_door_is_of_shown_counts_whether_people_are_followed_or_not(answered, rules, ends):
    found, frame = answered(stays_of_people(ends=ends))
    shown = protect_states(found.diagnostics["pathways"], rules)
    table = hide_states(protect_estimates(found.estimates, rules), {"q": shown}, rules)
    behind = pathways_data(frame.question, shown, table)
    numbers = behind.set_index(["day", "state", "to"])["number"].to_dict()
    told = table[(table["status"] == "ok") & (table["measure"] != "expected_days")]
    assert {"occupancy", "transition_probability"} <= set(told["measure"])
    for row in told.itertuples():
        name, day, to = told_by(row.definition)
        part = numbers[day, name, to] if to else numbers[row.horizon_days, name, ""]
        assert row.estimate == pytest.approx(part / (numbers[day, name, ""] if to else N))
    assert told["std_error"].isna().all()


def test_what_a_row_is_about_can_be_read_back():
    assert told_by("care_state, out_planned") == ("out_planned", -1, "")
    assert told_by("care_state, from between_levels on day 30 to died") == ("between_levels", 30, "died")
