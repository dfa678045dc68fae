"""Every covariance structure against `nlme::gls`, and a fit and Kenward–Roger by hand (`oracles/kenward_roger.R`)."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.mmrm import mmrm
from stepdown.estimators.mmrm_structures import NAMES, Structure

from .oracle import agrees, made_up, reference


def data(case: str) -> tuple:
    """Outcome, design (a mean for every visit, then differences of groups), person and visit."""
    rows = made_up("visits_small" if case == "few" else "visits")
    group = rows["group" if case == "few" else "treated"].to_numpy()
    by_visit = np.eye(4)[rows["visit"]]
    later = [by_visit * (group == level)[:, np.newaxis] for level in range(1, group.max() + 1)]
    return rows["score"], np.column_stack([by_visit, *later]), rows["person"], rows["visit"].to_numpy()


@pytest.mark.parametrize("case", ["few", "many"])
@pytest.mark.parametrize("name", NAMES)
def test_reml_agrees_with_r(case, name):
    theirs = reference("repeated")[case]["reml"][name]
    ours = mmrm(*data(case), covariance=name)
    agrees(ours.log_likelihood, theirs["log_likelihood"], 1e-10)
    agrees(ours.coefficients, theirs["coefficients"], 1e-6)
    agrees(ours.covariance, theirs["covariance"], 1e-6)
    agrees(ours.visit_covariance, theirs["visit_covariance"], 1e-6)
    agrees(ours.degrees_of_freedom, theirs["satterthwaite"], 1e-4)
    if theirs["log_likelihood_gls"] is not None:
        # gls stops a little below the maximum, never above it.
        assert -1e-6 < ours.log_likelihood - theirs["log_likelihood_gls"] < 1e-4


@pytest.mark.parametrize("case", ["few", "many"])
@pytest.mark.parametrize("name", NAMES)
def test_kenward_roger_agrees_with_its_formula_in_r(case, name):
    theirs = reference("repeated")[case]["reml"][name]
    ours = mmrm(*data(case), covariance=name, degrees_of_freedom="kenward_roger")
    agrees(ours.covariance, theirs["adjusted"], 1e-5)
    agrees(ours.degrees_of_freedom, theirs["kenward_roger"], 1e-5)
    joint = ours.joint_test(np.eye(len(ours.coefficients))[4:])
    agrees(joint.statistic, theirs["joint"]["statistic"], 1e-5)
    agrees(joint.denominator, theirs["joint"]["denominator"], 1e-5)
    agrees(joint.p_value, theirs["joint"]["p_value"], 1e-4)


@pytest.mark.parametrize("name", ["ar1", "compound_symmetry_heterogeneous"])
def test_maximum_likelihood_agrees_with_r(name):
    theirs = reference("repeated")["few"]["ml"][name]
    ours = mmrm(*data("few"), covariance=name, reml=False)
    agrees(ours.log_likelihood, theirs["log_likelihood"], 1e-10)
    agrees(ours.coefficients, theirs["coefficients"], 1e-6)
    agrees(ours.degrees_of_freedom, theirs["satterthwaite"], 1e-4)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("n_visits", [1, 2, 6])
def test_every_parameter_gives_a_positive_definite_covariance(name, n_visits):
    shape = Structure(name, n_visits)
    moments = 3 * (0.4 * np.ones((n_visits, n_visits)) + 0.6 * np.eye(n_visits))
    size = len(shape.start(moments))
    draw = np.random.default_rng(n_visits)
    for parameters in draw.normal(scale=1.5, size=(40, size)):
        covariance = shape.covariance(parameters)
        assert np.linalg.eigvalsh(covariance)[0] > 0
        step = 1e-6
        numeric = [
            (shape.covariance(parameters + step * e) - shape.covariance(parameters - step * e)) / (2 * step)
            for e in np.eye(size)
        ]
        agrees(shape.derivatives(parameters), numeric, 1e-7)


def test_start_is_where_it_is_told():
    moments = 3 * (0.4 * np.ones((4, 4)) + 0.6 * np.eye(4))
    for name in ("unstructured", "compound_symmetry", "compound_symmetry_heterogeneous"):
        shape = Structure(name, 4)
        agrees(shape.covariance(shape.start(moments)), moments, 1e-12)


def test_richer_structures_fit_better():
    log_likelihood = {name: mmrm(*data("many"), covariance=name).log_likelihood for name in NAMES}
    for name in ("toeplitz", "ar1", "compound_symmetry"):
        assert log_likelihood["unstructured"] > log_likelihood[f"{name}_heterogeneous"] > log_likelihood[name]
    assert log_likelihood["toeplitz"] > max(log_likelihood["ar1"], log_likelihood["compound_symmetry"])


def three_people() -> tuple:
    scores = np.random.default_rng(4).normal(size=(3, 3)).cumsum(axis=1) + 20
    return scores.ravel(), np.eye(3)[np.tile(np.arange(3), 3)], np.repeat(range(3), 3), np.tile(range(3), 3)


def test_fallback_is_said():
    ours = mmrm(*three_people(), fallback=True)
    assert ours.structure != "unstructured"
    assert ours.given_up[0][0] == "unstructured"
    assert "no maximum" in ours.given_up[0][1]
    assert mmrm(*data("many"), fallback=True).given_up == ()


def test_a_visit_that_nobody_has_needs_a_structure_without_it():
    outcome, design, person, visit = data("many")
    gap = np.where(visit == 3, 4, visit)
    for name, reason in [
        ("unstructured", "both visit 0 and visit 3"),
        ("ar1_heterogeneous", "have visit 3"),
    ]:
        with pytest.raises(ValueError, match=reason):
            mmrm(outcome, design, person, gap, covariance=name)
    assert mmrm(outcome, design, person, gap, covariance="ar1").visit_covariance.shape == (5, 5)
    no_far_pair = np.isin(visit, [0, 1])
    kept = [part[no_far_pair] for part in (outcome, design[:, [0, 1, 4, 5]], person)]
    with pytest.raises(ValueError, match="1 apart"):
        mmrm(*kept, np.where(visit[no_far_pair] == 1, 3, 0), covariance="toeplitz")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"covariance": "diagonal"}, "covariance must be one of unstructured, toeplitz_heterogeneous"),
        ({"covariance": "diagonal", "fallback": True}, "covariance must be one of"),
        ({"degrees_of_freedom": "between_within"}, "degrees_of_freedom must be normal, satterthwaite or"),
        ({"degrees_of_freedom": "kenward_roger", "reml": False}, "need REML"),
    ],
)
def test_refuses(options, message):
    with pytest.raises(ValueError, match=message):
        mmrm(*data("few"), **options)


def test_refuses_people_with_a_single_visit_each():
    with pytest.raises(ValueError, match="two visits"):
        mmrm([1, 2, 4, 3], np.ones((4, 1)), [1, 2, 3, 4], [0, 0, 1, 1], covariance="ar1")


def test_complete_data_kenward_roger_is_the_two_sample_t_test():
    draw = np.random.default_rng(4)
    scores, arm = draw.normal(size=(12, 3)).cumsum(axis=1), np.arange(12) % 2
    person, visit = np.repeat(np.arange(12), 3), np.tile(np.arange(3), 12)
    by_visit = np.eye(3)[visit]
    design = np.column_stack([by_visit, by_visit * arm[person, np.newaxis]])
    ours = mmrm(scores.ravel(), design, person, visit, degrees_of_freedom="kenward_roger")
    agrees(ours.degrees_of_freedom, np.full(6, 10), 1e-7)
    agrees(ours.covariance, ours.small_sample.model_covariance, 1e-9)
    # All visits at once: Hotelling's T², F with 3 and 12 − 3 − 1 degrees of freedom.
    joint = ours.joint_test(np.eye(6)[3:])
    difference = scores[arm == 1].mean(axis=0) - scores[arm == 0].mean(axis=0)
    pooled = (np.cov(scores[arm == 0].T) + np.cov(scores[arm == 1].T)) / 2
    hotelling = difference @ np.linalg.solve(pooled / 3, difference)
    agrees(joint.denominator, 8, 1e-6)
    agrees(joint.statistic, hotelling * 8 / (10 * 3), 1e-6)
