"""Random effects for few people: degrees of freedom against `lmerTest` and `pbkrtest`."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.mixed import random_intercept
from stepdown.estimators.mmrm import mmrm
from stepdown.estimators.random_slope import random_slope

from . import test_covariance_structures
from .oracle import agrees, made_up, reference


def data(case: str) -> tuple:
    """Outcome, design, person and time: months of few people in three groups, or visits of many in two."""
    if case == "many":
        rows = made_up("visits")
        visit = rows["visit"].to_numpy(float)
        return (
            rows["score"],
            np.column_stack([np.ones(len(rows)), visit, rows["treated"] * visit]),
            rows["person"],
            visit,
        )
    rows = made_up("visits_small")
    month, group = rows["day"].to_numpy() / 30.4375, rows["group"].to_numpy()
    first, second = group == 1, group == 2
    design = np.column_stack([np.ones(len(rows)), month, first, second, month * first, month * second])
    return rows["score"], design, rows["person"], month


def fit(model: str, case: str, method: str):
    outcome, design, person, time = data(case)
    if model == "random_intercept":
        return random_intercept(outcome, design, person, degrees_of_freedom=method)
    return random_slope(outcome, design, person, time, degrees_of_freedom=method)


CASES = [(model, case) for model in ("random_intercept", "random_slope") for case in ("few", "many")]


@pytest.mark.parametrize(("model", "case"), CASES)
def test_kenward_roger_agrees_with_pbkrtest(model, case):
    theirs, ours = reference("repeated")[model][case], fit(model, case, "kenward_roger")
    # lmer stops a little short of the maximum: its variances are good to about 1e-6.
    agrees(ours.coefficients, theirs["coefficients"], 1e-6)
    agrees(ours.residual_variance, theirs["residual_variance"], 1e-5)
    agrees(ours.covariance, theirs["adjusted"], 1e-5)
    degrees = [ours.contrast(row).degrees_of_freedom for row in np.eye(len(ours.coefficients))]
    agrees(degrees, theirs["kenward_roger"], 1e-5)
    joint = ours.joint_test(theirs["joint"]["rows"])
    for name in ("statistic", "denominator", "p_value"):
        agrees(getattr(joint, name), theirs["joint"][name], 1e-5)


@pytest.mark.parametrize(("model", "case"), CASES)
def test_satterthwaite_agrees_with_lmertest(model, case):
    theirs, ours = reference("repeated")[model][case], fit(model, case, "satterthwaite")
    agrees(ours.covariance, theirs["covariance"], 1e-5)
    degrees = [ours.contrast(row).degrees_of_freedom for row in np.eye(len(ours.coefficients))]
    agrees(degrees, theirs["satterthwaite"], 1e-4)
    joint = ours.joint_test(theirs["joint"]["rows"])
    agrees(joint.statistic, theirs["joint_satterthwaite"]["statistic"], 1e-5)
    agrees(joint.denominator, theirs["joint_satterthwaite"]["denominator"], 1e-4)


@pytest.mark.parametrize("method", ["satterthwaite", "kenward_roger"])
def test_random_intercept_is_compound_symmetry(method):
    outcome, design, person, visit = test_covariance_structures.data("few")
    one = random_intercept(outcome, design, person, degrees_of_freedom=method)
    two = mmrm(outcome, design, person, visit, "compound_symmetry", method)
    agrees(one.covariance, two.covariance, 1e-7)
    for rows in (np.eye(12)[11], np.eye(12)[4:]):
        a, b = one.joint_test(rows), two.joint_test(rows)
        agrees([a.statistic, a.denominator, a.p_value], [b.statistic, b.denominator, b.p_value], 1e-6)


def test_both_paths_have_the_same_degrees_of_freedom():
    outcome, design, person, time = data("many")
    fits = [
        random_slope(outcome, design, person, time, path=path, degrees_of_freedom="kenward_roger")
        for path in ("discrete", "dense")
    ]
    agrees(fits[0].covariance, fits[1].covariance, 1e-8)
    agrees(*(one.contrast([0, 0, 1.0]).degrees_of_freedom for one in fits), 1e-7)


def test_time_may_start_anywhere():
    outcome, design, person, time = data("few")
    plain = random_slope(outcome, design, person, time, degrees_of_freedom="kenward_roger")
    moved = random_slope(outcome, design, person, 500 + 30 * time, degrees_of_freedom="kenward_roger")
    agrees(moved.covariance, plain.covariance, 1e-6)
    agrees(
        moved.contrast(np.eye(6)[5]).degrees_of_freedom, plain.contrast(np.eye(6)[5]).degrees_of_freedom, 1e-6
    )


@pytest.mark.parametrize("method", ["satterthwaite", "kenward_roger"])
def test_people_who_do_not_differ_still_have_degrees_of_freedom(method):
    # Every person has the same two values: between-person variance 0.
    outcome = [1, 3, 3, 1, 1, 3, 3, 1]
    ours = random_intercept(outcome, np.ones((8, 1)), np.repeat(range(4), 2), degrees_of_freedom=method)
    assert ours.singular
    assert np.isfinite(ours.small_sample.degrees_of_freedom(np.ones(1)))
    assert ours.contrast([1.0]).std_error > 0


def test_slopes_that_do_not_vary_have_degrees_of_freedom_too():
    draw = np.random.default_rng(5)
    person, time = np.repeat(np.arange(20), 4), np.tile(np.arange(4.0), 20)
    wobble = np.tile([1.0, -1.0, -1.0, 1.0], 20) + 0.05 * draw.normal(size=80)
    outcome = np.repeat(draw.normal(size=20), 4) + 0.5 * time + wobble
    for method in ("satterthwaite", "kenward_roger"):
        ours = random_slope(
            outcome, np.column_stack([np.ones(80), time]), person, time, degrees_of_freedom=method
        )
        assert ours.singular
        assert 10 < ours.contrast([0.0, 1.0]).degrees_of_freedom < 200


def test_without_degrees_of_freedom_the_interval_is_the_normal_one():
    ours = fit("random_slope", "many", "normal")
    contrast = ours.contrast([0, 0, 1.0])
    assert contrast.degrees_of_freedom == np.inf
    assert contrast.upper - contrast.estimate == pytest.approx(1.959963985 * contrast.std_error, rel=1e-8)
    joint = ours.joint_test(np.eye(3)[1:])
    assert joint.denominator == np.inf and 0 < joint.p_value < 1


def test_too_few_people_for_a_joint_test_is_said():
    scores = np.array([1.0, 2.0, 4.0, 2.0, 5.0, 5.5, 0.5, 3.0, 3.0])
    visit, person = np.tile([0, 1, 2], 3), np.repeat([0, 1, 2], 3)
    ours = random_intercept(scores, np.eye(3)[visit], person, degrees_of_freedom="kenward_roger")
    assert ours.contrast([-1, 0, 1]).degrees_of_freedom == pytest.approx(4, rel=1e-6)
    single = random_intercept([1.0, 2, 4, 3], np.eye(2)[[0, 1, 0, 1]], [0, 0, 1, 1], "kenward_roger")
    with pytest.raises(ValueError, match="Too few people"):
        single.joint_test(np.eye(2))
