"""What an effect must pass before it is stated."""

from __future__ import annotations

from math import isnan, nan

import pytest

from stepdown.answers.estimate import EFFECTS, Estimate
from stepdown.answers.gates import (
    apply_gates,
    ascertainment,
    events_per_parameter,
    proportional_hazards,
    site_identifiability,
)


def row(**changes) -> Estimate:
    fixed = {
        "study": "s", "question": "q", "role": "primary", "method": "cox", "measure": "hazard_ratio", "outcome": "o",
        "definition": "d", "population": "p", "n": 100, "level": "b", "reference": "a", "estimate": 0.8,
    }  # fmt: skip
    return Estimate(**(fixed | changes))


# group -> (known, people), reference first | share verdict, levels it takes | difference verdict, levels
ASCERTAINMENT = {
    "all known": ({"a": (100, 100), "b": (100, 100)}, "passed", (), "passed", ()),
    "just enough": ({"a": (50, 100), "b": (50, 100)}, "passed", (), "passed", ()),
    "one group too few": ({"a": (60, 100), "b": (49, 100)}, "failed", ("b",), "passed", ()),
    "the reference too few": ({"a": (49, 100), "b": (60, 100)}, "failed", (), "passed", ()),
    "one of three": ({"a": (60, 100), "b": (49, 100), "c": (61, 100)}, "failed", ("b",), "passed", ()),
    "too far apart": ({"a": (90, 100), "b": (70, 100)}, "passed", (), "failed", ("b",)),
    "as far apart as allowed": ({"a": (80, 100), "b": (65, 100)}, "passed", (), "passed", ()),
    "nobody in a group": ({"a": (60, 100), "b": (0, 0)}, "passed", (), "passed", ()),
}


@pytest.mark.parametrize("case", ASCERTAINMENT)
def test_ascertainment_by_group(case):
    known, share, share_levels, difference, difference_levels = ASCERTAINMENT[case]
    first, second = ascertainment(known, 0.5, 0.15 + 1e-12)
    assert (first.verdict, first.levels) == (share, share_levels)
    assert (second.verdict, second.levels) == (difference, difference_levels)


def test_an_empty_population_is_not_evaluated():
    (verdict,) = ascertainment({}, 0.5, 0.15)
    assert verdict.verdict == "not evaluated"


def test_a_failing_group_takes_its_own_comparison_only():
    rows = [row(level="b"), row(level="c")]
    verdicts = ascertainment({"a": (60, 100), "b": (49, 100), "c": (61, 100)}, 0.5, 0.15)
    assert [r.status for r in apply_gates(rows, verdicts)] == ["withheld", "ok"]


def test_a_failing_reference_takes_all_comparisons():
    rows = [row(level="b"), row(level="c")]
    verdicts = ascertainment({"a": (40, 100), "b": (60, 100), "c": (61, 100)}, 0.5, 0.5)
    assert [r.status for r in apply_gates(rows, verdicts)] == ["withheld", "withheld"]


@pytest.mark.parametrize(
    ("events", "parameters", "verdict"), [(100, 10, "passed"), (99, 10, "failed"), (10, 1, "passed")]
)
def test_events_per_parameter(events, parameters, verdict):
    assert events_per_parameter(events, parameters, 10).verdict == verdict


@pytest.mark.parametrize(
    ("p_value", "verdict"), [(0.05, "passed"), (0.049, "failed"), (nan, "not evaluated")]
)
def test_proportional_hazards(p_value, verdict):
    assert proportional_hazards(p_value, 0.05).verdict == verdict


def test_proportional_hazards_guard_hazard_ratios_only():
    rows = [row(), row(measure="rmst_difference")]
    assert [r.status for r in apply_gates(rows, [proportional_hazards(0.01, 0.05)])] == ["withheld", "ok"]


FAILED = [events_per_parameter(1, 10, 10)]


@pytest.mark.parametrize("measure", sorted(EFFECTS))
def test_every_effect_is_guarded(measure):
    (gated,) = apply_gates([row(measure=measure)], FAILED)
    assert gated.status == "withheld"
    assert gated.reason.startswith("events_per_parameter: ")


@pytest.mark.parametrize(
    "measure", ["survival", "risk", "mean", "rmst", "median", "chi_square", "schoenfeld_chi_square"]
)
def test_descriptions_are_not_guarded(measure):
    assert apply_gates([row(measure=measure)], FAILED)[0].status == "ok"


def test_a_naive_estimate_is_shown_as_what_it_is():
    assert apply_gates([row(role="naive")], FAILED)[0].status == "ok"


def test_a_row_without_an_estimate_keeps_its_own_reason():
    (gated,) = apply_gates([row(status="not_estimable", reason="no events")], FAILED)
    assert (gated.status, gated.reason) == ("not_estimable", "no events")


def test_a_test_that_could_not_be_done_withholds_nothing():
    verdict = proportional_hazards(nan, 0.05)
    assert isnan(verdict.value)
    assert apply_gates([row()], [verdict])[0].status == "ok"


@pytest.mark.parametrize(
    ("people", "verdict", "value"),
    [
        ({"op": {"a": 9, "b": 9}, "iop": {"a": 9, "b": 5}}, "passed", 2),
        ({"op": {"a": 9, "b": 9}, "iop": {"a": 9, "b": 4}}, "failed", 1),
        ({"op": {"a": 90}, "iop": {"b": 90}}, "failed", 0),
        ({"op": dict.fromkeys("abcde", 5), "iop": dict.fromkeys("fghij", 5)}, "passed", 0),
        ({"op": dict.fromkeys("abcde", 5), "iop": dict.fromkeys("fghi", 5)}, "failed", 0),
    ],
)
def test_groups_that_were_at_different_sites_cannot_be_told_apart_from_them(people, verdict, value):
    found = site_identifiability(people, "op")
    assert (found.verdict, found.value) == (verdict, value)
    assert found.levels == (("iop",) if verdict == "failed" else ())


def test_a_level_that_shares_no_site_takes_only_its_own_comparison_along():
    people = {"op": {"a": 9, "b": 9}, "iop": {"a": 9, "b": 9}, "inpatient": {"c": 50}}
    assert site_identifiability(people, "op").levels == ("inpatient",)


def test_one_group_is_not_judged():
    assert site_identifiability({"op": {"a": 9}}, "op").verdict == "not evaluated"


def test_a_plan_that_does_not_ask_for_one_ratio_is_not_told_that_it_holds():
    verdict = proportional_hazards(1e-9, 0)
    assert verdict.verdict == "not evaluated"
    assert "average" in verdict.words
    assert proportional_hazards(1e-9, 0.05).verdict == "failed"
