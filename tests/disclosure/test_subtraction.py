"""An attacker adds and subtracts everything that the release of a study tells, and never gets at a small count."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from stepdown.disclosure.baseline import baseline_table
from stepdown.disclosure.counts import protect_count, smallest_shown
from stepdown.disclosure.people import flow_counts, release_counts
from stepdown.disclosure.subtraction import ENOUGH, Counts, protect_counts
from stepdown.records.variables import Variable, Vocabulary


def recovered(counts: Counts, shown: dict, rules) -> dict:
    """Small count -> how many values are left for it, by exact integer programming over every sum at once.

    The attacker knows the rules and which sums hold, and nothing of how the door chose what to hide.
    """
    keys = list(shown)
    place = {key: i for i, key in enumerate(keys)}
    most = 10 * (1 + max(counts.exact.values(), default=0))
    low, high = np.ones(len(keys)), np.full(len(keys), float(most))
    for key, value in shown.items():
        if value == value:
            low[place[key]], high[place[key]] = (value - 2, value + 2) if value else (0, 0)
        elif key in counts.untold:
            low[place[key]] = 0
    sums = np.zeros((len(counts.sums), len(keys)))
    for row, (whole, parts) in zip(sums, counts.sums, strict=True):
        row[place[whole]] -= 1
        for part in parts:
            row[place[part]] += 1
    small = [key for key, count in counts.exact.items() if 0 < count < rules.min_cell]

    def extreme(key, sign) -> int:
        aim = np.zeros(len(keys))
        aim[place[key]] = sign
        limits = [LinearConstraint(sums, 0, 0)] if counts.sums else []
        found = milp(aim, constraints=limits, bounds=Bounds(low, high), integrality=np.ones(len(keys)))
        assert found.success
        return round(found.x[place[key]])

    return {key: min(extreme(key, -1), smallest_shown(rules) - 1) - extreme(key, 1) + 1 for key in small}


VARIABLES = {
    "arm": Variable("arm", "Arm", {"a": "A", "b": "B", "c": "C"}),
    "substance": Variable("substance", "Substance", {"alcohol": "alcohol", "opioids": "opioids", "other": "other"}),
    "housing": Variable("housing", "Housing", {"housed": "housed", "homeless": "homeless"}),
}  # fmt: skip
VOCABULARY = Vocabulary(VARIABLES, {}, {}, {6: 183})


class World:
    """A simulated study of a few dozen people with everything that tells of them: what `release_counts` asks for."""

    def __init__(self, seed: int, people: int, shares: list[float]):
        random = np.random.default_rng(seed)

        def drawn(name: str) -> np.ndarray:
            levels = [*VARIABLES[name].levels, None]
            weights = np.array([*shares[: len(levels) - 1], 0.03])
            return random.choice(np.array(levels, dtype=object), people, p=weights / weights.sum())

        self.cohort = pd.DataFrame({name: drawn(name) for name in VARIABLES})
        reached = random.random(people) < 0.8
        known = self.cohort.assign(reached=reached).dropna(subset="arm")
        each = known.groupby("arm")["reached"].agg(number_due="size", number_reached="sum").reset_index()
        self.follow_up = each.rename(columns={"arm": "level"}).assign(wave=6, due_day=183)
        missed = int((~reached).sum())
        self.quality = [
            {"check": "x", "table": "follow_up", "column": "status", "n_checked": people, "n_failing": missed,
             "parts": [{"level_of_care": "outpatient", "time": "month 6", "n_checked": people, "n_failing": missed}]}
        ]  # fmt: skip
        left = self.cohort["substance"].isna()
        self.population_flow = [
            {"population": "p", "step": "all", "remaining": people, "left_out": 0},
            {"population": "p", "step": "x", "remaining": int((~left).sum()), "left_out": int(left.sum())},
        ]
        self.question_flow = []


class Plan:
    """The parts of a plan that say what is told."""

    follow_up_by = "arm"
    questions = ()
    populations = {}

    def __init__(self, rules):
        self.disclosure = rules


WORLDS = {
    "seed": st.integers(0, 2**32 - 1),
    "people": st.integers(20, 160),
    "shares": st.lists(st.floats(0.02, 1), min_size=3, max_size=3),
}


@settings(max_examples=4)
@given(**WORLDS)
def test_no_small_count_of_a_simulated_study_can_be_worked_out(rules, seed, people, shares):
    counts = release_counts(World(seed, people, shares), Plan(rules), VOCABULARY)
    left = recovered(counts, protect_counts(counts, rules), rules)
    assert all(values > 1 for values in left.values()), left


@given(**WORLDS)
def test_a_table_of_a_simulated_study_shows_what_the_release_allows_and_no_more(rules, seed, people, shares):
    world = World(seed, people, shares)
    shown = protect_counts(release_counts(world, Plan(rules), VOCABULARY), rules)
    table = baseline_table(world.cohort, "arm", VOCABULARY, rules, shown)
    missing = table[table["characteristic"] == "Housing"].drop_duplicates("group")["missing"]
    assert missing.tolist() == pytest.approx([shown["missing", "housing", arm] for arm in "abc"], nan_ok=True)


PARTS = st.lists(st.integers(0, 60), min_size=1, max_size=5)


@given(parts=PARTS)
# Every shown part stands at the low end of its rounding, and the whole at the high end.
@example(parts=[1, 18, 18])
@example(parts=[1, 13, 13, 18, 18])
def test_a_sum_leaves_enough_values_for_each_of_its_small_parts(parts, rules):
    names = tuple(f"part {i}" for i in range(len(parts)))
    exact = {"whole": sum(parts)} | dict(zip(names, parts, strict=True))
    counts = Counts(exact, [("whole", names)], fixed={"whole"})
    left = recovered(counts, protect_counts(counts, rules), rules)
    if sum(parts) >= smallest_shown(rules):
        assert all(values >= ENOUGH for values in left.values())


def test_without_complementary_suppression_the_attack_succeeds(rules):
    """18 + 18 + 1 = 37 people are shown as 20 + 20 + hidden = 35: only 1 can be hidden."""
    exact = {"whole": 37, "a": 18, "b": 18, "c": 1}
    counts = Counts(exact, [("whole", ("a", "b", "c"))], fixed={"whole"})
    naive = {key: protect_count(count, rules.min_cell, rules.round_to) for key, count in exact.items()}
    assert recovered(counts, naive, rules) == {"c": 1}
    assert recovered(counts, protect_counts(counts, rules), rules)["c"] >= ENOUGH


def test_a_count_that_two_tables_tell_is_hidden_in_both_or_in_neither(rules):
    """Missing values by arm (Table 1) and over all arms (data quality): hiding one arm's alone would hide nothing."""
    exact = {"all": 22, "a": 2, "b": 20}
    counts = Counts(exact, [("all", ("a", "b"))], fixed={"all"})
    left = recovered(counts, protect_counts(counts, rules), rules)
    assert left["a"] >= ENOUGH


def test_a_hidden_step_of_a_flow_leaves_more_than_one_value(rules):
    flow = [
        {"question": "q", "remaining": 470, "left_out": 0},
        {"question": "q", "remaining": 469, "left_out": 1},
    ]
    counts = flow_counts("question", flow)
    shown = protect_counts(counts, rules)
    assert math.isnan(shown["left out", "question", 1])
    assert shown["remaining", "question", 1] == 470
    assert recovered(counts, shown, rules)["left out", "question", 1] >= ENOUGH
