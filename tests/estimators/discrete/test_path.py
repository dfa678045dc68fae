"""Which path runs, and why."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from stepdown.estimators import path
from stepdown.estimators.aalen_johansen import aalen_johansen
from stepdown.estimators.cox import cox
from stepdown.estimators.kaplan_meier import kaplan_meier
from stepdown.estimators.log_rank import log_rank
from stepdown.estimators.logistic import logistic

from ..oracle import agrees, reference
from .worlds import covariates, table


@pytest.fixture
def every_size(monkeypatch):
    """Let the choice fall as it would for many rows."""
    monkeypatch.setattr(path, "SMALLEST", 1)


def given(**change) -> dict:
    rows = table()
    return {"time": rows["time"], "event": rows["event"], "covariates": rows[["arm", "severe"]]} | change


def test_small_data_take_the_dense_path():
    fit = cox(**given())
    assert (fit.path, fit.path_reason) == ("dense", "fewer than 50,000 rows")
    assert logistic(table()["use"], table()[["arm"]]).path == "dense"


def test_many_whole_days_and_categories_take_the_discrete_path(every_size):
    assert cox(**given()).path == "discrete"
    assert logistic(table()["use"], table()[["arm"]]).path == "discrete"
    assert log_rank(table()["time"], table()["event"], table()["care"]).path == "discrete"


@pytest.mark.parametrize(
    "change, reason",
    [
        ({"entry": np.full(1500, -1.0)}, "delayed entry"),
        ({"cluster": np.arange(1500) % 40}, "standard errors by cluster"),
        ({"covariates": np.random.default_rng(0).normal(size=1500)}, "more than 256 different values"),
        ({"time": 0.5 + table()["time"]}, "not whole days"),
        ({"strata": np.arange(1500) // 2, "covariates": covariates(table())}, None),
    ],
)
def test_says_why_it_takes_the_dense_path(every_size, monkeypatch, change, reason):
    if reason is None:
        monkeypatch.setattr(path, "LARGEST_TABLE", 1000)
        reason = "too many groups and days"
    fit = cox(**given(**change))
    assert fit.path == "dense" and reason in fit.path_reason
    with pytest.raises(ValueError, match=reason):
        cox(**given(**change), path="discrete")


def test_refuses_unknown_words_and_lengths():
    with pytest.raises(ValueError, match="path must be"):
        cox(**given(), path="fast")
    with pytest.raises(ValueError, match="ties must be"):
        cox(**given(), ties="exact")
    for fit in (lambda packed: cox([1, 2], [1, 0], packed), lambda packed: logistic([1, 0], packed)):
        with pytest.raises(ValueError, match="1500 rows, but 2"):
            fit(covariates(table()))


def test_log_rank_agrees_with_r_and_with_the_dense_path():
    rows, theirs = table(), reference("discrete")["log_rank"]
    fits = {
        name: log_rank(rows["time"], rows["event"], rows["care"], path=name) for name in ("discrete", "dense")
    }
    for name, fit in fits.items():
        agrees(fit.chi_square, theirs["chi_square"], 1e-10)
        agrees(fit.expected, theirs["expected"], 1e-12)
        assert fit.path == name
    agrees(fits["discrete"].p_value, fits["dense"].p_value, 1e-10)


def test_log_rank_leaves_out_groups_that_left_before_the_first_event():
    time, event = [0, 0, 3, 4, 5, 6, 7, 8], [0, 0, 1, 0, 1, 1, 1, 0]
    group = [0, 0, 1, 1, 1, 2, 2, 2]
    dense, ours = (log_rank(time, event, group, path=name) for name in ("dense", "discrete"))
    assert ours.degrees_of_freedom == dense.degrees_of_freedom == 1
    agrees(ours.chi_square, dense.chi_square, 1e-12)


def test_curves_are_the_same_to_the_byte_however_days_are_counted():
    rows = table()
    cause = rows["cause"].to_numpy()
    # Half a day more is no whole day: the times are sorted instead.
    for fit in (
        lambda time: kaplan_meier(time, cause > 0),
        lambda time: kaplan_meier(time, cause > 0, entry=rows["stratum"] - 4.0),
        lambda time: aalen_johansen(time, cause),
    ):
        counted, sorted_ = fit(rows["time"].to_numpy(float)), fit(rows["time"] + 0.5)
        assert (counted.path, sorted_.path) == ("discrete", "dense")
        for name in ("n_at_risk", "n_events", "survival", "std_error", "lower", "upper"):
            assert getattr(counted, name).tobytes() == getattr(sorted_, name).tobytes()
    theirs = reference("discrete")["incidence"]
    agrees(aalen_johansen(rows["time"], cause).incidence, theirs["incidence"], 1e-12)


def test_small_studies_do_not_pay_for_compiled_code():
    program = (
        "import sys; from stepdown.estimators.cox import cox; from stepdown.estimators.kaplan_meier import kaplan_meier;"
        "cox([1, 2, 3, 4], [1, 1, 1, 0], [0, 1, 0, 1]); kaplan_meier([1, 2], [1, 0]); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
