"""The discrete Cox and logistic models against R, against the dense path, and against themselves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings

import stepdown.estimators.discrete.cox as discrete_cox
from stepdown.compiled import use_cores
from stepdown.estimators.cox import cox
from stepdown.estimators.discrete import first_guess
from stepdown.estimators.discrete.days import whole_days
from stepdown.estimators.logistic import logistic

from ..oracle import agrees, reference
from .worlds import covariates, survival, table

CASES = {
    "efron": {},
    "breslow": {"ties": "breslow"},
    "strata": {"strata": "stratum"},
    "whole_weights": {"strata": "stratum", "weights": "times"},
    "weights": {"weights": "weight"},
}


def arguments(case: str) -> dict:
    rows = table()
    given = {key: rows.get(value, value) for key, value in CASES[case].items()}
    return {"time": rows["time"], "event": rows["event"], "covariates": covariates(rows)} | given


@pytest.mark.parametrize("case", CASES)
def test_cox_agrees_with_r_and_with_the_dense_path(case):
    theirs = reference("discrete")[case]
    dense = cox(**arguments(case), path="dense")
    ours = cox(**arguments(case), path="discrete")
    for name in ("coefficients", "covariance", "log_likelihood", "log_likelihood_null"):
        agrees(getattr(ours, name), theirs[name], 1e-9)
        agrees(getattr(ours, name), getattr(dense, name), 1e-11)
    assert (ours.path, dense.path) == ("discrete", "dense")
    assert (ours.n, ours.n_events, ours.robust) == (dense.n, dense.n_events, dense.robust)


@given(survival())
def test_cox_agrees_with_the_dense_path_on_anything(data):
    try:
        dense = cox(**data, path="dense")
    except ValueError as refused:
        # What one path cannot estimate the other cannot, and it says the same.
        with pytest.raises(ValueError) as also:
            cox(**data, path="discrete")
        assert str(also.value) == str(refused)
        return
    ours = cox(**data, path="discrete")
    for name in ("coefficients", "covariance", "log_likelihood", "log_likelihood_null"):
        agrees(getattr(ours, name), getattr(dense, name), 1e-8)


def test_people_counted_are_people_listed():
    rows = table()
    counts = rows["times"].to_numpy()
    listed = rows.loc[np.repeat(rows.index, counts)]
    whole = cox(
        listed["time"], listed["event"], covariates(listed), strata=listed["stratum"], path="discrete"
    )
    counted = discrete_cox.fit(
        whole_days(rows["time"].to_numpy(float)),
        covariates(rows),
        rows["event"].to_numpy(bool),
        stratum=rows["stratum"].to_numpy(),
        counts=counts,
    )
    agrees(counted.coefficients, whole.coefficients, 1e-11)
    agrees(counted.covariance, whole.covariance, 1e-11)
    agrees(counted.log_likelihood, whole.log_likelihood, 1e-12)


def test_a_first_guess_from_some_rows_ends_at_the_same_estimate(monkeypatch):
    def fits():
        return cox(**arguments("strata"), path="discrete"), logistic(
            table()["use"], covariates(table()), path="discrete"
        )

    plain = fits()
    monkeypatch.setattr(first_guess, "WORTH_A_GUESS", 1)
    monkeypatch.setattr(first_guess, "STRIDE", 3)
    guessed = fits()
    assert guessed[0].iterations <= plain[0].iterations
    agrees(guessed[0].log_likelihood_null, plain[0].log_likelihood_null, 1e-13)
    for ours, theirs in zip(guessed, plain, strict=True):
        agrees(ours.coefficients, theirs.coefficients, 1e-11)
        agrees(ours.covariance, theirs.covariance, 1e-11)


def test_logistic_agrees_with_r_and_with_the_dense_path():
    rows, theirs = table(), reference("discrete")["logistic"]
    ours = logistic(rows["use"], covariates(rows), path="discrete")
    dense = logistic(rows["use"], covariates(rows), path="dense")
    for name in ("coefficients", "covariance", "log_likelihood"):
        agrees(getattr(ours, name), theirs[name], 1e-9)
        agrees(getattr(ours, name), getattr(dense, name), 1e-9)
    assert (ours.path, dense.path, ours.n_events) == ("discrete", "dense", dense.n_events)


@settings(max_examples=30)
@given(survival())
def test_logistic_agrees_with_the_dense_path_on_anything(data):
    def fit(path):
        return logistic(data["event"], data["covariates"], path=path)

    try:
        dense = fit("dense")
    except ValueError as refused:
        with pytest.raises(ValueError) as also:
            fit("discrete")
        assert str(also.value) == str(refused)
        return
    ours = fit("discrete")
    for name in ("coefficients", "covariance", "log_likelihood"):
        agrees(getattr(ours, name), getattr(dense, name), 1e-8)


def test_cores_and_order_of_rows_do_not_change_a_byte():
    # Enough rows for several chunks, and for loops that are dealt out to the cores.
    rows = table().sample(240_000, replace=True, random_state=1)
    one_by_one = covariates(rows)
    given = {"time": rows["time"], "event": rows["event"], "strata": rows["stratum"]}
    fits = []
    for cores in (1, 3):
        with use_cores(cores):
            hazards = cox(**given, covariates=one_by_one)
            odds = logistic(rows["use"], one_by_one)
        fits.append([hazards.coefficients, hazards.covariance, odds.coefficients, odds.covariance])
        assert (hazards.path, odds.path) == ("discrete", "discrete")
    assert [part.tobytes() for part in fits[0]] == [part.tobytes() for part in fits[1]]


def test_columns_to_blame_are_named():
    rows = table()
    design = covariates(rows).dense()
    twice = np.column_stack([design, design[:, 0] + design[:, 1]])
    with pytest.raises(ValueError, match=f"collinear: column {design.shape[1]} is"):
        cox(rows["time"], rows["event"], twice, path="discrete")
    constant = np.column_stack([design, np.ones(len(rows))])
    with pytest.raises(ValueError, match=f"do not vary in column {design.shape[1]}"):
        cox(rows["time"], rows["event"], constant, path="discrete")
