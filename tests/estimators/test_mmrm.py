"""MMRM against R: `nlme::gls`, and an independent REML fit iterated to the last digit (`oracles/reml.R`)."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.mmrm import mmrm

from .oracle import agrees, reference
from .test_mixed import data

CASES = ["symptoms", "made_up"]


@pytest.fixture(scope="module", params=CASES)
def case(request):
    return request.param, mmrm(*data(request.param))


def test_agrees_with_an_exact_fit_in_r(case):
    name, ours = case
    theirs = reference("mmrm")[name]["exact"]
    agrees(ours.coefficients, theirs["coefficients"], 1e-9)
    agrees(ours.covariance, theirs["covariance"], 1e-9)
    agrees(ours.visit_covariance, theirs["visit_covariance"], 1e-8)
    agrees(ours.log_likelihood, theirs["log_likelihood"], 1e-12)
    agrees(ours.degrees_of_freedom, theirs["degrees_of_freedom"], 1e-6)


def test_agrees_with_gls_as_far_as_gls_goes(case):
    # gls stops 6e-8 of log-likelihood below the maximum; its coefficients are good to about 1e-5.
    name, ours = case
    theirs = reference("mmrm")[name]["gls"]
    agrees(ours.coefficients, theirs["coefficients"], 1e-5)
    agrees(np.sqrt(np.diag(ours.covariance)), np.sqrt(np.diag(theirs["covariance"])), 5e-5)
    agrees(ours.log_likelihood, theirs["log_likelihood"], 1e-9)
    assert ours.log_likelihood >= theirs["log_likelihood"]


def test_contrast_agrees_with_r(case):
    name, ours = case
    theirs = reference("mmrm")[name]["contrast"]
    contrast = ours.contrast(theirs["weights"])
    agrees(contrast.estimate, theirs["estimate"], 1e-9)
    agrees(contrast.std_error, theirs["std_error"], 1e-9)
    agrees(contrast.degrees_of_freedom, theirs["degrees_of_freedom"], 1e-6)
    assert contrast.lower < contrast.estimate < contrast.upper


@pytest.mark.parametrize("name", CASES)
def test_robust_errors_agree_with_r(name):
    ours = mmrm(*data(name), errors="robust")
    theirs = reference("mmrm")[name]
    agrees(ours.covariance, theirs["exact"]["robust_covariance"], 1e-8)
    # As far as gls goes: clubSandwich.
    agrees(np.sqrt(np.diag(ours.covariance)), np.sqrt(np.diag(theirs["gls"]["robust_covariance"])), 5e-5)
    plain = mmrm(*data(name))
    agrees(ours.coefficients, plain.coefficients, 1e-14)
    agrees(ours.degrees_of_freedom, plain.degrees_of_freedom, 1e-14)
    weights = np.eye(len(ours.coefficients))[3]
    assert ours.contrast(weights).std_error == pytest.approx(np.sqrt(ours.covariance[3, 3]))


def test_robust_errors_hold_where_the_smaller_group_scatters_more():
    draw = np.random.default_rng(4)
    few = np.arange(400) < 60
    estimates, model, robust = [], [], []
    for _ in range(60):
        own = draw.normal(0, np.where(few, 6, 1), 400)
        score = own[:, np.newaxis] + draw.normal(0, 1, (400, 2))
        person, visit = np.repeat(np.arange(400), 2), np.tile([0, 1], 400)
        group = few[person]
        design = np.column_stack([visit == 0, visit == 1, group * (visit == 0), group * (visit == 1)]).astype(
            float
        )
        fits = [mmrm(score.ravel(), design, person, visit, errors=way) for way in ("model", "robust")]
        estimates.append(fits[0].coefficients[3])
        model.append(fits[0].std_error[3])
        robust.append(fits[1].std_error[3])
    spread = np.std(estimates, ddof=1)
    assert np.mean(model) < 0.6 * spread
    assert np.mean(robust) == pytest.approx(spread, rel=0.25)


def test_refuses_robust_errors_by_kenward_and_roger():
    with pytest.raises(ValueError, match="with robust ones take satterthwaite"):
        mmrm(*data("made_up"), degrees_of_freedom="kenward_roger", errors="robust")
    with pytest.raises(ValueError, match="model or robust"):
        mmrm(*data("made_up"), errors="sandwich")


def test_a_coefficient_is_its_own_contrast(case):
    _, ours = case
    contrast = ours.contrast(np.eye(len(ours.coefficients))[2])
    assert contrast.estimate == pytest.approx(ours.coefficients[2], rel=1e-14)
    assert contrast.std_error == pytest.approx(ours.std_error[2], rel=1e-14)
    assert contrast.degrees_of_freedom == pytest.approx(ours.degrees_of_freedom[2], rel=1e-12)


def test_wald_of_one_contrast_is_the_square_of_its_ratio(case):
    _, ours = case
    weights = np.eye(len(ours.coefficients))[3]
    chi_square, degrees, _ = ours.wald(weights)
    assert degrees == 1
    assert chi_square == pytest.approx((ours.coefficients[3] / ours.std_error[3]) ** 2, rel=1e-12)


def test_wald_does_not_depend_on_how_the_hypothesis_is_written(case):
    _, ours = case
    rows = np.eye(len(ours.coefficients))[1:4]
    rewritten = np.array([[1.0, 1, 0], [0, 1, -1], [0, 0, 3]]) @ rows
    np.testing.assert_allclose(ours.wald(rewritten), ours.wald(rows), rtol=1e-9)


def complete(n_people: int, n_visits: int, seed: int = 4) -> tuple[np.ndarray, ...]:
    """Everybody at every visit: scores (n_people, n_visits), arm, and the two in long form."""
    draw = np.random.default_rng(seed)
    scores = draw.normal(size=(n_people, n_visits)).cumsum(axis=1) + 20
    arm = np.arange(n_people) % 2
    return scores, arm, np.repeat(np.arange(n_people), n_visits), np.tile(np.arange(n_visits), n_people)


def test_complete_data_one_group_is_the_paired_t_test():
    scores, _, person, visit = complete(25, 3)
    design = np.eye(3)[visit]
    ours = mmrm(scores.ravel(), design, person, visit)
    np.testing.assert_allclose(ours.coefficients, scores.mean(axis=0), rtol=1e-9)
    np.testing.assert_allclose(ours.visit_covariance, np.cov(scores.T), rtol=1e-7)
    change = ours.contrast([-1, 0, 1])
    differences = scores[:, 2] - scores[:, 0]
    assert change.std_error == pytest.approx(differences.std(ddof=1) / 5, rel=1e-7)
    assert change.degrees_of_freedom == pytest.approx(24, rel=1e-6)


def test_complete_data_two_groups_is_the_two_sample_t_test():
    from scipy.stats import ttest_ind

    scores, arm, person, visit = complete(30, 3)
    by_visit = np.eye(3)[visit]
    design = np.column_stack([by_visit, by_visit * arm[person, np.newaxis]])
    ours = mmrm(scores.ravel(), design, person, visit)
    last = ours.contrast(np.eye(6)[5])
    assert last.degrees_of_freedom == pytest.approx(28, rel=1e-6)
    assert last.p_value == pytest.approx(ttest_ind(scores[arm == 1, 2], scores[arm == 0, 2]).pvalue, rel=1e-6)


def test_order_units_and_labels_do_not_matter():
    outcome, design, person, visit = (np.asarray(part) for part in data("made_up"))
    order = np.random.default_rng(6).permutation(len(outcome))
    one = mmrm(outcome, design, person, visit)
    labels = [f"p{label}" for label in person[order]]
    two = mmrm(1000 * outcome[order], design[order], labels, visit[order])
    agrees(two.coefficients / 1000, one.coefficients, 1e-9)
    agrees(two.visit_covariance / 1e6, one.visit_covariance, 1e-8)
    agrees(two.degrees_of_freedom, one.degrees_of_freedom, 1e-7)


def test_single_visit_is_least_squares():
    ours = mmrm([1, 2, 4, 5], np.ones((4, 1)), [1, 2, 3, 4], [0, 0, 0, 0])
    assert ours.coefficients[0] == pytest.approx(3)
    assert ours.visit_covariance[0, 0] == pytest.approx(np.var([1, 2, 4, 5], ddof=1), rel=1e-9)
    assert ours.degrees_of_freedom[0] == pytest.approx(3, rel=1e-6)


def test_refuses_two_rows_of_one_visit():
    with pytest.raises(ValueError, match="1 rows repeat a person's visit"):
        mmrm([1, 2, 3], np.ones((3, 1)), [1, 1, 2], [0, 0, 0])


@pytest.mark.parametrize(
    ("visit", "message"),
    [
        ([0, 1, 0, 3, 0, 1], "visit 2"),
        ([0, 1.5, 0, 1, 0, 1], "whole numbers"),
        ([-1, 1, 0, 1, 0, 1], "whole numbers"),
    ],
)
def test_refuses_impossible_visits(visit, message):
    with pytest.raises(ValueError, match=message):
        mmrm([1, 2, 4, 3, 5, 9], np.ones((6, 1)), [1, 1, 2, 2, 3, 3], visit)


def test_refuses_visits_never_seen_in_one_person():
    with pytest.raises(ValueError, match="both visit 0 and visit 1"):
        mmrm([1, 2, 4, 3], np.ones((4, 1)), [1, 2, 3, 4], [0, 0, 1, 1])


def test_refuses_more_visits_than_people_can_tell_apart():
    scores, _, person, visit = complete(3, 5)
    with pytest.raises(ValueError, match="no maximum"):
        mmrm(scores.ravel(), np.eye(5)[visit], person, visit)


def test_refuses_bad_contrasts(case):
    _, ours = case
    with pytest.raises(ValueError, match="all 0"):
        ours.contrast(np.zeros(len(ours.coefficients)))
    with pytest.raises(ValueError, match="expected"):
        ours.contrast([1.0])
    with pytest.raises(ValueError, match="weights; it has 1"):
        ours.wald([[1.0]])
    with pytest.raises(ValueError, match="collinear"):
        ours.wald(np.vstack([np.eye(len(ours.coefficients))[1]] * 2))


def test_refuses_a_perfect_fit():
    with pytest.raises(ValueError, match="without error"):
        mmrm([1, 2, 1, 2], np.eye(2)[[0, 1, 0, 1]], [1, 1, 2, 2], [0, 1, 0, 1])


def test_finds_a_known_effect_under_dropout():
    # Dropout depends on the score before (missing at random): the observed means are biased, MMRM is not.
    # 3,000 people, fixed seed; 4 standard errors are allowed.
    draw = np.random.default_rng(77)
    n = 3000
    arm = draw.integers(0, 2, n)
    covariance = np.array([[4, 3, 2.5], [3, 5, 4], [2.5, 4, 6.0]])
    noise = draw.normal(size=(n, 3)) @ np.linalg.cholesky(covariance).T
    scores = np.array([20, 18, 16]) - np.outer(arm, [0, 1, 2]) + noise
    kept = np.ones((n, 3), dtype=bool)
    kept[:, 1] = draw.random(n) < 1 / (1 + np.exp(scores[:, 0] - 21))
    kept[:, 2] = kept[:, 1] & (draw.random(n) < 1 / (1 + np.exp(scores[:, 1] - 19)))
    person, visit = np.nonzero(kept)
    by_visit = np.eye(3)[visit]
    design = np.column_stack([by_visit, by_visit[:, 1:] * arm[person, np.newaxis]])
    ours = mmrm(scores[kept], design, person, visit)
    truth = np.array([20, 18, 16, -1, -2])
    assert np.all(np.abs(ours.coefficients - truth) < 4 * ours.std_error)
    np.testing.assert_allclose(ours.visit_covariance, covariance, atol=0.6)
    completers = scores[kept[:, 2] & (arm == 0), 2].mean()
    assert completers < 16 - 0.3
