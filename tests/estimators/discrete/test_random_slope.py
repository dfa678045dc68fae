"""The random-slope model against R, and its two paths against each other."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.random_slope import random_slope
from stepdown.estimators.random_slope_likelihood import evaluate, random_slope_data

from ..oracle import agrees, made_up, reference


def data() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rows = made_up("visits")
    visit = rows["visit"].to_numpy(float)
    design = np.column_stack([np.ones(len(rows)), visit, rows["treated"] * visit])
    return rows["score"].to_numpy(), design, rows["person"].to_numpy(), visit


@pytest.mark.parametrize("path", ["discrete", "dense"])
def test_agrees_with_r(path):
    ours, theirs = random_slope(*data(), path=path), reference("discrete")["random_slope"]
    # lme's own search stops 1e-9 of deviance short, which leaves its variances good to about 1e-5.
    assert ours.log_likelihood >= theirs["log_likelihood"] - 1e-9
    agrees(ours.log_likelihood, theirs["log_likelihood"], 1e-9)
    agrees(ours.coefficients, theirs["coefficients"], 1e-6)
    agrees(ours.covariance, theirs["covariance"], 1e-5)
    agrees(ours.between_covariance, theirs["between_covariance"], 1e-4)
    agrees(ours.residual_variance, theirs["residual_variance"], 1e-5)
    assert ours.path == path


def test_both_paths_are_one():
    ours, dense = (random_slope(*data(), path=path) for path in ("discrete", "dense"))
    for name in ("coefficients", "covariance", "between_covariance", "residual_variance", "log_likelihood"):
        agrees(getattr(ours, name), getattr(dense, name), 1e-8)


def test_path_follows_the_times():
    outcome, design, person, time = data()
    assert random_slope(outcome, design, person, time).path == "discrete"
    jittered = time + np.random.default_rng(3).uniform(0, 0.2, len(time))
    assert random_slope(outcome, design, person, jittered).path == "dense"


def test_gradient_is_the_derivative():
    outcome, design, person, time = data()
    sums = random_slope_data(
        np.column_stack([design, outcome]), np.unique(person, return_inverse=True)[1], time
    )
    at, step = np.array([0.8, -0.2, 0.4]), 1e-5
    for form in (sums, sums.by_pattern()):
        ahead = [evaluate(form, at + step * unit).deviance for unit in np.eye(3)]
        behind = [evaluate(form, at - step * unit).deviance for unit in np.eye(3)]
        agrees(evaluate(form, at).gradient, (np.array(ahead) - behind) / (2 * step), 1e-6)


def test_units_and_origin_of_time_do_not_matter():
    outcome, design, person, time = data()
    plain = random_slope(outcome, design, person, time)
    moved = random_slope(outcome, design, person, 1000 + 7 * time)
    agrees(moved.coefficients, plain.coefficients, 1e-8)
    agrees(moved.between_covariance[1, 1] * 49, plain.between_covariance[1, 1], 1e-6)


def test_slopes_that_do_not_vary_are_said_so():
    draw = np.random.default_rng(5)
    person, time = np.repeat(np.arange(60), 4), np.tile(np.arange(4.0), 60)
    # Rows scatter less around a common slope than chance would have it: the best variance is 0.
    outcome = (
        np.repeat(draw.normal(size=60), 4)
        + 0.5 * time
        + np.tile([1.0, -1.0, -1.0, 1.0], 60) * draw.normal(size=240).std()
    )
    fit = random_slope(
        outcome + 1e-3 * draw.normal(size=240), np.column_stack([np.ones(240), time]), person, time
    )
    assert fit.singular
    assert fit.between_covariance[1, 1] < 1e-4


def test_refuses_what_has_no_answer():
    outcome, design, person, time = data()
    with pytest.raises(ValueError, match="does not vary"):
        random_slope(outcome, design, person, np.ones(len(time)))
    with pytest.raises(ValueError, match="three rows"):
        random_slope(outcome, design, np.arange(len(time)) // 2, time)
    with pytest.raises(ValueError, match="path must be"):
        random_slope(outcome, design, person, time, path="fast")
    with pytest.raises(ValueError, match="without error"):
        random_slope(design[:, 1], design, person, time)
