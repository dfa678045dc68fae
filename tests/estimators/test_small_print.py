"""Multiplicity, E-values, non-inferiority, intraclass correlation, shrinkage and funnels: R and published examples."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.e_value import e_value, e_value_of_risk_difference
from stepdown.estimators.funnel_limits import funnel_limits
from stepdown.estimators.intraclass_correlation import intraclass_correlation, latent_intraclass_correlation
from stepdown.estimators.multiplicity import (
    benjamini_hochberg,
    holm,
    joint_normal,
    max_t_p_values,
    step_down_max_t,
)
from stepdown.estimators.non_inferiority import margin_grid, non_inferiority
from stepdown.estimators.site_shrinkage import shrink_sites

from .confounded import table
from .oracle import agrees, numbers, reference

THEIRS = reference("small_print")


def test_adjusted_p_values_agree_with_r():
    agrees(holm(THEIRS["p_values"]), THEIRS["holm"], 1e-13)
    agrees(benjamini_hochberg(THEIRS["p_values"]), THEIRS["benjamini_hochberg"], 1e-13)


def test_step_down_max_t_agrees_with_multcomp():
    correlation = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    null = joint_normal(correlation * 7, 100_000, seed=3)
    ours = step_down_max_t([2.6, 2.2, -1.1, 2.35], null)
    # 100,000 draws leave at most 0.0016 of Monte Carlo error.
    np.testing.assert_allclose(ours, THEIRS["max_t"], atol=0.006)


def test_max_t_by_hand():
    # Largest of both, then of the second alone: 1 of 3 draws reaches 3; 2 of 3 reach 2.
    ours = step_down_max_t([2, -3], [[1, -4], [2.5, 0], [-2, 1]])
    assert ours == pytest.approx([(1 + 2) / 4, (1 + 1) / 4])
    assert step_down_max_t([0.1, 5], [[1, 1], [1, 1]]) == pytest.approx([1, 1 / 3])


def test_max_t_of_p_values_agrees_with_multcomp():
    from scipy.stats import norm

    p_values = 2 * norm.sf(np.abs([2.6, 2.2, -1.1, 2.35]))
    correlation = np.full((4, 4), 0.5) + 0.5 * np.eye(4)
    np.testing.assert_allclose(max_t_p_values(p_values, correlation, 3), THEIRS["max_t"], atol=0.006)


def test_max_t_of_p_values_lies_between_the_own_and_holms():
    p_values = np.array([0.02, 1e-9, 0.4, 1.0, 0.0, 0.03])
    apart, one = (max_t_p_values(p_values, matrix, 7) for matrix in (np.eye(6), np.ones((6, 6))))
    # Šidák's step-down, of independent ones: 1 - (1 - p)^k for the k that are left.
    assert apart[[0, 5]] == pytest.approx([1 - 0.98**4, 1 - 0.97**3], abs=0.003)
    assert apart[4] == 0 and apart[1] <= 5e-9 and apart[3] == 1
    # Statistics that are one and the same need no adjustment.
    assert one == pytest.approx(p_values, abs=0.005)
    assert np.all(one >= p_values) and np.all(apart <= holm(p_values))


def test_a_rounding_of_the_correlation_changes_no_p_value():
    p_values, eye = [0.02, 0.04, 0.5], np.eye(3)
    moved = eye + 1e-15 * np.array([[0, 1, -1], [1, 0, 1], [-1, 1, 0]])
    assert max_t_p_values(p_values, eye, 1).tolist() == max_t_p_values(p_values, moved, 1).tolist()


def test_independent_tests_make_max_t_a_little_kinder_than_holm():
    from scipy.stats import norm

    statistics = np.array([2.8, 2.1, 0.4])
    ours = step_down_max_t(statistics, joint_normal(np.eye(3), 50_000, seed=1))
    assert np.all(ours <= holm(2 * norm.sf(statistics)) + 0.005)


@pytest.mark.parametrize("values", [[0.5, 1.2], [-0.1], []])
def test_refuses_what_is_no_p_value(values):
    for adjust in (holm, benjamini_hochberg):
        with pytest.raises(ValueError):
            adjust(values)


def test_refuses_what_is_no_covariance():
    for wrong in ([[1, 2], [0, 1]], [[1, 2], [2, 1]], [[1, 0], [0, 0]]):
        with pytest.raises(ValueError):
            joint_normal(wrong, 10, 1)
    with pytest.raises(ValueError, match="a column for each of 2"):
        step_down_max_t([1, 2], [[1], [2]])


@pytest.mark.parametrize(
    ("measure", "values", "common", "expected"),
    [
        # VanderWeele and Ding 2017: breast feeding and respiratory death; and the checks of definitions.md.
        pytest.param("risk_ratio", (3.9, 1.8, 8.7), False, (7.26, 3.0), id="published"),
        pytest.param("risk_ratio", (10.73, 8.02, 14.36), False, (20.95, 15.52), id="smoking"),
        pytest.param("risk_ratio", (1.5, 1.1, 2.0), False, (2.37, 1.43), id="1.5"),
        pytest.param("risk_ratio", (0.8, 0.7, 0.9), False, (1.81, 1.46), id="protective"),
        pytest.param("risk_ratio", (1.2, 0.9, 1.6), False, (1.69, 1.0), id="holds no effect"),
        pytest.param("odds_ratio", (4.0, 1.0, 16.0), True, (3.41, 1.0), id="root of an odds ratio"),
        pytest.param("hazard_ratio", (2.0, 2.0, 2.0), False, (3.41, 3.41), id="rare hazard"),
    ],
)
def test_e_values(measure, values, common, expected):
    ours = e_value(measure, *values, common=common)
    assert (ours.estimate, ours.limit) == pytest.approx(expected, abs=0.006)


def test_e_value_of_a_common_hazard_ratio_by_hand():
    ratio = (1 - 0.5 ** np.sqrt(0.56)) / (1 - 0.5 ** np.sqrt(1 / 0.56))
    ours = e_value("hazard_ratio", 0.56, 0.46, 0.69, common=True)
    assert ours.estimate == pytest.approx(1 / ratio + np.sqrt(1 / ratio * (1 / ratio - 1)))


def test_e_value_of_a_difference_by_hand():
    # Half a standard deviation with an error of 0.1: exp(0.455), limit exp(0.455 − 0.178).
    ours = e_value("mean_difference", 5, 5 - 1.959963984540054, 5 + 1.959963984540054, spread=10)
    for found, log_ratio in ((ours.estimate, 0.455), (ours.limit, 0.455 - 0.178)):
        assert found == pytest.approx(
            np.exp(log_ratio) + np.sqrt(np.exp(log_ratio) * (np.exp(log_ratio) - 1))
        )


def test_e_value_of_a_risk_difference():
    # Without error the bias factor makes both sides meet; with half exposed it solves a quadratic: B = p₁ / p₀.
    ours = e_value_of_risk_difference(0.3, 0.2, 0.5, 0.0, 0.0)
    assert ours.estimate == pytest.approx(1.5 + np.sqrt(1.5 * 0.5))
    assert ours.limit == pytest.approx(ours.estimate)
    wide = e_value_of_risk_difference(0.3, 0.2, 0.4, 0.06, 0.05)
    assert wide.limit == 1 < wide.estimate
    narrow = e_value_of_risk_difference(0.3, 0.2, 0.4, 0.01, 0.01)
    assert 1 < narrow.limit < narrow.estimate


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (("risk_ratio", 1.5, 1.6, 2), {}),
        (("risk_ratio", 1.5, -0.1, 2), {}),
        (("mean_difference", 1, 0, 2), {}),
        (("hazard_ratio", float("nan"), 1, 2), {}),
    ],
)
def test_refuses_an_e_value(arguments, options):
    with pytest.raises(ValueError):
        e_value(*arguments, **options)
    with pytest.raises(ValueError):
        e_value_of_risk_difference(0.2, 0.3, 0.5, 0.01, 0.01)


@pytest.mark.parametrize(
    ("limits", "better", "verdict"),
    [
        ((-0.04, 0.09), True, "non_inferior"),
        ((0.01, 0.09), True, "superior"),
        ((-0.14, 0.02), True, "inconclusive"),
        ((-0.3, -0.1), True, "inferior"),
        ((-0.1, 0.2), True, "inconclusive"),
        ((-0.09, 0.04), False, "non_inferior"),
        ((-0.2, -0.1), False, "superior"),
        ((0.12, 0.3), False, "inferior"),
    ],
)
def test_non_inferiority(limits, better, verdict):
    assert non_inferiority(*limits, margin=0.1, higher_is_better=better).verdict == verdict


def test_margin_grid_has_one_turn():
    verdicts = [one.verdict for one in margin_grid(-0.12, 0.03, [0.2, 0.05, 0.15, 0.1], True)]
    assert verdicts == ["inconclusive", "inconclusive", "non_inferior", "non_inferior"]
    for lower, upper, margin in ((0.1, 0, 0.1), (0, 0.1, 0), (0, float("inf"), 0.1)):
        with pytest.raises(ValueError):
            non_inferiority(lower, upper, margin, True)


def test_intraclass_correlation_agrees_with_anova():
    ours = [intraclass_correlation(table()[name], table()["site"]).estimate for name in ("score", "use")]
    agrees(ours, THEIRS["intraclass"], 1e-9)


def test_intraclass_correlation_of_known_worlds():
    # Variance 1 between and 3 within: 0.25; latent logistic: 1 / (1 + π²/3).
    draw = np.random.default_rng(6)
    site = np.repeat(np.arange(400), draw.integers(5, 30, 400))
    outcome = draw.normal(size=400)[site] + np.sqrt(3) * draw.normal(size=len(site))
    ours = intraclass_correlation(outcome, site)
    assert ours.lower < 0.25 < ours.upper
    assert ours.design_effect == pytest.approx(1 + (len(site) / 400 - 1) * ours.estimate)
    assert latent_intraclass_correlation(1.0) == pytest.approx(1 / (1 + np.pi**2 / 3))
    assert intraclass_correlation([1, 2, 1, 2], ["a", "a", "b", "b"]).design_effect == 1


@pytest.mark.parametrize("outcome,site", [([1, 2], [0, 0]), ([1, 2], [0, 1]), ([3, 3, 3, 3], [0, 0, 1, 1])])
def test_refuses_an_intraclass_correlation(outcome, site):
    with pytest.raises(ValueError):
        intraclass_correlation(outcome, site)
    with pytest.raises(ValueError):
        latent_intraclass_correlation(-1)


def test_shrinkage_agrees_with_metafor():
    theirs = THEIRS["shrinkage"]
    ours = shrink_sites([0.42, -0.11, 0.73, 0.05, 0.31, -0.24], [0.2, 0.15, 0.31, 0.09, 0.22, 0.12])
    agrees(ours.between_variance, theirs["between_variance"], 1e-9)
    agrees([ours.mean, ours.mean_std_error], [theirs["mean"], theirs["mean_std_error"]], 1e-9)
    agrees(ours.estimate, theirs["estimate"], 1e-9)
    agrees(ours.std_error, theirs["std_error"], 1e-9)


def test_sites_that_differ_by_chance_are_drawn_to_the_mean():
    ours = shrink_sites([0.1, 0.11, 0.09], [0.3, 0.3, 0.3])
    assert ours.between_variance == 0
    assert ours.estimate == pytest.approx(0.1)
    for estimate, error in (([1, 2], [1, 1]), ([1, 2, 3], [1, 0, 1])):
        with pytest.raises(ValueError):
            shrink_sites(estimate, error)


def test_funnel_agrees_with_r():
    ours = funnel_limits([1, 5, 20, 80, 333], 0.3)
    agrees(ours.lower, THEIRS["funnel_lower"], 1e-10)
    agrees(ours.upper, THEIRS["funnel_upper"], 1e-10)
    for size, target in (([0], 0.3), ([1.5], 0.3), ([5], 1.0)):
        with pytest.raises(ValueError):
            funnel_limits(size, target)


def test_funnel_tends_to_the_normal_limits():
    ours = funnel_limits([40_000], 0.4)
    half = 1.96 * np.sqrt(0.4 * 0.6 / 40_000)
    assert numbers([ours.lower[0], ours.upper[0]]) == pytest.approx([0.4 - half, 0.4 + half], abs=2e-5)
