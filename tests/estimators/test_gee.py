"""Generalized estimating equations against geepack, clubSandwich and whole matrices in R; and in known worlds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.gee import gee
from stepdown.estimators.linear import linear

from .oracle import agrees, made_up, reference

FAMILIES = {"gaussian": "score", "binomial": "use", "poisson": "days"}


def data(family: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = made_up("repeated")
    columns = [np.ones(len(rows)), rows["treated"], rows["wave"]]
    if family == "gaussian":
        columns.append(rows["treated"] * rows["wave"])
    return rows[FAMILIES[family]].to_numpy(), np.column_stack(columns), rows["person"].to_numpy()


def waves(correlation: str) -> dict[str, np.ndarray]:
    return {"wave": made_up("repeated")["wave"].to_numpy()} if correlation == "ar1" else {}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("correlation", ["independence", "exchangeable", "ar1"])
def test_agrees_with_r(family, correlation):
    theirs = reference("gee")[f"{family}_{correlation}"]
    for correction in ("none", "kauermann_carroll", "mancl_derouen"):
        ours = gee(*data(family), family, correlation, correction, **waves(correlation))
        agrees(ours.coefficients, theirs["coefficients"], 1e-9)
        agrees(ours.covariance, theirs[correction], 1e-8)
        agrees(ours.model_covariance, theirs["model"], 1e-8)
        assert ours.correlation == pytest.approx(theirs["correlation"], rel=1e-8)
        assert ours.scale == pytest.approx(theirs["scale"], rel=1e-9)
    agrees(
        gee(*data(family), family, correlation, "none", **waves(correlation)).covariance,
        theirs["geepack"],
        1e-8,
    )


@pytest.mark.parametrize(
    ("correction", "theirs"), [("none", "CR0"), ("kauermann_carroll", "CR2"), ("mancl_derouen", "CR3")]
)
def test_corrections_of_least_squares_are_those_of_club_sandwich(correction, theirs):
    ours = gee(*data("gaussian"), "gaussian", "independence", correction)
    agrees(ours.covariance, reference("gee")["club_sandwich"][theirs], 1e-9)


def test_one_row_a_cluster_is_least_squares():
    outcome, design, _ = data("gaussian")
    ours = gee(outcome, design, np.arange(len(outcome)), "gaussian", "exchangeable", "mancl_derouen")
    theirs = linear(outcome, design[:, 1:], "HC3")
    agrees(ours.covariance, theirs.covariance, 1e-9)
    assert ours.degrees_of_freedom == theirs.residual_degrees_of_freedom


def test_student_intervals_with_clusters_less_coefficients():
    from scipy.stats import t

    ours = gee(*data("binomial"), "binomial")
    assert (ours.n_clusters, ours.degrees_of_freedom) == (36, 33)
    assert ours.lower == pytest.approx(ours.coefficients - t.ppf(0.975, 33) * ours.std_error)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["exchangeable", "ar1"]))
def test_row_order_and_names_of_people_do_not_matter(seed, correlation):
    outcome, design, person = data("binomial")
    draw = np.random.default_rng(seed)
    order, names = draw.permutation(len(outcome)), draw.permutation(36)
    plain = gee(outcome, design, person, "binomial", correlation, **waves(correlation))
    moved = gee(
        outcome[order],
        design[order],
        [f"p{names[i]}" for i in person[order]],
        "binomial",
        correlation,
        **{name: value[order] for name, value in waves(correlation).items()},
    )
    agrees(moved.coefficients, plain.coefficients, 1e-9)
    agrees(moved.covariance, plain.covariance, 1e-8)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"cluster": np.arange(120) % 3}, "need more than as many clusters"),
        ({"correlation": "ar1"}, "Waves go with"),
        ({"correlation": "ar1", "wave": np.zeros(120)}, "the same wave twice"),
        ({"correlation": "toeplitz"}, "one of independence"),
        ({"family": "gamma"}, "no such family"),
        ({"outcome": np.ones(120)}, "same in all rows"),
        ({"exposure_time": np.ones(120)}, "with counts only"),
    ],
)
def test_refuses_what_cannot_be_estimated(change, reason):
    outcome, design, person = (part[:120] for part in data("binomial"))
    asked = {"outcome": outcome, "design": design, "cluster": person, "family": "binomial"} | change
    with pytest.raises(ValueError, match=reason):
        gee(**asked)


def test_refuses_a_group_of_one_cluster():
    draw = np.random.default_rng(5)
    site = np.repeat(np.arange(8), 5)
    design = np.column_stack([np.ones(40), site == 3])
    with pytest.raises(ValueError, match="alone determines"):
        gee(draw.normal(size=40), design, site, "gaussian")


def test_finds_known_log_odds_in_clustered_data():
    draw = np.random.default_rng(43)
    people, each = 1500, 4
    person, arm = np.repeat(np.arange(people), each), np.repeat(draw.integers(0, 2, people), each)
    # Answers copied from the person's first with probability 0.4: marginal odds stay what they are.
    share = 1 / (1 + np.exp(0.6 - 0.7 * arm))
    own = draw.random(people * each) < share
    first = np.repeat(own[::each], each)
    use = np.where(draw.random(people * each) < 0.4, first, own)
    ours = gee(use, np.column_stack([np.ones(len(use)), arm]), person, "binomial")
    assert np.all(np.abs(ours.coefficients - [-0.6, 0.7]) < 4 * ours.std_error)
    assert ours.correlation > 0.15
