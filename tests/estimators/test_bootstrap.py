"""The bootstrap: its errors against closed forms, and the same numbers on any number of cores."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.bootstrap import bootstrap
from stepdown.estimators.doubly_robust import augmented_means
from stepdown.estimators.propensity import propensity
from stepdown.estimators.standardization import standardized_means
from stepdown.estimators.standardization_bootstrap import bootstrapped_means
from stepdown.estimators.weighted_means import weighted_means
from stepdown.estimators.weighted_survival_effects import weighted_restricted_means
from stepdown.estimators.weights import balancing_weights

from .confounded import exposure, known, table

Y = np.random.default_rng(2).normal(size=200)


def mean(frequency: np.ndarray) -> float:
    return float(frequency @ Y / frequency.sum())


@pytest.mark.parametrize("scheme", ["multinomial", "poisson"])
def test_error_of_a_mean(scheme):
    ours = bootstrap(mean, np.arange(200), seed=1, n_replicates=2000, scheme=scheme)
    # 2,000 replicates leave 1.6 % of Monte Carlo error in a standard error.
    assert ours.std_error[0] == pytest.approx(Y.std() / np.sqrt(200), rel=0.06)
    assert ours.estimate[0] == pytest.approx(Y.mean())
    assert ours.lower[0] < Y.mean() < ours.upper[0]
    assert ours.covariance[0, 0] == pytest.approx(ours.std_error[0] ** 2)


def test_clusters_are_drawn_whole():
    site = np.repeat(np.arange(20), 10)
    shared = np.random.default_rng(3).normal(size=20)[site]
    ours = bootstrap(lambda f: f @ shared / f.sum(), site, seed=1, n_replicates=1000)
    assert ours.std_error[0] == pytest.approx(shared.std() / np.sqrt(20), rel=0.1)


def test_the_same_numbers_on_any_number_of_cores_and_others_from_another_seed():
    one, two = (bootstrap(mean, np.arange(200), 5, 64, cores=cores) for cores in (1, 2))
    assert one.replicates.tobytes() == two.replicates.tobytes()
    assert one.replicates.tobytes() != bootstrap(mean, np.arange(200), 6, 64).replicates.tobytes()
    # A longer run begins with the shorter one.
    longer = bootstrap(mean, np.arange(200), 5, 80)
    assert longer.replicates[:64].tobytes() == one.replicates.tobytes()


def test_agrees_with_the_closed_forms_when_everything_is_fitted_again():
    data, a, x = table(), exposure("two"), known()

    def everything(frequency: np.ndarray | None = None):
        fitted = propensity(a, x, frequency)
        weights = balancing_weights(fitted, "everyone")
        return (
            weighted_means(data["score"], a, weights),
            weighted_restricted_means(data["time"], data["event"], a, weights, 45),
            standardized_means(data["use"], a, x, "logistic", frequency=frequency),
            augmented_means(data["score"], fitted, x, "linear", own_slopes=False, target="overlap"),
        )

    ours = bootstrap(
        lambda f: [one.difference(1, 0).estimate for one in everything(f)],
        np.arange(300),
        8,
        300,
        "multinomial",
    )
    closed = [one.difference(1, 0).std_error for one in everything()]
    # 300 replicates leave 4 % of Monte Carlo error.
    np.testing.assert_allclose(ours.std_error, closed, rtol=0.13)


@pytest.mark.parametrize("own_slopes", [False, True])
def test_standardized_risks_have_the_errors_and_limits_of_the_sandwich(own_slopes):
    data, a, x = table(), exposure("two"), known()
    closed = standardized_means(data["use"], a, x, "logistic", own_slopes)
    ours = bootstrapped_means(data["use"], a, x, "logistic", 11, own_slopes, n_replicates=600)
    assert ours.n_failed == 0
    for compare in ("difference", "ratio"):
        one, other = getattr(ours, compare)(1, 0), getattr(closed, compare)(1, 0)
        assert one.estimate == pytest.approx(other.estimate, rel=1e-9)
        # 600 replicates leave 3 % of Monte Carlo error.
        assert one.std_error == pytest.approx(other.std_error, rel=0.1)
        assert [one.lower, one.upper] == pytest.approx(
            [other.lower, other.upper], abs=0.25 * (other.upper - other.lower)
        )
        assert one.lower < one.estimate < one.upper
        assert one.p_value == pytest.approx(other.p_value, abs=0.02)
    risk, theirs = ours.mean(1, probability=True), closed.mean(1, probability=True)
    assert risk.std_error == pytest.approx(theirs.std_error, rel=0.1) and 0 < risk.lower < risk.upper < 1


def test_standardized_means_are_resampled_by_unit():
    data, a, x = table(), exposure("two"), known()
    twice = [np.concatenate([column, column]) for column in (data["use"], a)]
    person = np.tile(np.arange(len(a)), 2)
    alone, doubled = (
        bootstrapped_means(*columns, "logistic", 3, unit=unit, n_replicates=40)
        for columns, unit in (((data["use"], a, x), None), ((*twice, np.vstack([x, x])), person))
    )
    # Everybody twice, resampled as one person, tells no more than everybody once.
    np.testing.assert_allclose(doubled.replicates, alone.replicates, rtol=1e-6)


def test_standardized_means_without_variation_have_no_comparison():
    a, x = np.repeat([0, 1], 20), np.random.default_rng(1).normal(size=(40, 1))
    flat = bootstrapped_means(np.zeros(40), a, x, "linear", 1, n_replicates=30)
    with pytest.raises(ValueError, match="no error"):
        flat.difference(1, 0)
    with pytest.raises(ValueError, match="two means above 0"):
        flat.ratio(1, 0)
    assert np.isnan(flat.mean(0).lower)
    with pytest.raises(ValueError, match="no such level"):
        flat.mean(2)


def test_says_so_when_samples_cannot_be_estimated():
    def often(frequency: np.ndarray) -> float:
        if frequency[0] == 0:
            raise ValueError("no estimate without the first")
        return 1.0

    with pytest.raises(ValueError, match="too sparse for an interval"):
        bootstrap(often, np.arange(50), 1, 100)

    def seldom(frequency: np.ndarray) -> float:
        if frequency[0] == 4:
            raise ValueError("no estimate with four of the first")
        return float(frequency[0])

    ours = bootstrap(seldom, np.arange(50), 1, 400)
    assert ours.n_failed + len(ours.replicates) == 400 and 0 < ours.n_failed < 20


def test_refuses_too_little():
    with pytest.raises(ValueError, match="two units and two replicates"):
        bootstrap(mean, np.zeros(200), 1)
