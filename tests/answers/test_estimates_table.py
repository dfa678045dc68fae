"""The raw table has the released columns first, and the door's own last."""

from __future__ import annotations

import pytest

from stepdown.answers.estimate import COLUMNS, EFFECTS, RATIOS, SHARES, Estimate, estimates_table

FIXED = {
    "study": "s", "question": "q", "role": "primary", "method": "cox", "measure": "hazard_ratio", "outcome": "o",
    "definition": "d", "population": "p", "n": 100,
}  # fmt: skip


def test_the_columns_are_those_of_the_design_and_then_the_doors():
    assert list(COLUMNS) == [
        "study", "question", "role", "method", "adjustment", "outcome", "definition", "missing_rule", "population",
        "exposure", "level", "reference", "horizon_days", "measure", "estimate", "std_error", "lower", "upper",
        "p_value", "n", "n_events", "status", "reason",
    ]  # fmt: skip
    table = estimates_table([Estimate(**FIXED)])
    assert list(table.columns) == [*COLUMNS, "level_n", "reference_n", "residual_df"]


@pytest.mark.parametrize(("column", "kind"), [("n", "Int64"), ("n_events", "Int64"), ("estimate", "float64")])
def test_a_column_has_one_type_whatever_the_rows(column, kind):
    assert str(estimates_table([Estimate(**FIXED)])[column].dtype) == kind


def test_ratios_are_effects_and_shares_are_not():
    assert RATIOS <= EFFECTS
    assert not SHARES & EFFECTS
