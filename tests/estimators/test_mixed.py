"""The random-intercept model against R's `lme` and `lmer`, by hand, and why not statsmodels' MixedLM."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.mixed import random_intercept

from . import help_study
from .oracle import agrees, made_up, reference


def data(case: str) -> tuple:
    """Outcome, design, person and visit."""
    if case == "symptoms":
        table = help_study.symptoms()
        return table["CES_D"], table[help_study.SYMPTOM_COVARIATES], table["ID"], table["visit"]
    table = made_up("visits")
    visits = [(table["visit"] == k).to_numpy(float) for k in (1, 2, 3)]
    design = np.column_stack(
        [np.ones(len(table)), *visits, *(table["treated"] * column for column in visits)]
    )
    return table["score"], design, table["person"], table["visit"]


@pytest.mark.parametrize("case", ["symptoms", "made_up"])
def test_agrees_with_r(case):
    # lme and lmer stop near, not at, the maximum: they differ from each other in the ninth digit.
    theirs = reference("mixed")[case]
    ours = random_intercept(*data(case)[:3])
    agrees(ours.coefficients, theirs["coefficients"], 1e-8)
    agrees(ours.covariance, theirs["covariance"], 1e-7)
    agrees(ours.between_variance, theirs["between_variance"], 1e-6)
    agrees(ours.residual_variance, theirs["residual_variance"], 1e-6)
    agrees(ours.log_likelihood, theirs["log_likelihood"], 1e-11)
    agrees(ours.coefficients, theirs["coefficients_lme4"], 1e-8)
    agrees(ours.log_likelihood, theirs["log_likelihood_lme4"], 1e-11)


@pytest.mark.parametrize("case", ["symptoms", "made_up"])
def test_is_never_below_the_likelihood_r_found(case):
    theirs = reference("mixed")[case]
    assert random_intercept(*data(case)[:3]).log_likelihood >= theirs["log_likelihood"] - 1e-9


def test_statsmodels_misses_rs_standard_errors_beyond_a_millionth():
    from statsmodels.regression.mixed_linear_model import MixedLM

    outcome, design, person, _ = data("symptoms")
    fitted = MixedLM(np.asarray(outcome), np.asarray(design, dtype=float), np.asarray(person)).fit(reml=True)
    theirs = np.sqrt(np.diag(reference("mixed")["symptoms"]["covariance"]))
    assert np.max(np.abs(fitted.bse_fe / theirs - 1)) > 1e-5
    ours = random_intercept(outcome, design, person)
    assert np.max(np.abs(ours.std_error / theirs - 1)) < 1e-7


def test_balanced_data_by_analysis_of_variance():
    # Three people, two rows each: means 2, 5, 11; mean squares between 42 and within 2.
    outcome = [1, 3, 4, 6, 10, 12]
    ours = random_intercept(outcome, np.ones((6, 1)), np.repeat([1, 2, 3], 2))
    between, within = 2 * np.var([2, 5, 11], ddof=1), 2.0
    assert ours.coefficients[0] == pytest.approx(6, rel=1e-12)
    assert ours.residual_variance == pytest.approx(within, rel=1e-9)
    assert ours.between_variance == pytest.approx((between - within) / 2, rel=1e-9)
    assert ours.std_error[0] ** 2 == pytest.approx(between / 6, rel=1e-9)


def test_people_who_do_not_differ_have_variance_zero():
    # Every person has the same two values: between-person mean square 0, a boundary estimate.
    ours = random_intercept([1, 3, 3, 1, 1, 3], np.ones((6, 1)), np.repeat([1, 2, 3], 2))
    assert ours.between_variance == 0
    assert ours.residual_variance == pytest.approx(np.var([1, 3, 3, 1, 1, 3], ddof=1), rel=1e-12)


def test_order_of_rows_and_labels_of_people_do_not_matter():
    outcome, design, person, _ = (np.asarray(part) for part in data("made_up"))
    order = np.random.default_rng(2).permutation(len(outcome))
    one = random_intercept(outcome, design, person)
    two = random_intercept(outcome[order], design[order], [f"p{label}" for label in person[order]])
    agrees(two.coefficients, one.coefficients, 1e-10)
    agrees(two.covariance, one.covariance, 1e-9)


@pytest.mark.parametrize(
    ("outcome", "person", "message"),
    [
        ([1, 2, 3, 4], [1, 2, 3, 4], "Nobody has two rows"),
        ([5, 5, 5, 5], [1, 1, 2, 2], "without error"),
        ([1, 1, 4, 4, 9, 9], [1, 1, 2, 2, 3, 3], "do not scatter"),
        ([1], [1], "from 1 rows"),
    ],
)
def test_refuses(outcome, person, message):
    with pytest.raises(ValueError, match=message):
        random_intercept(outcome, np.ones((len(outcome), 1)), person)


def test_refuses_collinear_covariates():
    with pytest.raises(ValueError, match="collinear: column 1"):
        random_intercept([1, 2, 3, 5], np.ones((4, 2)), [1, 1, 2, 2])


def test_finds_known_variances():
    # 2,000 people × 1 to 4 rows. Standard errors of the two variances are about 0.16 and 0.05; 4 are allowed.
    draw = np.random.default_rng(41)
    person = np.repeat(np.arange(2000), draw.integers(1, 5, 2000))
    covariate = draw.normal(size=len(person))
    outcome = 3 + 0.5 * covariate + draw.normal(0, 2, 2000)[person] + draw.normal(0, 1, len(person))
    ours = random_intercept(outcome, np.column_stack([np.ones(len(person)), covariate]), person)
    assert np.all(np.abs(ours.coefficients - [3, 0.5]) < 4 * ours.std_error)
    assert ours.between_variance == pytest.approx(4, abs=0.64)
    assert ours.residual_variance == pytest.approx(1, abs=0.2)
