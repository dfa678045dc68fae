"""Weighted curves against R's `survfit`, and their effects against derivatives taken numerically in R."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.kaplan_meier import kaplan_meier
from stepdown.estimators.propensity import propensity
from stepdown.estimators.restricted_mean import restricted_mean
from stepdown.estimators.weighted_survival import weighted_kaplan_meier
from stepdown.estimators.weighted_survival_effects import weighted_restricted_means, weighted_risks
from stepdown.estimators.weights import balancing_weights, known_weights

from .confounded import exposure, known, table
from .oracle import agrees, made_up, numbers, reference


def inverse() -> np.ndarray:
    return balancing_weights(propensity(exposure("two"), known()), "everyone").value


@pytest.mark.parametrize(("case", "arm"), [("treated", 1), ("others_by_site", 0)])
def test_curve_agrees_with_survfit(case, arm):
    theirs, rows = reference("weights_survival")[case], (table()["treated"] == arm).to_numpy()
    data, weights = table()[rows], inverse()[rows]
    person = data["site"] if case.endswith("site") else None
    ours = weighted_kaplan_meier(data["time"], data["event"], weights, person=person)
    for name in ("time", "survival", "weighted_at_risk", "weighted_events"):
        agrees(getattr(ours, name), theirs[name], 1e-9)
    known_error = numbers(theirs["survival"]) > 0
    agrees(ours.std_error[known_error], numbers(theirs["std_error"])[known_error], 1e-9)
    # At 1, before the first event, R has no limits where we say 1.
    inside = known_error & (numbers(theirs["survival"]) < 1)
    agrees(ours.lower[inside], numbers(theirs["lower"])[inside], 1e-9)
    agrees(ours.upper[inside], numbers(theirs["upper"])[inside], 1e-9)
    plain = kaplan_meier(data["time"], data["event"])
    assert ours.n_at_risk.tolist() == plain.n_at_risk.tolist()
    assert ours.n_censored.tolist() == plain.n_censored.tolist()

    clusters = np.arange(len(data)) if person is None else person
    area = weighted_restricted_means(
        data["time"], data["event"], np.zeros(len(data)), known_weights(weights), 45, cluster=clusters
    )
    g = len(np.unique(clusters))
    agrees(area.estimate[0], theirs["restricted_mean"], 1e-9)
    agrees(np.sqrt(area.covariance[0, 0] * (g - 1) / g), theirs["restricted_mean_std_error"], 1e-9)


@pytest.mark.parametrize("case", ["everyone", "overlap_by_site"])
def test_effects_know_that_the_propensity_was_estimated(case):
    theirs, data = reference("weights_survival")[case], table()
    weights = balancing_weights(propensity(exposure("two"), known()), case.split("_")[0])
    cluster = data["site"] if case.endswith("site") else None
    arguments = (data["time"], data["event"], data["treated"], weights, 45)
    risk = weighted_risks(*arguments, cluster=cluster)
    area = weighted_restricted_means(*arguments, cluster=cluster)
    covariance = numbers(theirs["covariance"])
    agrees(risk.estimate, numbers(theirs["estimate"])[[0, 2]], 1e-9)
    agrees(area.estimate, numbers(theirs["estimate"])[[1, 3]], 1e-9)
    agrees(risk.covariance, covariance[np.ix_([0, 2], [0, 2])], 1e-6)
    agrees(area.covariance, covariance[np.ix_([1, 3], [1, 3])], 1e-6)


def test_equal_weights_give_kaplan_meier_and_greenwood():
    data = table()
    plain = kaplan_meier(data["time"], data["event"])
    ours = weighted_kaplan_meier(data["time"], data["event"], np.full(300, 2.5))
    agrees(ours.survival, plain.survival, 1e-12)
    agrees(ours.std_error, plain.std_error, 1e-10)
    area = weighted_restricted_means(
        data["time"], data["event"], np.zeros(300), known_weights(np.ones(300)), 50
    )
    agrees(area.estimate[0], restricted_mean(data["time"], data["event"], 50).estimate, 1e-12)
    agrees(ours.median(), plain.median(), 1e-12)


def test_splitting_follow_up_changes_nothing():
    time, event, weights = np.array([2, 5, 5, 8, 9.0]), np.array([1, 0, 1, 1, 0]), np.array([1, 2, 0.5, 1, 3])
    whole = weighted_kaplan_meier(time, event, weights)
    late = time > 4
    split = weighted_kaplan_meier(
        np.concatenate([np.minimum(time, 4), time[late]]),
        np.concatenate([np.where(late, 0, event), event[late]]),
        np.concatenate([weights, weights[late]]),
        entry=np.concatenate([np.full(5, -1), np.full(4, 4)]),
        person=np.concatenate([np.arange(5), np.flatnonzero(late)]),
    )
    for name in ("survival", "std_error", "n_at_risk", "n_censored", "weighted_at_risk"):
        agrees(getattr(split, name)[split.time != 4], getattr(whole, name), 1e-12)
    assert split.n_censored[split.time == 4] == 0


def test_two_people_by_hand():
    # Weights 1 and 3: the curve falls to 3/4, then to 0, where nothing is known of its error.
    ours = weighted_kaplan_meier([1, 2], [1, 1], [1, 3])
    assert ours.survival == pytest.approx([0.75, 0])
    # S = w₂/(w₁+w₂): derivatives −w₂/16 and w₁/16, times the weights: both 3/16.
    assert ours.std_error[0] == pytest.approx(np.sqrt(2) * 3 / 16)
    assert np.isnan(ours.std_error[1])
    assert weighted_restricted_means([1, 2], [1, 1], [0, 0], known_weights([1, 3]), 10).estimate[
        0
    ] == pytest.approx(1.75)


def test_a_whole_arm_without_events():
    ours = weighted_risks([9, 9, 9, 2], [0, 0, 0, 1], [0, 0, 1, 1], known_weights([1, 2, 1, 1]), 5)
    assert ours.estimate == pytest.approx([0, 0.5])
    assert ours.mean(0).std_error == 0
    with pytest.raises(ValueError, match="two means above 0"):
        ours.ratio(1, 0)


@pytest.mark.parametrize(
    ("weights", "horizon", "message"),
    [
        ([1, 1, 0, 0], 2, "A group has no weight"),
        ([1, 1, 1, 1], 30, "beyond the last day observed"),
        ([1, 1, 1, 1], 0, "positive number of days"),
        ([1, 1, 1], 2, "weights has 3 rows"),
    ],
)
def test_refuses(weights, horizon, message):
    with pytest.raises(ValueError, match=message):
        weighted_risks([3, 4, 3, 4], [1, 0, 1, 0], [0, 0, 1, 1], known_weights(weights), horizon)
    with pytest.raises(ValueError, match="negative"):
        weighted_kaplan_meier([1, 2], [1, 0], [1, -1])
    with pytest.raises(ValueError, match="any weight"):
        weighted_kaplan_meier([1, 2], [1, 0], [0, 0])


def test_finds_a_known_difference_where_the_plain_curves_mislead():
    # No effect on the hazard; the severe are treated more and return to use sooner.
    draw = np.random.default_rng(11)
    n = 12_000
    x = draw.random(n) < 0.5
    a = (draw.random(n) < np.where(x, 0.75, 0.25)).astype(int)
    time = np.ceil(draw.exponential(np.where(x, 30, 90), n))
    censored = draw.uniform(20, 150, n).round()
    data = (np.minimum(time, censored), time <= censored, a)
    ours = weighted_risks(*data, balancing_weights(propensity(a, x), "everyone"), 60)
    assert abs(ours.difference(1, 0).estimate) < 4 * ours.difference(1, 0).std_error
    truth = 1 - (np.exp(-60 / 30) + np.exp(-60 / 90)) / 2
    assert abs(ours.estimate[0] - truth) < 4 * ours.mean(0).std_error
    assert weighted_risks(*data, known_weights(np.ones(n)), 60).difference(1, 0).lower > 0.1


def test_the_median_of_a_weighted_curve_agrees_with_r():
    table, theirs = made_up("survival"), reference("weighted_median")
    ours = weighted_kaplan_meier(table["time"], table["event"], table["weight"]).median()
    assert ours == (theirs["median"], theirs["lower"], theirs["upper"])
