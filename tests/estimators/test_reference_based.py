"""Reference-based imputation against the algebra of its definition, and in worlds with known truth."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.reference_based import after_leaving, expected_after_leaving, impute_by_reference
from stepdown.estimators.reference_based_draws import regression_on, visit_draws

from .oracle import agrees, numbers, reference


@pytest.mark.parametrize(("rule", "name"), [("jump_to_reference", "jump"), ("copy_reference", "copy")])
def test_what_follows_leaving_is_that_of_the_joint_distribution(rule, name):
    theirs = {key: numbers(value) for key, value in reference("missing")["reference_based"].items()}
    gone = np.array([False, False, True, True])
    slopes, left = regression_on(theirs["control_covariance"], gone)
    mean = expected_after_leaving(
        theirs["before"][np.newaxis], theirs["active_mean"], theirs["control_mean"], slopes, rule
    )
    agrees(mean[0], theirs[f"{name}_mean"], 1e-12)
    agrees(left, theirs[f"{name}_covariance"], 1e-12)


def test_leaving_is_what_follows_the_last_score():
    gap = np.nan
    scores = np.array([[1, 2, 3], [1, gap, 3], [1, gap, gap], [gap, 2, gap]])
    assert after_leaving(scores).astype(int).tolist() == [[0, 0, 0], [0, 0, 0], [0, 1, 1], [0, 0, 1]]


def trial(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Complete and seen scores of a trial whose active arm falls further, and its arms; who does badly leaves."""
    draw = np.random.default_rng(seed)
    arm = np.repeat(["active", "control"], n)
    mean = np.where((arm == "active")[:, np.newaxis], [30, 24, 20], [30, 28, 27])
    covariance = 25 * 0.6 ** np.abs(np.subtract.outer(np.arange(3), np.arange(3)))
    complete = mean + draw.standard_normal((2 * n, 3)) @ np.linalg.cholesky(covariance).T
    chance = 1 / (1 + np.exp(2 - 0.15 * (complete[:, :2] - mean[:, :2])))
    left = np.cumsum(draw.random((2 * n, 2)) < chance, axis=1) > 0
    seen = complete.copy()
    seen[:, 1:][left] = np.nan
    return complete, seen, arm


def test_missing_at_random_recovers_the_mean_and_jumping_loses_what_was_gained():
    complete, seen, arm = trial(1500, 1)
    active = arm == "active"
    gone = np.isnan(seen[:, 2])
    found = {
        rule: impute_by_reference(seen, arm, "control", rule, 3, 20)
        for rule in ("missing_at_random", "jump_to_reference", "copy_reference")
    }
    known = ~np.isnan(seen)
    for filled in found.values():
        assert np.isfinite(filled).all() and (filled[:, known] == seen[known]).all()
        # The reference arm is the same under every rule.
        assert (filled[:, ~active] == found["missing_at_random"][:, ~active]).all()
    last = {rule: filled[:, active, 2].mean() for rule, filled in found.items()}
    error = 5 / np.sqrt(active.sum())
    assert abs(last["missing_at_random"] - complete[active, 2].mean()) < 3.5 * error
    assert np.nanmean(seen[active, 2]) < complete[active, 2].mean() - 0.2
    # Who jumps has the reference's mean of 27 and keeps only the own residual; copying wears the gain off by the slopes.
    leavers = gone & active
    residual = np.where(
        np.isnan(seen[leavers, 1]), 0.36 * (seen[leavers, 0] - 30), 0.6 * (seen[leavers, 1] - 24)
    )
    expected = (27 + residual).mean()
    spread = 4 * 5 / np.sqrt(leavers.sum())
    assert abs(found["jump_to_reference"][:, leavers, 2].mean() - expected) < spread
    assert last["missing_at_random"] < last["copy_reference"] < last["jump_to_reference"]


def test_draws_of_parameters_have_the_posterior_of_complete_data():
    scores = np.random.default_rng(2).normal([10, 20], [2, 3], (40, 2))
    draws = list(visit_draws(scores, 600, np.random.default_rng(1)))
    mean = np.array([one.mean for one in draws])
    covariance = np.array([one.covariance for one in draws])
    products = 40 * np.cov(scores, rowvar=False, ddof=0)
    # Σ ~ inverse Wishart(39, S): its mean is S / (39 − 3); the mean is Student's around the average.
    agrees(covariance.mean(axis=0).diagonal(), products.diagonal() / 36, 0.05)
    agrees(mean.mean(axis=0), scores.mean(axis=0), 0.005)
    agrees(mean.var(axis=0), products.diagonal() / 36 / 40, 0.2)


def test_the_seed_decides():
    _, seen, arm = trial(40, 2)
    one, same, other = (
        impute_by_reference(seen, arm, "control", "jump_to_reference", seed, 2) for seed in (1, 1, 2)
    )
    assert (one == same).all() and (one != other).any()


@pytest.mark.parametrize(
    ("scores", "group", "message"),
    [
        ([[1.0, 2.0], [np.nan, np.nan]], ["a", "b"], "1 people have no score"),
        ([[1.0, 2.0], [2.0, 3.0]], ["a", "a"], "Nobody is in the reference"),
        ([[1.0, 2.0], [2.0, 3.0]], ["a", "b"], "too few scores"),
        ([1.0, 2.0], ["a", "b"], "a row a person"),
        ([[float(i), 2.0 * i] for i in range(12)], ["a", "b"] * 6, "follow exactly"),
    ],
)
def test_refuses(scores, group, message):
    with pytest.raises(ValueError, match=message):
        impute_by_reference(np.array(scores), group, "b", "jump_to_reference", 1)
