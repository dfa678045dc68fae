"""The bootstrap: its errors against closed forms, and the same numbers on any number of cores."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.bootstrap import bootstrap
from stepdown.estimators.doubly_robust import augmented_means
from stepdown.estimators.propensity import propensity
from stepdown.estimators.standardization import standardized_means
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
