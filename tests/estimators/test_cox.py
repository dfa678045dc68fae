"""Cox's model against R's `coxph`, by hand, and where no estimate exists."""

from __future__ import annotations

import time as clock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.estimators.cox import cox

from . import help_study
from .oracle import agrees, made_up, reference

MADE_UP_COVARIATES = ["age", "treated", "middle", "high"]


def data(case: str) -> dict:
    """The arguments a reference fit was computed from."""
    if case.startswith("made_up"):
        table = made_up("survival")
        given = {"covariates": table[MADE_UP_COVARIATES], "time": table["time"], "event": table["event"]}
        everything = case == "made_up_everything"
        if "late_entry" in case or everything:
            given["entry"] = table["entry"]
        if "strata" in case or everything:
            given["strata"] = table["stratum"]
        if case == "made_up_weights" or everything:
            given["weights"] = table["weight"]
        if case == "made_up_whole_weights":
            given["weights"] = 1 + table["cluster"] % 3
        if "clustered" in case or everything:
            given["cluster"] = table["cluster"]
        return given
    if "time_varying" in case:
        table = help_study.intervals()
        given = {"time": table["stop"], "entry": table["start"], "event": table["event"]}
        given["covariates"] = table[["linked", "treated", "age"]]
        if "clustered" in case:
            given["cluster"] = table["id"]
        return given
    columns = {
        "linkage_by_treat": (help_study.linkage, ["treated"]),
        "use_by_treat": (help_study.use, ["treated"]),
        "use_adjusted": (help_study.use, help_study.USE_COVARIATES),
        "use_landmark": (help_study.landmark, ["linked", "treated"]),
    }
    study, covariates = columns[case]
    table = study()
    return {"time": table["time"], "event": table["event"], "covariates": table[covariates]}


CASES = [name for name in reference("cox") if name != "made_with"]


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_r(case):
    theirs = reference("cox")[case]
    ours = cox(**data(case))
    agrees(ours.coefficients, theirs["coefficients"], 1e-9)
    agrees(ours.covariance, theirs["covariance"], 1e-9)
    agrees(ours.log_likelihood, theirs["log_likelihood"], 1e-12)
    agrees(ours.log_likelihood_null, theirs["log_likelihood_null"], 1e-12)
    assert (ours.n, ours.n_events) == (theirs["n"], theirs["n_events"])
    assert ours.robust == (case in {"made_up_weights"} or "clustered" in case or case.endswith("everything"))


def test_efron_by_hand():
    # r = exp(β): two tied events (x = 1 and 0) of four at risk, then one (x = 1) of two.
    ours = cox([1, 1, 2, 3], [1, 1, 1, 0], [1, 0, 1, 0])
    beta = ours.coefficients[0]
    r = np.exp(beta)

    def log_likelihood(r: float) -> float:
        tied = np.log(2 * r + 2) + np.log((2 * r + 2) - (r + 1) / 2)
        return 2 * np.log(r) - tied - np.log(r + 1)

    assert ours.log_likelihood == pytest.approx(log_likelihood(r), rel=1e-12)
    around = [log_likelihood(r * np.exp(shift)) for shift in (-1e-3, 1e-3)]
    assert max(around) < ours.log_likelihood


def test_two_people_a_stratum_is_conditional_logistic_regression():
    # Of 10 pairs the treated one has the event first in 7, the other in 3: hazard ratio 7/3.
    first = np.repeat([1, 0], [7, 3])
    treated = np.column_stack([first, 1 - first]).ravel()
    ours = cox(np.tile([1, 2], 10), np.tile([1, 0], 10), treated, strata=np.repeat(np.arange(10), 2))
    assert np.exp(ours.coefficients[0]) == pytest.approx(7 / 3, rel=1e-12)
    assert ours.std_error[0] ** 2 == pytest.approx(1 / 7 + 1 / 3, rel=1e-12)


def test_splitting_a_row_in_two_changes_nothing():
    table = made_up("survival")
    covariates = table[MADE_UP_COVARIATES].to_numpy()
    whole = cox(table["time"], table["event"], covariates)
    middle = table["time"].to_numpy() / 2
    split = cox(
        np.concatenate([middle, table["time"]]),
        np.concatenate([np.zeros(len(table)), table["event"]]),
        np.vstack([covariates, covariates]),
        entry=np.concatenate([np.full(len(table), -1.0), middle]),
        cluster=np.tile(np.arange(len(table)), 2),
    )
    agrees(split.coefficients, whole.coefficients, 1e-10)
    one_row_each = cox(table["time"], table["event"], covariates, cluster=np.arange(len(table)))
    agrees(split.covariance, one_row_each.covariance, 1e-10)


def test_units_and_origin_of_a_covariate_do_not_matter():
    table = made_up("survival")
    plain = cox(table["time"], table["event"], table["age"])
    moved = cox(table["time"], table["event"], 1e6 + 365.25 * table["age"])
    assert moved.coefficients[0] * 365.25 == pytest.approx(plain.coefficients[0], rel=1e-8)


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_order_of_rows_does_not_matter(random):
    given = data("made_up_everything")
    order = list(range(len(given["time"])))
    random.shuffle(order)
    shuffled = {name: values.to_numpy()[order] for name, values in given.items()}
    one, two = cox(**given), cox(**shuffled)
    agrees(two.coefficients, one.coefficients, 1e-10)
    agrees(two.covariance, one.covariance, 1e-10)


@pytest.mark.parametrize("n", [3, 5, 6, 12])
def test_rounding_error_does_not_pass_for_a_maximum(n):
    # One event, of the person with the highest value: the score falls to 0 only as β grows without end.
    event = np.arange(n) == 0
    with pytest.raises(ValueError, match="no maximum"):
        cox(np.arange(1, n + 1), event, event)


def test_small_weights_are_as_good_as_large_ones():
    given = data("made_up_weights")
    small = given | {"weights": 1e-12 * given["weights"]}
    agrees(cox(**small).coefficients, cox(**given).coefficients, 1e-8)


@pytest.mark.parametrize(
    "covariate",
    [
        pytest.param([1, 1, 1, 0, 0, 0], id="events only in one group"),
        pytest.param([6, 5, 4, 3, 2, 1], id="the next event is always the highest"),
    ],
)
def test_refuses_an_infinite_hazard_ratio(covariate):
    with pytest.raises(ValueError, match="no maximum"):
        cox([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0], covariate)


def test_refuses_separation_by_a_combination_of_covariates():
    # Neither orders the events alone; their sum falls from 8 to 1.
    a = np.array([5, 0, 5, 0, 5, 0, 5, 0])
    b = np.array([3, 7, 1, 5, -1, 3, -3, 1])
    with pytest.raises(ValueError, match="no maximum"):
        cox(np.arange(1, 9), [1, 1, 1, 1, 0, 0, 0, 0], np.column_stack([a, b]))


def test_refuses_uninformative_covariates():
    time, event = [1, 2, 3, 4], [1, 1, 1, 0]
    with pytest.raises(ValueError, match="do not vary in column 1"):
        cox(time, event, [[1, 5], [0, 5], [1, 5], [0, 5]])
    with pytest.raises(ValueError, match="collinear"):
        cox(time, event, [[1, 2], [0, 0], [1, 2], [0, 0]])
    with pytest.raises(ValueError, match="information is singular"):
        cox(time, event, [0.1, 0.1, 0.3, 0.3], strata=["a", "a", "b", "b"])


def test_refuses_no_events_and_bad_weights():
    with pytest.raises(ValueError, match="no events"):
        cox([1, 2], [0, 0], [0, 1])
    with pytest.raises(ValueError, match="positive"):
        cox([1, 2, 3], [1, 1, 0], [0, 1, 1], weights=[1, 0, 2])
    with pytest.raises(ValueError, match="entry"):
        cox([1, 2, 3], [1, 1, 0], [0, 1, 1], entry=[0, 2, 0])


def test_one_cluster_shows_no_error():
    # All residuals of one cluster add up to 0: a variance of 1e-30 is no certainty.
    with pytest.raises(ValueError, match="two clusters"):
        cox([1, 2, 3, 4], [1, 1, 1, 0], [0, 1, 0, 1], cluster=["a"] * 4)


def test_one_event_is_enough_when_it_lies_inside():
    # A single event of an inner covariate value has a finite maximum: the mean equals that value.
    ours = cox([1, 2, 3, 4], [1, 0, 0, 0], [0, -1, 1, 1])
    weights = np.exp(ours.coefficients[0] * np.array([0, -1, 1, 1]))
    assert weights @ [0, -1, 1, 1] == pytest.approx(0, abs=1e-9)


def simulated(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    draw = np.random.default_rng(seed)
    truth = np.linspace(-0.5, 0.5, 8)
    covariates = draw.normal(size=(n, 8))
    time = draw.exponential(200 * np.exp(-covariates @ truth))
    censoring = draw.uniform(10, 365, n)
    return np.ceil(np.minimum(time, censoring)), time <= censoring, covariates, truth


def test_finds_known_log_hazard_ratios():
    # Fixed seed; 8 estimates within 4 standard errors of the truth. Cutting times to whole days
    # shrinks log hazard ratios by far less than a standard error at this rate of events a day.
    time, event, covariates, truth = simulated(6000, seed=17)
    ours = cox(time, event, covariates)
    assert np.all(np.abs(ours.coefficients - truth) < 4 * ours.std_error)


def test_hundred_thousand_rows_are_quick():
    time, event, covariates, _ = simulated(100_000, seed=1)
    start = clock.perf_counter()
    cox(time, event, covariates)
    assert clock.perf_counter() - start < 4  # 0.3 s alone on an ordinary machine
