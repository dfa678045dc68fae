"""Censoring weights against R's `glm` and `survfit`, and the bias they take away."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.cox import cox
from stepdown.estimators.kaplan_meier import kaplan_meier
from stepdown.estimators.weighted_survival import weighted_kaplan_meier
from stepdown.estimators.weighted_survival_effects import weighted_risks
from stepdown.estimators.weights_for_censoring import censoring_weights, person_periods

from .confounded import table
from .oracle import agrees, reference

WEEKS = np.arange(7, 43, 7)


def periods():
    return person_periods(table()["time"], table()["event"], WEEKS)


def covariates(names: list[str]) -> np.ndarray:
    return table()[names].to_numpy(float)[periods().person]


def test_person_periods_are_those_made_in_r():
    theirs, ours = reference("weights_censoring")["person"], periods()
    assert (ours.person + 1).tolist() == theirs["person"]
    for name in ("entry", "time", "event", "lost"):
        assert np.asarray(getattr(ours, name), float).tolist() == theirs[name]


def test_weights_curve_and_hazard_ratios_agree_with_r():
    theirs, rows = reference("weights_censoring"), periods()
    weights = censoring_weights(rows, covariates(["age", "severe"]))
    agrees(weights.value, theirs["stabilized"]["weight"], 1e-9)
    curve = weighted_kaplan_meier(rows.time, rows.event, weights.value, rows.entry, rows.person)
    agrees(curve.survival, theirs["stabilized"]["survival"], 1e-10)
    agrees(curve.std_error, theirs["stabilized"]["std_error"], 1e-9)
    model = cox(
        rows.time,
        rows.event,
        covariates(["treated", "age"]),
        rows.entry,
        weights=weights.value,
        cluster=rows.person,
    )
    agrees(model.coefficients, theirs["cox"]["coefficients"], 1e-9)
    agrees(model.covariance, theirs["cox"]["covariance"], 1e-8)


def test_variance_knows_that_the_weights_were_estimated():
    theirs, rows = reference("weights_censoring")["risk_35"], periods()
    weights = censoring_weights(rows, covariates(["age", "severe"]))
    ours = weighted_risks(
        rows.time, rows.event, np.zeros(len(rows.time)), weights, 35, rows.entry, cluster=rows.person
    )
    agrees(ours.estimate, [theirs["estimate"]], 1e-10)
    agrees(ours.covariance, [[theirs["variance"]]], 1e-6)
    assert ours.n.tolist() == [300]


def test_a_model_of_time_alone_changes_nothing():
    rows = periods()
    weights = censoring_weights(rows, covariates(["age"]), numerator=covariates(["age"]))
    agrees(weights.value, np.ones(len(rows.time)), 1e-10)
    plain = kaplan_meier(table()["time"], table()["event"])
    curve = weighted_kaplan_meier(rows.time, rows.event, weights.value, rows.entry, rows.person)
    agrees(curve.survival, plain.at(curve.time)[0], 1e-10)
    # Not stabilized, by time alone: everybody at risk in a week has the same weight, and the curve is the same.
    unit = censoring_weights(
        rows, np.zeros((len(rows.time), 1)) + rows.person[:, np.newaxis] % 2, stabilized=False
    )
    assert unit.value.min() == 1 and unit.value.max() > 1


def test_truncation_is_by_person():
    rows = periods()
    plain = censoring_weights(rows, covariates(["age", "severe"]), stabilized=False)
    ours = censoring_weights(rows, covariates(["age", "severe"]), stabilized=False, truncate=0.9)
    last = np.append(np.diff(rows.person) != 0, True)
    bound = np.sort(plain.value[last])[269]
    agrees(ours.value, np.minimum(plain.value, bound), 1e-15)


def test_counts_are_repeated_people():
    counts = np.arange(300) % 3
    again = np.repeat(np.arange(300), counts)
    rows = periods()
    counted = censoring_weights(rows, covariates(["age"]), frequency=counts[rows.person])
    more = person_periods(table()["time"].to_numpy()[again], table()["event"].to_numpy()[again], WEEKS)
    repeated = censoring_weights(more, table()["age"].to_numpy()[again][more.person])
    first = np.flatnonzero(counts)[0]
    agrees(counted.value[rows.person == first], repeated.value[more.person == 0], 1e-9)
    assert np.sum(counted.total) == pytest.approx(np.sum(repeated.total))


def test_nobody_lost():
    rows = person_periods([3, 20, 50], [1, 1, 0], WEEKS)
    assert not rows.lost.any()
    assert censoring_weights(rows, np.zeros(len(rows.time))).value.tolist() == [1.0] * len(rows.time)


def test_an_interval_that_nobody_survives_weighs_nobody():
    time = np.array([5.0, 12, 14, 16, 25, 28, 30, 40, 44, 48])
    event = np.array([1, 0, 1, 0, 0, 0, 0, 0, 0, 0])
    known = np.array([0.0, 1, 0, 0, 1, 0, 1, 0, 1, 1])
    periods = person_periods(time, event, [20, 50])
    weights = censoring_weights(periods, known[periods.person], stabilized=False)
    # By hand: of those free of the event in the first interval, 1 of 5 with `known` and 1 of 3 without it are lost.
    later = periods.interval == 1
    assert weights.value[~later] == pytest.approx(1)
    assert weights.value[later] == pytest.approx(np.where(known[periods.person][later] == 1, 5 / 4, 3 / 2))


def test_takes_away_the_bias_of_informative_loss():
    # The severe return to use sooner and are lost sooner: the plain curve is too good.
    draw = np.random.default_rng(4)
    n = 5000
    x = draw.random(n) < 0.5
    time, lost = (np.ceil(draw.exponential(np.where(x, *scale), n)) for scale in ((20, 80), (15, 200)))
    event, time = time <= lost, np.minimum(time, lost)
    rows = person_periods(time, event, np.arange(2, 43, 2))
    weights = censoring_weights(rows, x[rows.person].astype(float))
    ours = weighted_risks(
        rows.time, rows.event, np.zeros(len(rows.time)), weights, 42, rows.entry, cluster=rows.person
    )
    truth = 1 - (np.exp(-42 / 20) + np.exp(-42 / 80)) / 2
    assert abs(ours.estimate[0] - truth) < 4 * ours.mean(0).std_error
    plain, error, _, _ = kaplan_meier(time, event).at(42)
    assert 1 - plain < truth - 4 * error


def test_refuses():
    with pytest.raises(ValueError, match="must ascend"):
        person_periods([1, 2], [1, 0], [7, 7])
    with pytest.raises(ValueError, match="no maximum"):
        censoring_weights(person_periods([3, 4, 9, 9], [0, 0, 0, 0], [7, 14]), [1, 2, 3, 4, 3, 4])
    with pytest.raises(ValueError, match=r"between 0\.5 and 1"):
        censoring_weights(periods(), covariates(["age"]), truncate=1)
