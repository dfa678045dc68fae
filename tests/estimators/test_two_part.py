"""Two-part costs against glm and stacked equations in R, by hand, by bootstrap, and where no estimate exists."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.bootstrap import bootstrap
from stepdown.estimators.two_part import two_part_means

from .oracle import agrees, reference
from .regression_data import table


def parts() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = table()
    return rows["cost"].to_numpy(), rows["treated"].to_numpy(), rows[["age", "severe"]].to_numpy(float)


def test_agrees_with_r():
    theirs = reference("two_part")["cost"]
    agrees(two_part_means(*parts()).estimate, theirs["mean"], 1e-8)
    agrees(two_part_means(*parts(), variance="delta").covariance, theirs["delta"], 1e-7)
    agrees(two_part_means(*parts()).covariance, theirs["sandwich"], 1e-7)
    agrees(two_part_means(*parts(), cluster=table()["site"]).covariance, theirs["by_site"], 1e-7)


def test_without_covariates_the_means_are_plain_means():
    cost, exposure, _ = parts()
    ours = two_part_means(cost, exposure, None)
    for level in (0, 1):
        own = cost[exposure == level]
        assert ours.mean(level).estimate == pytest.approx(own.mean(), rel=1e-9)
        n = len(cost)
        assert ours.mean(level).std_error == pytest.approx(
            own.std() / np.sqrt(len(own)) * np.sqrt(n / (n - 1))
        )


def test_everybody_has_a_cost():
    cost, exposure, known = parts()
    some = cost > 0
    ours = two_part_means(cost[some], exposure[some], known[some])
    plain = two_part_means(cost[some], exposure[some], None)
    assert plain.mean(1).estimate == pytest.approx(cost[some & (exposure == 1)].mean())
    assert ours.difference(1, 0).std_error > 0


def test_people_bootstrap_agrees_with_the_sandwich():
    cost, exposure, known = parts()

    def difference(frequency: np.ndarray) -> float:
        return two_part_means(cost, exposure, known, frequency=frequency).difference(1, 0).estimate

    found = bootstrap(difference, np.arange(len(cost)), 20261124, 200)
    assert found.std_error[0] == pytest.approx(two_part_means(*parts()).difference(1, 0).std_error, rel=0.2)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.booleans())
def test_row_order_doubled_rows_and_names_do_not_matter(seed, own_slopes):
    cost, exposure, known = parts()
    draw = np.random.default_rng(seed)
    order, times = draw.permutation(len(cost)), draw.integers(1, 4, len(cost))
    counted = two_part_means(cost, exposure, known, own_slopes, frequency=times)
    named = np.where(exposure == 1, "after", "before")
    written = two_part_means(*(np.repeat(part, times, axis=0) for part in (cost, named, known)), own_slopes)
    moved = two_part_means(cost[order], exposure[order], known[order], own_slopes, frequency=times[order])
    agrees(written.estimate[::-1], counted.estimate, 1e-8)
    agrees(written.covariance[::-1, ::-1], counted.covariance, 1e-8)
    agrees(moved.covariance, counted.covariance, 1e-8)


@pytest.mark.parametrize(
    ("cost", "exposure", "reason"),
    [
        ([1, -2, 3, 0], [0, 0, 1, 1], "negative in 1 rows"),
        ([0, 0, 3, 4, 0], [0, 0, 1, 1, 1], "nobody had a cost"),
        ([1, 2, 3, 0, 4], [0, 0, 1, 1, 1], "no maximum"),
        ([1, np.nan, 3, 0], [0, 0, 1, 1], "missing or not finite in 1 rows"),
        ([1, 0, 3, 0], [0, 0, 1, 1], "2 coefficients cannot be estimated from 2 rows"),
    ],
)
def test_refuses_what_cannot_be_estimated(cost, exposure, reason):
    with pytest.raises(ValueError, match=reason):
        two_part_means(cost, exposure, None)


def test_finds_known_mean_costs():
    draw = np.random.default_rng(41)
    n = 8000
    severe, exposure = draw.integers(0, 2, n), draw.integers(0, 2, n)

    def chance(arm):
        return 1 / (1 + np.exp(-(0.5 + 0.5 * severe - 0.6 * arm)))

    def amount(arm):
        return 1000 * np.exp(0.4 * severe + 0.3 * arm)

    cost = (draw.random(n) < chance(exposure)) * draw.gamma(2.0, amount(exposure) / 2.0)
    ours = two_part_means(cost, exposure, severe)
    for arm in (0, 1):
        found = ours.mean(arm)
        assert abs(found.estimate - np.mean(chance(arm) * amount(arm))) < 4 * found.std_error
