"""Mistakes that other software made, each shown beside ours: why some estimators here are our own."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest

from stepdown.estimators.aalen_johansen import aalen_johansen
from stepdown.estimators.cox import cox
from stepdown.estimators.gray import gray
from stepdown.estimators.kaplan_meier import kaplan_meier
from stepdown.estimators.log_rank import log_rank
from stepdown.estimators.restricted_mean import restricted_mean
from stepdown.estimators.weighted_means import weighted_means
from stepdown.estimators.weighted_survival import weighted_kaplan_meier
from stepdown.estimators.weights import known_weights

from .oracle import made_up
from .worlds import ordinary

WORLD = ordinary()


@pytest.mark.parametrize(
    "weeks",
    [
        pytest.param(lambda day: day / 7, id="divided"),
        pytest.param(lambda day: np.array([sum([1 / 7] * int(d)) for d in day]), id="added up"),
        pytest.param(lambda day: np.where(np.arange(len(day)) % 2, day / 7, day * (1 / 7)), id="both ways"),
    ],
)
def test_times_that_differ_by_rounding_are_tied(weeks):
    # 3 × 0.1 is not 0.3 to a computer: counted as two days, people would leave each other's risk sets.
    time, event = WORLD.time, WORLD.event
    assert len(np.unique(np.concatenate([weeks(time), time / 7]))) >= len(np.unique(time))
    ours, exact = kaplan_meier(weeks(time), event), kaplan_meier(time, event)
    assert np.array_equal(ours.survival, exact.survival) and np.array_equal(ours.n_events, exact.n_events)
    late = kaplan_meier(weeks(time), event, weeks(WORLD.entry))
    assert np.array_equal(late.n_at_risk, kaplan_meier(time, event, WORLD.entry).n_at_risk)
    fitted = cox(weeks(time), event, WORLD.covariates).coefficients
    assert fitted == pytest.approx(cox(time, event, WORLD.covariates).coefficients, rel=1e-12)
    causes = aalen_johansen(weeks(time), WORLD.cause).incidence
    assert np.array_equal(causes, aalen_johansen(time, WORLD.cause).incidence)


def test_times_apart_stay_apart():
    assert kaplan_meier([1.0, 1.0 + 1e-6, 2.0], [1, 1, 0]).time.size == 3
    assert kaplan_meier([0.1 + 0.2, 0.3, 2.0], [1, 1, 0]).n_events.tolist() == [2, 0]
    with pytest.raises(ValueError, match="entry must lie before time"):
        kaplan_meier([0.3, 1.0], [1, 1], [0.1 + 0.2 - 1e-16, 0.0])


def test_lifelines_counts_weights_as_people():
    from lifelines import KaplanMeierFitter

    with warnings.catch_warnings():
        # It warns that its error is not meant for such weights.
        warnings.simplefilter("ignore")
        theirs = KaplanMeierFitter().fit(WORLD.time, WORLD.event, weights=WORLD.weight)
    ours = weighted_kaplan_meier(WORLD.time, WORLD.event, WORLD.weight)
    table = theirs.event_table.loc[ours.time]
    # The same curve; but a risk table of 40 people that starts at another number.
    assert theirs.survival_function_at_times(ours.time).to_numpy() == pytest.approx(ours.survival, abs=1e-12)
    assert ours.n_at_risk[0] == 40 and table["at_risk"].iloc[0] != 40
    assert table["at_risk"].to_numpy() == pytest.approx(ours.weighted_at_risk)


def test_errors_of_weights_do_not_depend_on_their_scale():
    ours = weighted_kaplan_meier(WORLD.time, WORLD.event, WORLD.weight)
    tenfold = weighted_kaplan_meier(WORLD.time, WORLD.event, 10 * WORLD.weight)
    np.testing.assert_allclose(tenfold.std_error, ours.std_error, rtol=1e-9)
    # Greenwood's formula on weighted counts takes ten times the weight for ten times the people.
    at_risk, events = tenfold.weighted_at_risk, tenfold.weighted_events
    greenwood = tenfold.survival * np.sqrt(np.cumsum(events / (at_risk * np.maximum(at_risk - events, 1e-9))))
    middle = len(ours.time) // 2
    assert greenwood[middle] < 0.5 * ours.std_error[middle]


def test_lifelines_robust_errors_with_ties_are_not_those_of_r():
    from lifelines import CoxPHFitter

    fortnights = np.ceil(WORLD.time / 15)
    columns = {"t": fortnights, "e": WORLD.event, "x": WORLD.covariates[:, 0], "c": WORLD.cluster}
    theirs = CoxPHFitter().fit(pd.DataFrame(columns), "t", "e", cluster_col="c")
    ours = cox(fortnights, WORLD.event, WORLD.covariates[:, 0], cluster=WORLD.cluster)
    assert theirs.params_["x"] == pytest.approx(ours.coefficients[0], abs=1e-6)
    # R 4.2.2, survival 3.5.3: coxph(Surv(t, e) ~ x, cluster = c) on these rows.
    assert ours.std_error[0] == pytest.approx(0.124084086, rel=1e-8)
    # Its score residuals leave out what Efron's ties add, and are a quarter off.
    assert theirs.standard_errors_["x"] > 1.2 * ours.std_error[0]


def test_the_test_of_one_cause_is_not_that_of_the_other():
    data = made_up("competing")
    one, other = (gray(data["time"], data["cause"], data["group"], of_cause=k) for k in (1, 2))
    assert (one.cause, other.cause) == (1, 2)
    assert abs(one.p_value - other.p_value) > 1e-3
    assert one.observed.sum() == (data["cause"] == 1).sum()


def test_a_reporting_grid_does_not_change_the_curve():
    curve = aalen_johansen(WORLD.time, WORLD.cause)
    coarse, fine = curve.at([30.0, 60.0])[0], curve.at(np.arange(0, 91.0))[0]
    assert np.array_equal(coarse, fine[[30, 60]])


def test_containers_do_not_matter():
    plain = log_rank(WORLD.time, WORLD.event, WORLD.group)
    # An index that runs backwards must not rearrange anything.
    series = [
        pd.Series(values, index=np.arange(40)[::-1]) for values in (WORLD.time, WORLD.event, WORLD.group)
    ]
    lists = [list(values) for values in (WORLD.time, WORLD.event, WORLD.group)]
    for given in (series, lists):
        assert log_rank(*given).chi_square == plain.chi_square
    mixed = cox(series[0], lists[1], WORLD.covariates).coefficients
    assert np.array_equal(mixed, cox(WORLD.time, WORLD.event, WORLD.covariates).coefficients)


def test_a_group_with_only_events_has_its_mean():
    only = restricted_mean([3, 5, 9, 14], [1, 1, 1, 1], horizon=10)
    assert only.estimate == pytest.approx((3 + 5 + 9 + 10) / 4)
    assert only.lower < only.estimate < only.upper


def test_a_ratio_of_weighted_means_divides_the_means():
    # Not Σwy₁ / (Σw × mean of the others), nor Σ w y₁ / y₀: 3.5 over 1.25.
    outcome, group = [2.0, 4.0, 1.0, 2.0], ["a", "a", "b", "b"]
    means = weighted_means(outcome, group, known_weights([1.0, 3.0, 3.0, 1.0]))
    assert means.estimate == pytest.approx([3.5, 1.25])
    assert means.ratio("a", "b").estimate == pytest.approx(3.5 / 1.25)


@pytest.mark.parametrize("n", [2, 4, 8, 9, 10, 11, 40])
def test_small_numbers_do_not_switch_the_statistic(n):
    # One formula at every size: (O − E)² / V of the log-rank test, summed over days by hand.
    time, event, group = WORLD.time[:n], np.ones(n, bool), WORLD.group[:n]
    excess = variance = 0.0
    for day in np.unique(time):
        risk, now = time >= day, time == day
        total, deaths, own = risk.sum(), now.sum(), (risk & (group == "clinic")).sum()
        excess += (now & (group == "clinic")).sum() - deaths * own / total
        if total > 1:
            variance += deaths * own / total * (1 - own / total) * (total - deaths) / (total - 1)
    assert log_rank(time, event, group).chi_square == pytest.approx(excess**2 / variance, rel=1e-9)


def test_cells_of_people_are_not_weights_to_efron():
    # R's coxph(weights =) on counted cells averages the weights of tied events: another number than row by row.
    draw = np.random.default_rng(4)
    time, x, counts = (
        draw.integers(1, 6, 60).astype(float),
        draw.integers(0, 2, 60).astype(float),
        draw.integers(1, 5, 60),
    )
    event = draw.random(60) < 0.6
    rows = np.repeat(np.arange(60), counts)
    listed = cox(time[rows], event[rows], x[rows]).coefficients[0]
    weighted = cox(time, event, x, weights=counts.astype(float)).coefficients[0]
    assert abs(listed - weighted) > 1e-4
    # With Breslow's ties, weights and copies are one.
    breslow = [
        cox(time[rows], event[rows], x[rows], ties="breslow").coefficients[0],
        cox(time, event, x, weights=counts.astype(float), ties="breslow").coefficients[0],
    ]
    assert breslow[0] == pytest.approx(breslow[1], rel=1e-9)
