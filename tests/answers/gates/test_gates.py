"""What an effect must pass before it is stated."""

from __future__ import annotations

from math import isnan, nan

import pytest

from stepdown.answers.estimate import Estimate
from stepdown.answers.gates import gate_labels, gates
from stepdown.answers.gates.apply import apply_gates, with_silent
from stepdown.answers.gates.ascertainment import ascertainment
from stepdown.answers.gates.ascertainment_difference import ascertainment_difference
from stepdown.answers.gates.balance import balance
from stepdown.answers.gates.convergence import convergence, of_fits
from stepdown.answers.gates.effective_sample_size import effective_sample_size
from stepdown.answers.gates.events_per_parameter import events_per_parameter
from stepdown.answers.gates.imputation_convergence import imputation_convergence
from stepdown.answers.gates.overlap import overlap
from stepdown.answers.gates.people_behind_strategies import people_behind_strategies
from stepdown.answers.gates.precision import detectable_effect, precision
from stepdown.answers.gates.proportional_hazards import proportional_hazards
from stepdown.answers.gates.site_identifiability import site_identifiability
from stepdown.answers.gates.weight_tails import weight_tails
from stepdown.plan.study import Gates


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
    first, second = ascertainment(known, 0.5), ascertainment_difference(known, 0.15 + 1e-12)
    assert (first.verdict, first.levels) == (share, share_levels)
    assert (second.verdict, second.levels) == (difference, difference_levels)


def test_an_empty_population_is_not_evaluated():
    assert ascertainment({}, 0.5).verdict == ascertainment_difference({}, 0.15).verdict == "not evaluated"


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


def test_a_test_that_could_not_be_done_withholds_what_rests_on_it():
    verdict = proportional_hazards(nan, 0.05)
    assert isnan(verdict.value)
    gated = apply_gates([row(), row(measure="rmst_difference")], [verdict])
    assert [r.status for r in gated] == ["withheld", "ok"]
    assert gated[0].reason == (
        "proportional_hazards: it could not be checked whether one hazard ratio describes the whole period: the test "
        "could not be done"
    )


def test_where_events_have_one_time_there_is_nothing_to_test():
    verdict = proportional_hazards(nan, 0.05, one_time=True)
    assert verdict.verdict == "not applicable"
    assert apply_gates([row()], [verdict])[0].status == "ok"


# Gate -> verdicts without its input.
WITHOUT_INPUT = {
    "ascertainment": lambda: [ascertainment({}, 0.5)],
    "ascertainment_difference": lambda: [ascertainment_difference({}, 0.15)],
    "balance": lambda: balance({"b": nan}, 0.1),
    "convergence": lambda: [of_fits(object())],
    "effective_sample_size": lambda: effective_sample_size({"b": nan}, 0.5, "a"),
    "events_per_parameter": lambda: [events_per_parameter(None, 3, 10)],
    "imputation_convergence": lambda: [imputation_convergence({}, 1.2)],
    "overlap": lambda: [overlap(0, 0, 0.9)],
    "people_behind_strategies": lambda: [people_behind_strategies({}, 50, "d")],
    "precision": lambda: [precision(row(), 0.1, 1)],
    "proportional_hazards": lambda: [proportional_hazards(nan, 0.05)],
    "site_identifiability": lambda: site_identifiability({"a": {}, "b": {}}, "a"),
    "weight_tails": lambda: weight_tails({"b": nan}, 10, "a"),
}


def test_every_gate_is_told_to_readers_and_tested():
    assert set(WITHOUT_INPUT) == set(gates()) == set(gate_labels())


@pytest.mark.parametrize("name", WITHOUT_INPUT)
def test_a_gate_without_its_input_is_not_evaluated_and_withholds(name):
    verdicts = WITHOUT_INPUT[name]()
    assert [(one.gate, one.verdict, one.withholds) for one in verdicts] == [(name, "not evaluated", True)]
    assert verdicts[0].words.startswith("it could not be checked ")
    assert apply_gates([row()], verdicts)[0].status == "withheld"


@pytest.mark.parametrize("name", WITHOUT_INPUT)
def test_a_gate_that_says_nothing_withholds_what_it_guards(name):
    """A method that forgets a gate, or whose gate is lost on the way, claims nothing."""
    verdicts = with_silent([name], [], [])
    (gated,) = apply_gates([row()], verdicts)
    assert gated.status == "withheld" and gated.reason.startswith(f"{name}: it could not be checked ")
    assert with_silent([name], verdicts, []) == verdicts


def test_balance_by_hand():
    (verdict,) = balance({"b": 0.1, "c": 0.11}, 0.1)
    assert (verdict.verdict, verdict.levels, verdict.value) == ("failed", ("c",), 0.11)
    (verdict,) = balance({"b": float("inf")}, 0.1)
    assert verdict.verdict == "failed" and isnan(verdict.value)
    passed, unknown = balance({"b": 0.1, "c": nan}, 0.1)
    assert (passed.verdict, unknown.verdict, unknown.levels) == ("passed", "not evaluated", ("c",))


def test_overlap_by_hand():
    assert (overlap(90, 100, 0.9).verdict, overlap(89, 100, 0.9).verdict) == ("passed", "failed")


@pytest.mark.parametrize(
    ("shares", "verdict", "levels"),
    [
        ({"a": 0.5, "b": 0.9}, "passed", ()),
        ({"a": 0.9, "b": 0.49, "c": 0.9}, "failed", ("b",)),
        # The reference takes all comparisons along.
        ({"a": 0.49, "b": 0.9, "c": 0.9}, "failed", ()),
    ],
)
def test_effective_sample_size_by_hand(shares, verdict, levels):
    (found,) = effective_sample_size(shares, 0.5, "a")
    assert (found.verdict, found.levels, found.value) == (verdict, levels, min(shares.values()))


@pytest.mark.parametrize(
    ("tails", "verdict", "levels"),
    [
        ({"a": 1.0, "b": 10.0}, "passed", ()),
        ({"a": 1.0, "b": 10.1}, "failed", ("b",)),
        ({"a": 10.1, "b": 1.0}, "failed", ()),
    ],
)
def test_weight_tails_by_hand(tails, verdict, levels):
    (found,) = weight_tails(tails, 10, "a")
    assert (found.verdict, found.levels, found.value) == (verdict, levels, max(tails.values()))


def test_convergence_by_hand():
    assert convergence([True, True], 1.0).verdict == "passed"
    assert convergence([True, False], 1.0).verdict == "failed"
    assert convergence([True] * 95, 0.95, of=100).verdict == "passed"
    assert convergence([True] * 94, 0.95, of=100).verdict == "failed"
    assert convergence([True, None], 0.5).verdict == "not evaluated"


@pytest.mark.parametrize(
    ("lower", "upper", "verdict"),
    [(-0.1, 0.1, "passed"), (-0.11, 0.1, "failed"), (0.2, 0.39, "passed"), (0.2, 0.41, "failed")],
)
def test_precision_asks_for_the_width_and_not_for_the_place(lower, upper, verdict):
    found = precision(row(measure="risk_difference", lower=lower, upper=upper), 0.1, 1)
    assert (found.verdict, found.threshold) == (verdict, 0.1)
    # The number is left to the door.
    assert isnan(found.value)


def test_what_could_have_been_detected():
    """A standard error of 1: 1.96 + 0.84 of them; a ratio is worked out on its logarithm."""
    assert detectable_effect("mean_difference", -1.96, 1.96) == pytest.approx(2.8016, abs=1e-3)
    ratio = detectable_effect("risk_ratio", 2 / 1.5, 2 * 1.5)
    assert ratio == pytest.approx(1.5**1.42940, abs=1e-3)
    assert isnan(detectable_effect("risk_ratio", 0.0, 2.0))


def test_every_threshold_says_why():
    for name, field in Gates.model_fields.items():
        assert field.default is not None and len(field.description) > 60, name


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
    (found,) = site_identifiability(people, "op")
    assert (found.verdict, found.value) == (verdict, value)
    assert found.levels == (("iop",) if verdict == "failed" else ())


def test_a_level_that_shares_no_site_takes_only_its_own_comparison_along():
    people = {"op": {"a": 9, "b": 9}, "iop": {"a": 9, "b": 9}, "inpatient": {"c": 50}}
    assert site_identifiability(people, "op")[0].levels == ("inpatient",)


def test_one_group_has_nothing_to_be_told_apart_from():
    (found,) = site_identifiability({"op": {"a": 9}}, "op")
    assert (found.verdict, found.withholds) == ("not applicable", False)


def test_a_level_of_whose_people_no_site_is_known_is_not_compared():
    shared = {"a": 9, "b": 9}
    judged, unknown = site_identifiability({"op": shared, "iop": shared, "inpatient": {}}, "op")
    assert (judged.verdict, unknown.verdict, unknown.levels) == ("passed", "not evaluated", ("inpatient",))
    (everything,) = site_identifiability({"op": {}, "iop": shared, "inpatient": shared}, "op")
    assert (everything.verdict, everything.levels) == ("not evaluated", ())


def test_a_plan_that_does_not_ask_for_one_ratio_is_not_told_that_it_holds():
    verdict = proportional_hazards(1e-9, 0)
    assert (verdict.verdict, verdict.withholds) == ("not applicable", False)
    assert "average" in verdict.words
    assert proportional_hazards(1e-9, 0.05).verdict == "failed"
