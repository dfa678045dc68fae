"""What a verdict withholds: effects, what they are made of, and tests of all groups; never plain descriptions."""

from __future__ import annotations

import pytest

from stepdown.answers.estimate import EFFECTS, Estimate
from stepdown.answers.gates.apply import apply_gates, with_silent
from stepdown.answers.gates.ascertainment import ascertainment
from stepdown.answers.gates.events_per_parameter import events_per_parameter
from stepdown.answers.gates.proportional_hazards import proportional_hazards


def row(**changes) -> Estimate:
    fixed = {
        "study": "s", "question": "q", "role": "primary", "method": "cox", "measure": "hazard_ratio", "outcome": "o",
        "definition": "d", "population": "p", "n": 100, "level": "b", "reference": "a", "estimate": 0.8,
    }  # fmt: skip
    return Estimate(**(fixed | changes))


def test_a_failing_group_takes_its_own_comparison_only():
    rows = [row(level="b"), row(level="c")]
    verdict = ascertainment({"a": (60, 100), "b": (49, 100), "c": (61, 100)}, 0.5)
    assert [r.status for r in apply_gates(rows, [verdict])] == ["withheld", "ok"]


def test_a_failing_reference_takes_all_comparisons():
    rows = [row(level="b"), row(level="c")]
    verdict = ascertainment({"a": (40, 100), "b": (60, 100), "c": (61, 100)}, 0.5)
    assert [r.status for r in apply_gates(rows, [verdict])] == ["withheld", "withheld"]


def test_proportional_hazards_guard_hazard_ratios_only():
    rows = [row(), row(measure="rmst_difference")]
    assert [r.status for r in apply_gates(rows, [proportional_hazards(0.01, 0.05)])] == ["withheld", "ok"]


FAILED = [events_per_parameter(1, 10, 10)]


@pytest.mark.parametrize("measure", sorted(EFFECTS))
def test_every_effect_is_guarded(measure):
    (gated,) = apply_gates([row(measure=measure)], FAILED)
    assert gated.status == "withheld"
    assert gated.reason.startswith("events_per_parameter: ")


@pytest.mark.parametrize("measure", ["survival", "risk", "mean", "rmst", "median", "schoenfeld_chi_square"])
def test_descriptions_are_not_guarded(measure):
    assert apply_gates([row(measure=measure)], FAILED)[0].status == "ok"


@pytest.mark.parametrize("measure", ["rmst", "mean", "mean_change", "risk"])
def test_what_a_comparison_is_made_of_goes_with_it(measure):
    """A withheld difference would be the difference of two numbers that are still there."""
    effect, own, reference = (
        row(measure="rmst_difference"),
        row(measure=measure, reference=""),
        row(measure=measure, reference="", level="a"),
    )
    described = row(measure=measure, reference="", role="descriptive")
    assert [r.status for r in apply_gates([effect, own, reference, described], FAILED)] == [
        "withheld", "withheld", "withheld", "ok",
    ]  # fmt: skip


@pytest.mark.parametrize("measure", ["chi_square", "f_statistic"])
def test_a_test_of_all_groups_rests_on_each(measure):
    verdict = ascertainment({"a": (60, 100), "b": (49, 100), "c": (61, 100)}, 0.5)
    assert verdict.levels == ("b",)
    assert apply_gates([row(measure=measure, level="", reference="")], [verdict])[0].status == "withheld"


def test_a_naive_estimate_is_shown_as_what_it_is():
    assert apply_gates([row(role="naive")], FAILED)[0].status == "ok"


def test_a_row_without_an_estimate_keeps_its_own_reason():
    (gated,) = apply_gates([row(status="not_estimable", reason="no events")], FAILED)
    assert (gated.status, gated.reason) == ("not_estimable", "no events")


def test_a_silent_gate_gives_the_reason_why_there_is_no_estimate():
    (verdict,) = with_silent(["balance"], [], [row(status="not_estimable", reason="Nobody is there.")])
    assert verdict.words.endswith(": Nobody is there")
