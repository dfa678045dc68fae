"""Competing risks at the door."""

from __future__ import annotations

import pytest

from stepdown.disclosure.estimates import NUMBERS, protect_estimates


def only_row(raw, rules) -> dict:
    (row,) = protect_estimates(raw, rules).to_dict("records")
    return row


def has_no_number(row: dict) -> bool:
    return all(row[name] != row[name] for name in NUMBERS)


@pytest.mark.parametrize("measure", ["subdistribution_hazard_ratio", "chi_square"])
def test_what_few_events_told_is_hidden(measure, estimate_of, rules):
    assert only_row(estimate_of(measure=measure, n_events=11), rules)["status"] == "ok"
    row = only_row(estimate_of(measure=measure, n_events=10), rules)
    assert (row["status"], row["reason"]) == ("suppressed", "fewer than 11 events")
    assert has_no_number(row)


def test_a_cumulative_incidence_is_a_share_of_protected_counts(estimate_of, rules):
    row = only_row(
        estimate_of(measure="cumulative_incidence", estimate=0.4567, n=203, reference_n=None), rules
    )
    assert row["estimate"] == 95 / 205
    assert row["std_error"] != row["std_error"]


def test_what_competes_is_hidden_where_few_had_neither(estimate_of, rules):
    shown = estimate_of(measure="cumulative_incidence", estimate=0.4, reference_n=11)
    hidden = estimate_of(measure="cumulative_incidence", estimate=0.4, reference_n=10)
    assert only_row(shown, rules)["status"] == "ok"
    assert has_no_number(only_row(hidden, rules))
