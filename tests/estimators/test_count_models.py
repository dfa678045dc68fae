"""Poisson, negative binomial and modified Poisson, and the common sandwich, against R and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.linear import linear
from stepdown.estimators.logistic import logistic
from stepdown.estimators.modified_poisson import modified_poisson
from stepdown.estimators.negative_binomial import negative_binomial
from stepdown.estimators.poisson import poisson

from .oracle import agrees, reference
from .regression_data import by_site, covariates, table

FITS = {
    "poisson": lambda **asked: poisson(table()["days"], covariates(), table()["weeks"], **asked),
    "negative_binomial": lambda **asked: negative_binomial(
        table()["days"], covariates(), table()["weeks"], **asked
    ),
    "modified_poisson": lambda **asked: modified_poisson(table()["use"], covariates(), **asked),
    "logistic": lambda **asked: logistic(table()["use"], covariates(), **asked),
    "linear": lambda **asked: linear(table()["score"], covariates(), **asked),
}
ASKED = [
    (name, variance)
    for name in FITS
    for variance in ("model", "HC0", "HC3", "CR0", "CR1")
    # R's sandwich has no HC3 of a negative binomial; a Poisson variance of a yes/no is refused.
    if not (name == "negative_binomial" and variance in ("HC3", "CR1"))
    and not (name == "modified_poisson" and variance == "model")
]


@pytest.mark.parametrize(("name", "variance"), ASKED)
def test_agrees_with_r(name, variance):
    theirs = reference("counts")[name]
    # glm.nb stops a little short of its maximum.
    precision = 1e-8 if name == "negative_binomial" else 1e-9
    ours = FITS[name](**by_site(variance))
    agrees(ours.coefficients, theirs["coefficients"], precision)
    agrees(ours.covariance, theirs[variance], precision)
    assert ours.variance == variance


def test_clustered_errors_are_those_of_two_packages():
    theirs = reference("counts")
    for name in ("poisson", "modified_poisson", "logistic"):
        agrees(FITS[name](**by_site("CR0")).covariance, theirs[name]["sandwich_CL"], 1e-9)
    for variance in ("CR0", "CR1"):
        agrees(FITS["linear"](**by_site(variance)).covariance, theirs["linear"][f"club_{variance}"], 1e-9)


def test_sizes_and_likelihoods_agree_with_r():
    theirs = reference("counts")
    assert FITS["poisson"]().log_likelihood == pytest.approx(theirs["poisson"]["log_likelihood"], rel=1e-12)
    ours = FITS["negative_binomial"]()
    for name in ("size", "size_std_error", "log_likelihood"):
        assert getattr(ours, name) == pytest.approx(theirs["negative_binomial"][name], rel=1e-7)


def test_rate_ratio_by_hand():
    # 12 visits in 40 weeks against 30 in 50: log ratio log(0.3 / 0.6), variance 1/12 + 1/30.
    ours = poisson([4, 8, 10, 20], [1, 1, 0, 0], [10, 30, 20, 30], variance="model")
    assert np.exp(ours.coefficients) == pytest.approx([0.6, 0.5], rel=1e-12)
    assert ours.std_error[1] ** 2 == pytest.approx(1 / 12 + 1 / 30, rel=1e-12)


def test_risk_ratio_by_hand():
    # 12 of 30 against 5 of 25; Greenland's variance of a log risk ratio.
    outcome, exposed = np.repeat([1, 0, 1, 0], [12, 18, 5, 20]), np.repeat([1, 0], [30, 25])
    ours = modified_poisson(outcome, exposed)
    assert np.exp(ours.coefficients[1]) == pytest.approx((12 / 30) / (5 / 25), rel=1e-12)
    assert ours.std_error[1] ** 2 == pytest.approx(1 / 12 - 1 / 30 + 1 / 5 - 1 / 25, rel=1e-12)


def test_student_intervals_with_clusters():
    from scipy.stats import t

    ours = FITS["modified_poisson"](**by_site("CR1"))
    assert ours.degrees_of_freedom == 15
    assert ours.upper == pytest.approx(ours.coefficients + t.ppf(0.975, 15) * ours.std_error)
    robust = FITS["logistic"](**by_site("CR1"))
    assert robust.p_value == pytest.approx(2 * t.sf(np.abs(robust.coefficients / robust.std_error), 15))


def test_logistic_has_the_same_sandwich_on_either_path():
    rows, known = table(), table()[["treated", "severe"]].to_numpy(float)
    discrete, dense = (logistic(rows["use"], known, path, "HC0") for path in ("discrete", "dense"))
    assert (discrete.path, dense.path) == ("discrete", "dense")
    agrees(discrete.covariance, dense.covariance, 1e-8)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["poisson", "negative_binomial", "modified_poisson"]))
def test_row_order_and_doubled_rows_do_not_matter(seed, name):
    fit = {"poisson": poisson, "negative_binomial": negative_binomial, "modified_poisson": modified_poisson}[
        name
    ]
    rows, known = table(), covariates()
    outcome = rows["use" if name == "modified_poisson" else "days"].to_numpy()
    draw = np.random.default_rng(seed)
    order, times = draw.permutation(len(rows)), draw.integers(1, 4, len(rows))
    counted = fit(outcome, known, frequency=times)
    written = fit(np.repeat(outcome, times), np.repeat(known, times, axis=0))
    moved = fit(outcome[order], known[order], frequency=times[order])
    for other in (written, moved):
        agrees(other.coefficients, counted.coefficients, 1e-8)
        agrees(other.covariance, counted.covariance, 1e-8)


@settings(max_examples=15, deadline=None)
@given(st.permutations(range(16)))
def test_names_of_clusters_do_not_matter(names):
    rows = table()
    relabelled = modified_poisson(
        rows["use"], covariates(), "CR1", cluster=[f"site {names[i]}" for i in rows["site"]]
    )
    agrees(relabelled.covariance, FITS["modified_poisson"](**by_site("CR1")).covariance, 1e-10)


@pytest.mark.parametrize(
    ("fit", "reason"),
    [
        (lambda: poisson([1, -1, 2], [0, 1, 1]), "whole number of 0 or more; it is not in 1 rows"),
        (lambda: poisson([1, 0.5, 2], [0, 1, 1]), "whole number"),
        (lambda: poisson([1, 2, 2], [0, 1, 1], [1, 0, 2]), "exposure_time must be above 0"),
        (lambda: poisson([0, 0, 0, 0], [0, 1, 1, 0]), "Nothing was counted"),
        (lambda: poisson([3, 4, 0, 0], [0, 0, 1, 1]), "no maximum"),
        (lambda: poisson([3, 4], [0, 1]), "2 coefficients cannot be estimated from 2 rows"),
        (lambda: poisson([3, 4, 2, 5], [1, 1, 1, 1]), "collinear: column 1"),
        (lambda: poisson([3, 4, 2, 5], [0, 1, 1, 0], variance="HC9"), "one of model"),
        (lambda: poisson([3, 4, 2, 5], [0, 1, 1, 0], variance="CR1"), "Clusters go with"),
        (lambda: poisson([3, 4, 2, 5], [0, 1, 1, 0], cluster=[1, 1, 2, 2]), "Clusters go with"),
        (
            lambda: poisson([3, 4, 2, 5], [0, 1, 1, 0], variance="CR0", cluster=[1] * 4),
            "at least two clusters",
        ),
        (lambda: poisson([3, 4, 2, 5], [0, 0, 0, 1], variance="HC3"), "1 rows each determine"),
        # Each group's counts are alike: a robust error of 0 would be a made-up certainty.
        (lambda: poisson([3, 3, 5, 5], [0, 0, 1, 1]), "no error that can be seen"),
        (lambda: negative_binomial([3, 3, 4, 2, 3, 3], [0, 0, 0, 1, 1, 1]), "use Poisson"),
        (lambda: modified_poisson([1, 1, 1], [0, 1, 1]), "same in all rows"),
        (lambda: modified_poisson([1, 0, 1, 0], [0, 1, 1, 0], "model"), "ask for a robust one"),
        (lambda: modified_poisson([1, 0, 0, 0, 0], [0, 0, 1, 1, 1]), "no maximum"),
    ],
)
def test_refuses_what_cannot_be_estimated(fit, reason):
    with pytest.raises(ValueError, match=reason):
        fit()


def test_finds_known_rate_and_risk_ratios():
    draw = np.random.default_rng(29)
    n, truth = 6000, np.array([-1.2, 0.4, -0.3])
    known = np.column_stack([draw.integers(0, 2, n), draw.normal(size=n)])
    weeks = draw.uniform(2, 20, n)
    rate = np.exp(truth[0] + known @ truth[1:])
    counts = draw.poisson(rate * weeks * draw.gamma(2.0, 1 / 2.0, n))
    for fit in (poisson, negative_binomial):
        ours = fit(counts, known, weeks)
        assert np.all(np.abs(ours.coefficients - truth) < 4 * ours.std_error)
    ours = negative_binomial(counts, known, weeks)
    assert abs(ours.size - 2) < 4 * ours.size_std_error
    assert poisson(counts, known, weeks).overdispersion > 2
    yes = draw.random(n) < np.exp(-1.5 + 0.5 * known[:, 0] - 0.2 * np.clip(known[:, 1], -2, 2))
    risk = modified_poisson(yes, np.column_stack([known[:, 0], np.clip(known[:, 1], -2, 2)]))
    assert np.all(np.abs(risk.coefficients - [-1.5, 0.5, -0.2]) < 4 * risk.std_error)
