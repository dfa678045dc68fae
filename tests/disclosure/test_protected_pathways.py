"""Where people are and go, on its way out: an attacker adds up all that is told and never gets at a small count."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from stepdown.answers.estimate import Estimate, estimates_table
from stepdown.answers.methods.occupancy import PATHWAYS, told_by
from stepdown.disclosure.counts import protect_count, smallest_shown
from stepdown.disclosure.estimates import protect_estimates
from stepdown.disclosure.pathways import hide_states, pathways_data
from stepdown.disclosure.state_counts import PEOPLE, protect_states, states_and_moves
from stepdown.disclosure.subtraction import ENOUGH
from stepdown.outcomes.retention.care_states import IN_CARE

NAMES = ("residential", "intensive_outpatient", "outpatient", "out_planned", "out_unplanned", "died")
DAYS = (0, 30, 60)
QUESTION = SimpleNamespace(id="q")


def counts_of_people(seed: int, people: int) -> pd.DataFrame:
    """People who wander between states, counted: what the method hands to the door when everybody is followed."""
    draw = np.random.default_rng(seed)
    places = draw.choice([1, 2, 4], people, p=[0.5, 0.3, 0.2])[:, np.newaxis]
    for _ in DAYS[1:]:
        chances = draw.dirichlet([0.5] * 5 + [0.05], len(NAMES))
        chances[-1] = np.eye(len(NAMES))[-1]
        step = [draw.choice(len(NAMES), p=chances[place]) for place in places[:, -1]]
        places = np.column_stack([places, step])
    rows = []
    for column, day in enumerate(DAYS):
        at = np.bincount(places[:, column], minlength=len(NAMES))
        rows += [(day, NAMES[i], pd.NA, "", float(n)) for i, n in enumerate(at) if n]
        if column + 1 < len(DAYS):
            pairs = np.zeros((len(NAMES), len(NAMES)), int)
            np.add.at(pairs, (places[:, column], places[:, column + 1]), 1)
            rows += [
                (day, NAMES[i], DAYS[column + 1], NAMES[j], float(pairs[i, j])) for i, j in np.argwhere(pairs)
            ]
    return pd.DataFrame(rows, columns=PATHWAYS).astype({"to_day": "Int64"})


def estimates_of(raw: pd.DataFrame) -> pd.DataFrame:
    """The rows of the method that belong to these counts."""
    same = {
        "study": "s",
        "question": "q",
        "role": "primary",
        "method": "occupancy",
        "outcome": "care_state",
        "population": "p",
    }
    at = {(row.day, row.state): row.n for row in raw.itertuples() if not row.to}
    people = int(sum(n for (day, _), n in at.items() if day == 0))
    rows = []
    for row in raw.itertuples():
        if not row.to and row.day:
            share, name, n, day = row.n / people, row.state, people, row.day
        elif row.to and row.state != "died":
            share, n, day = row.n / at[row.day, row.state], int(at[row.day, row.state]), int(row.to_day)
            name = f"from {row.state} on day {row.day} to {row.to}"
        else:
            continue
        measure = "transition_probability" if row.to else "occupancy"
        rows.append(
            Estimate(**same, measure=measure, definition=f"care_state, {name}", n=n, level_n=n, horizon_days=day,
                     estimate=share, std_error=0.01, lower=max(0, share - 0.02), upper=min(1, share + 0.02))
        )  # fmt: skip
    return estimates_table(rows)


def released(raw: pd.DataFrame, rules) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table behind the figure, and the estimates."""
    shown = protect_states(raw, rules)
    estimates = hide_states(protect_estimates(estimates_of(raw), rules), {"q": shown}, rules)
    return pathways_data(QUESTION, shown, estimates), estimates


def everybody(estimates: pd.DataFrame) -> float:
    """People behind the shares, as released."""
    return float(estimates.loc[estimates["measure"] == "occupancy", "n"].max())


def values_left(table: pd.DataFrame, estimates: pd.DataFrame, raw: pd.DataFrame, rules) -> dict:
    """Small count -> how many values an attacker must leave open, by integer programming over the released tables alone.

    The attacker knows the rules, that a row without a number is of somebody, and how states and moves add up.
    """
    people = everybody(estimates)
    rows = [row for row in table.itertuples() if row.state != "in_care"]
    keys = [(row.day, row.state, row.to if isinstance(row.to, str) else "") for row in rows]
    place = {key: i + 1 for i, key in enumerate(keys)}
    low, high = np.ones(len(keys) + 1), np.full(len(keys) + 1, 10.0 * people)

    def within(i: int, number: float) -> None:
        if number == number:
            low[i], high[i] = max(low[i], number - 2), min(high[i], number + 2)

    within(0, people)
    for row, key in zip(rows, keys, strict=True):
        within(place[key], row.number)
    for row in estimates.itertuples():
        # The number of people behind a row of moves is that of the state they come from.
        name, day, to = told_by(row.definition)
        if to:
            within(place[day, name, ""], row.n)
    sums = []
    for day in DAYS:
        sums.append((0, [place[key] for key in keys if key[0] == day and not key[2]]))
    for i, day in enumerate(DAYS[:-1]):
        for name in NAMES:
            going = [place[key] for key in keys if key[:2] == (day, name) and key[2]]
            coming = [place[key] for key in keys if key[0] == day and key[2] == name]
            sums += [(place[day, name, ""], going)] if going else []
            sums += [(place[DAYS[i + 1], name, ""], coming)] if coming else []
    limits = []
    matrix = np.zeros((len(sums), len(low)))
    for line, (whole, parts) in zip(matrix, sums, strict=True):
        line[whole] -= 1
        line[parts] += 1
    limits.append(LinearConstraint(matrix, 0, 0))
    for row in table[table["state"] == "in_care"].dropna(subset=["number"]).itertuples():
        line = np.zeros(len(low))
        line[[place[key] for key in keys if key[0] == row.day and not key[2] and key[1] in IN_CARE]] = 1
        limits.append(LinearConstraint(line[np.newaxis], row.number - 2, row.number + 2))

    def extreme(i: int, sign: int) -> int:
        aim = np.zeros(len(low))
        aim[i] = sign
        found = milp(aim, constraints=limits, bounds=Bounds(low, high), integrality=np.ones(len(low)))
        assert found.success
        return round(found.x[i])

    exact = {(row.day, row.state, row.to): row.n for row in raw.itertuples()}
    small = [key for key, n in exact.items() if n < rules.min_cell]
    return {
        key: min(extreme(place[key], -1), smallest_shown(rules) - 1) - extreme(place[key], 1) + 1
        for key in small
    }


WORLDS = {"seed": st.integers(0, 2**32 - 1), "people": st.integers(60, 400)}


@settings(max_examples=5)
@given(**WORLDS)
@example(seed=4, people=75)
def test_no_small_count_of_states_and_moves_can_be_worked_out(rules, seed, people):
    raw = counts_of_people(seed, people)
    left = values_left(*released(raw, rules), raw, rules)
    assert all(values >= ENOUGH for values in left.values()), left


@settings(max_examples=25)
@given(**WORLDS)
def test_figure_and_estimates_hide_the_same(rules, seed, people):
    table, estimates = released(counts_of_people(seed, people), rules)
    numbers = {
        (row.day, row.state, row.to if isinstance(row.to, str) else ""): row for row in table.itertuples()
    }
    people = everybody(estimates)
    for row in estimates.itertuples():
        name, day, to = told_by(row.definition)
        origin = numbers[day, name, ""].number if to else people
        own = numbers[day, name, to] if to else numbers[int(row.horizon_days), name, ""]
        told = row.status == "ok"
        assert told == bool(origin == origin and own.number == own.number)
        if told:
            assert row.estimate == pytest.approx(own.number / origin)
            assert row.lower <= row.estimate <= row.upper
        else:
            assert np.isnan([row.estimate, row.lower, row.upper, row.std_error]).all()
        assert np.isnan(row.std_error)


@settings(max_examples=25)
@given(**WORLDS)
def test_counts_are_hidden_or_rounded_and_shares_are_of_rounded_people(rules, seed, people):
    raw = counts_of_people(seed, people)
    table, estimates = released(raw, rules)
    shown = table["number"].dropna()
    assert ((shown >= rules.min_cell) & (shown % 5 == 0)).all()
    assert table["share"].dropna().to_numpy() == pytest.approx(
        (shown / everybody(estimates)).to_numpy(), abs=1e-4
    )
    exact = {(row.day, row.state, row.to): row.n for row in raw.itertuples()}
    for row in table[table["state"] != "in_care"].itertuples():
        own = exact[row.day, row.state, row.to if isinstance(row.to, str) else ""]
        assert np.isnan(row.number) or abs(row.number - own) <= 2


def test_hiding_small_counts_alone_would_not_be_enough(rules):
    """18 of 37 and 18 more in two states and 1 in a third: 20 + 20 of 35 would leave 1 alone for it."""
    rows = [(0, "outpatient", pd.NA, "", 37.0)]
    rows += [
        (30, name, pd.NA, "", n) for name, n in (("outpatient", 18.0), ("out_planned", 18.0), ("died", 1.0))
    ]
    rows += [
        (0, "outpatient", 30, name, n)
        for name, n in (("outpatient", 18.0), ("out_planned", 18.0), ("died", 1.0))
    ]
    raw = pd.DataFrame(rows, columns=PATHWAYS).astype({"to_day": "Int64"})
    counts = states_and_moves(raw, rules)
    naive = {key: protect_count(n, rules.min_cell, rules.round_to) for key, n in counts.exact.items()}
    assert naive["state", 30, "outpatient"] == naive["state", 30, "out_planned"] == 20
    shown = protect_states(raw, rules)
    assert np.isnan(shown["state", 30, "outpatient"] + shown["state", 30, "out_planned"])
    assert shown[PEOPLE] == 35


def test_everybody_is_hidden_like_nobody_but_for_where_they_start(rules):
    rows = [(0, "outpatient", pd.NA, "", 90.0), (30, "outpatient", pd.NA, "", 90.0),
            (0, "outpatient", 30, "outpatient", 90.0),
            (60, "died", pd.NA, "", 90.0), (30, "outpatient", 60, "died", 90.0)]  # fmt: skip
    raw = pd.DataFrame(rows, columns=PATHWAYS).astype({"to_day": "Int64"})
    table, estimates = released(raw, rules)
    told = table[table["state"] != "in_care"].set_index(["day", "state", "to"])["number"]
    assert told[0, "outpatient", ""] == 90
    assert told[[key for key in told.index if key != (0, "outpatient", "")]].isna().all()
    assert (estimates["status"] == "suppressed").all()


def test_days_of_a_state_that_few_were_ever_in_are_hidden_and_not_alone(rules):
    def row(name: str, days: float, ever: int) -> Estimate:
        return Estimate(
            study="s", question="q", role="primary", method="occupancy", measure="expected_days", outcome="care_state",
            definition=f"care_state, {name}", population="p", n=200, level_n=200, reference_n=ever, horizon_days=90,
            estimate=days, std_error=0.123, lower=days - 0.2, upper=days + 0.2,
        )  # fmt: skip

    everything = [("in_care", 60.04, 200), ("outpatient", 60.04, 200), ("out_planned", 24.0, 90),
                  ("out_unplanned", 5.06, 40),
                  ("died", 0.9, 4)]  # fmt: skip
    raw = estimates_table(row(*one) for one in everything)
    found = hide_states(protect_estimates(raw, rules), {"q": {}}, rules).set_index("definition")
    assert found["status"].tolist() == ["ok", "ok", "ok", "suppressed", "suppressed"]
    assert found.loc["care_state, outpatient", "estimate"] == 60.0
    assert found["n_events"].isna().all(), "who was ever dead is who is dead at the end"


def test_estimates_that_are_no_whole_numbers_are_made_to_add_up(rules):
    """Censoring: shares of 63 people are estimates, and who comes to a state is not quite who is there."""
    rows = [(0, "outpatient", pd.NA, "", 63.0), (30, "outpatient", pd.NA, "", 21.4), (30, "out_planned", pd.NA, "", 41.6),
            (0, "outpatient", 30, "outpatient", 23.7), (0, "outpatient", 30, "out_planned", 39.3)]  # fmt: skip
    counts = states_and_moves(pd.DataFrame(rows, columns=PATHWAYS).astype({"to_day": "Int64"}), rules)
    assert (counts.exact["state", 30, "outpatient"], counts.exact["state", 30, "out_planned"]) == (21, 42)
    assert counts.exact["move", 0, "outpatient", 30, "outpatient"] == 24
    assert all(
        counts.exact[whole] == sum(counts.exact[part] for part in parts) for whole, parts in counts.sums
    )


def test_nobody_leaves_a_row_that_the_figure_can_read(rules):
    empty = pd.DataFrame(columns=PATHWAYS)
    table, _ = released(empty, rules)
    assert len(table) == 1
    assert table["number"].isna().all()
