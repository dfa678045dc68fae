"""Which estimates may leave, and how coarse."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.answers.estimate import COLUMNS, Estimate, estimates_table
from stepdown.disclosure.estimates import NUMBERS, protect_estimates

DESIGN_COLUMNS = [
    "study", "question", "role", "method", "adjustment", "outcome", "definition", "missing_rule", "population",
    "exposure", "level", "reference", "horizon_days", "measure", "estimate", "std_error", "lower", "upper",
    "p_value", "n", "n_events", "status", "reason",
]  # fmt: skip


def only_row(raw: pd.DataFrame, rules) -> dict:
    (row,) = protect_estimates(raw, rules).to_dict("records")
    return row


def has_no_number(row: dict) -> bool:
    return all(np.isnan(row[name]) for name in NUMBERS)


def test_the_released_columns_are_those_of_the_design_in_order(estimate_of, rules):
    assert list(COLUMNS) == DESIGN_COLUMNS
    assert list(protect_estimates(estimate_of(), rules).columns) == DESIGN_COLUMNS


def test_an_effect_between_large_groups_is_released(estimate_of, rules):
    row = only_row(estimate_of(), rules)
    assert (row["status"], row["estimate"], row["n"], row["n_events"]) == ("ok", 0.8, 200, 90)


# change | why it is suppressed
SUPPRESSED = {
    "a small group": ({"level_n": 10}, "people in a group"),
    "a small reference": ({"reference_n": 3}, "people in a group"),
    "few people": ({"n": 9}, "people in a group"),
    "few events": ({"n_events": 10}, "events"),
    "few residual degrees of freedom": ({"residual_df": 9.0}, "residual degrees of freedom"),
    "a mean of few": ({"measure": "mean", "level_n": 8}, "people in a group"),
    "a median of few events": ({"measure": "median", "n_events": 4}, "events"),
    "a risk of few": ({"measure": "risk", "estimate": 0.05, "n": 100, "reference": ""}, "the event"),
    "a risk of nearly all": ({"measure": "risk", "estimate": 0.95, "n": 100, "reference": ""}, "the event"),
    "a risk of nobody": ({"measure": "risk", "estimate": 0.0, "n": 100, "reference": ""}, "the event"),
}


@pytest.mark.parametrize("case", SUPPRESSED)
def test_an_estimate_that_tells_of_few_people_is_suppressed_with_its_reason(case, estimate_of, rules):
    changes, reason = SUPPRESSED[case]
    row = only_row(estimate_of(**changes), rules)
    assert row["status"] == "suppressed"
    assert reason in row["reason"]
    assert has_no_number(row)


@pytest.mark.parametrize("limit", [{"level_n": 11}, {"residual_df": 10.0}, {"n_events": 11}])
def test_the_limits_themselves_are_let_through(limit, estimate_of, rules):
    assert only_row(estimate_of(**limit), rules)["status"] == "ok"


@pytest.mark.parametrize("status", ["withheld", "not_estimable"])
def test_a_row_without_a_claim_keeps_its_reason_and_has_no_number(status, estimate_of, rules):
    row = only_row(estimate_of(status=status, reason="a gate failed"), rules)
    assert (row["status"], row["reason"]) == (status, "a gate failed")
    assert has_no_number(row)


def test_a_share_is_derived_from_protected_counts_and_gives_no_exact_one_back(estimate_of, rules):
    row = only_row(estimate_of(measure="risk", estimate=0.337, n=119, lower=0.25, upper=0.43), rules)
    assert row["estimate"] == pytest.approx(40 / 120)
    assert np.isnan(row["std_error"])
    assert [row["lower"], row["upper"]] == pytest.approx([30 / 120, 50 / 120])


def test_bounds_are_released_in_whole_people_of_100(estimate_of, rules):
    raw = estimate_of(measure="risk_difference", method="bounds", estimate=np.nan, lower=0.3137, upper=0.4149)
    row = only_row(raw, rules)
    assert (row["lower"], row["upper"]) == (0.31, 0.41)


COUNT = st.integers(0, 60)
ANY_ROW = st.fixed_dictionaries(
    {
        "measure": st.sampled_from(["risk", "hazard_ratio", "odds_ratio", "mean", "median", "chi_square"]),
        "method": st.sampled_from(["kaplan_meier", "cox", "bounds"]),
        "status": st.sampled_from(["ok", "withheld", "not_estimable"]),
        "estimate": st.floats(0, 1),
        "lower": st.floats(0, 1),
        "upper": st.floats(0, 1),
        "n": COUNT,
        "n_events": st.none() | COUNT,
        "level_n": st.none() | COUNT,
        "reference_n": st.none() | COUNT,
        "residual_df": st.floats(0, 30) | st.just(np.nan),
    }
)  # fmt: skip


@given(st.lists(ANY_ROW, min_size=1, max_size=6))
def test_whatever_comes_no_small_count_leaves_and_nothing_stands_beside_a_refusal(rules, changes):
    fixed = {
        "study": "s", "question": "q", "role": "primary", "outcome": "o", "definition": "d", "population": "p",
    }  # fmt: skip
    released = protect_estimates(estimates_table(Estimate(**fixed, **change) for change in changes), rules)
    for name in ("n", "n_events"):
        assert not released[name].between(1, rules.min_cell - 1).any()
    for row, change in zip(released.to_dict("records"), changes, strict=True):
        sizes = [change[name] for name in ("n", "level_n", "reference_n") if change[name] is not None]
        if row["status"] != "ok":
            assert row["reason"] or change["status"] != "ok"
            assert has_no_number(row)
        else:
            assert min(sizes) >= rules.min_cell
        if row["status"] == "ok" and row["measure"] == "risk":
            people = row["n"] * row["estimate"]
            assert people == pytest.approx(5 * round(people / 5), abs=1e-9)
            assert rules.min_cell <= people <= row["n"]
