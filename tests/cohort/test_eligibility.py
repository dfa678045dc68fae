"""Who is in which population, and a flow that adds up at every step."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.cohort.eligibility import build_cohort
from stepdown.plan.study import Condition, Population

PERSONS = pd.DataFrame(
    {
        "person_id": list("abcdef"),
        "sex": ["male", "male", "female", "female", None, "male"],
        "drug": ["alcohol", "heroin", "heroin", None, "heroin", "heroin"],
    }
)
MEN = Condition(variable="sex", is_in=["male"], because="not a man")
HEROIN = Condition(variable="drug", is_in=["heroin"], because="another substance")
SEX, DRUG = st.sampled_from(["male", "female", None]), st.sampled_from(["alcohol", "heroin", None])


def population(*conditions: Condition) -> Population:
    return Population(description="people", conditions=list(conditions))


@pytest.mark.parametrize(
    ("conditions", "inside", "remaining", "left_out"),
    [
        ((), "abcdef", [6], [0]),
        ((MEN,), "abf", [6, 3], [0, 3]),
        ((MEN, HEROIN), "bf", [6, 3, 2], [0, 3, 1]),
        ((HEROIN, MEN), "bf", [6, 4, 2], [0, 2, 2]),
    ],
)
def test_rules_apply_in_order(conditions, inside, remaining, left_out):
    cohort, flow = build_cohort(PERSONS, {"chosen": population(*conditions)})
    assert "".join(cohort.loc[cohort["in_chosen"], "person_id"]) == inside
    assert [step["remaining"] for step in flow] == remaining
    assert [step["left_out"] for step in flow] == left_out


def test_a_missing_value_meets_no_rule():
    cohort, _ = build_cohort(PERSONS, {"men": population(MEN)})
    assert not cohort.set_index("person_id").loc["e", "in_men"]


def test_every_population_has_its_own_flag_and_its_own_flow():
    cohort, flow = build_cohort(PERSONS, {"all": population(), "men": population(MEN)})
    assert cohort["in_all"].all()
    assert [step["population"] for step in flow] == ["all", "men", "men"]


def test_the_persons_themselves_are_not_changed():
    before = PERSONS.copy()
    build_cohort(PERSONS, {"men": population(MEN)})
    pd.testing.assert_frame_equal(PERSONS, before)


def test_469_people_have_a_known_substance(help_tables, help_plan):
    cohort, _ = build_cohort(help_tables["persons"].kept, help_plan.populations)
    assert (cohort["in_everyone"].sum(), cohort["in_known_substance"].sum()) == (470, 469)


@given(
    people=st.lists(st.tuples(SEX, DRUG), max_size=20),
    conditions=st.permutations([MEN, HEROIN]),
)  # fmt: skip
def test_at_every_step_those_left_out_and_those_remaining_are_those_before(people, conditions):
    persons = pd.DataFrame(people, columns=["sex", "drug"], dtype=object)
    cohort, flow = build_cohort(persons, {"chosen": population(*conditions)})
    for before, step in pairwise(flow):
        assert step["remaining"] + step["left_out"] == before["remaining"]
    assert flow[-1]["remaining"] == cohort["in_chosen"].sum()
