"""Weighted curves with bootstraps: against R and the dense estimators, the generator against published words."""

from __future__ import annotations

import math

import numpy as np
import pytest

from stepdown.compiled import use_cores
from stepdown.estimators.discrete import philox
from stepdown.estimators.discrete.standardization import standardized_means_of_cells
from stepdown.estimators.discrete.weighted_curve import weighted_curves
from stepdown.estimators.kaplan_meier import kaplan_meier
from stepdown.estimators.propensity import propensity
from stepdown.estimators.standardization import standardized_means
from stepdown.estimators.weighted_survival import weighted_kaplan_meier

from ..oracle import agrees, numbers, reference
from .worlds import covariates, table

# The three vectors for philox4x32 with 10 rounds in Random123's kat_vectors.
KNOWN = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]


@pytest.mark.parametrize("counter, key, words", KNOWN)
def test_generator_gives_the_published_words(counter, key, words):
    out = np.empty(4, dtype=np.uint64)
    philox.block.run(1, 1, np.array(counter, dtype=np.uint64), np.array(key, dtype=np.uint64), out)
    assert out.tolist() == words


def poisson(n: int, replicate: int = 3, seed: int = 2**40 + 7) -> np.ndarray:
    out = np.empty(n, dtype=np.uint8)
    philox.poisson(seed, replicate, out)
    return out


def test_a_persons_weight_is_the_word_at_their_place():
    drawn, seed = poisson(9001), 2**40 + 7
    block = np.empty(4, dtype=np.uint64)
    for person in (0, 3, 4100, 9000):
        counter = np.array([person // 4, 0, 3, 0], dtype=np.uint64)
        philox.block.run(1, 1, counter, np.array([seed & 0xFFFFFFFF, seed >> 32], dtype=np.uint64), block)
        below = math.fsum(math.exp(-1) / math.factorial(k) for k in range(drawn[person]))
        upto = below + math.exp(-1) / math.factorial(int(drawn[person]))
        assert below <= (block[person % 4] + 0.5) / 2**32 < upto
    assert poisson(5000).tobytes() == drawn[:5000].tobytes()
    assert poisson(5000, replicate=4).tobytes() != drawn[:5000].tobytes()


def test_weights_are_poisson():
    # Fixed seed; chi-square of 400,000 draws over 0 … 6 and more, 7 degrees of freedom: 24.3 is its 99.9 % point.
    counts = np.bincount(np.minimum(poisson(400_000), 7), minlength=8)
    chances = np.array([math.exp(-1) / math.factorial(k) for k in range(7)])
    expected = 400_000 * np.append(chances, 1 - chances.sum())
    assert np.sum((counts - expected) ** 2 / expected) < 24.3


def fitted(rows, **options):
    return weighted_curves(
        rows["time"],
        rows["event"],
        rows["arm"],
        covariates(rows, arm=False),
        **({"n_bootstraps": 20} | options),
    )


@pytest.mark.parametrize("kind", ["iptw", "overlap", "att"])
def test_curves_agree_with_r(kind):
    ours, theirs = fitted(table(), weights=kind), reference("discrete")["curves"]
    at = np.searchsorted(ours.time, theirs["days"], side="right") - 1
    agrees(ours.survival[:, at], numbers(theirs[kind]), 1e-10)


def test_counts_are_people_and_curves_those_of_the_dense_path():
    rows = table()
    ours = fitted(rows)
    columns = np.column_stack([np.ones(len(rows)), covariates(rows, arm=False).dense()])
    share = 1 / (1 + np.exp(-columns @ ours.propensity_coefficients))
    for arm in (0, 1):
        own = (rows["arm"] == arm).to_numpy()
        weight = 1 / np.where(arm, share, 1 - share)[own]
        dense = weighted_kaplan_meier(rows["time"][own], rows["event"][own], weight)
        agrees(ours.survival[arm][np.isin(ours.time, dense.time)], dense.survival, 1e-11)
        assert ours.n_at_risk[arm][0] == own.sum()
        assert ours.n_events[arm].sum() == rows["event"][own].sum()
        agrees(ours.effective_size[arm], weight.sum() ** 2 / (weight**2).sum(), 1e-11)


def test_bootstraps_refit_the_propensity():
    # By hand, from rows: replicate r weighs row i, in the sorted order, by its word.
    rows = table().sort_values(["substance", "age", "care", "severe", "arm", "event", "time"])
    rows["person"] = np.arange(len(rows))
    ours = fitted(rows, person=rows["person"], n_bootstraps=2, seed=11)
    survival = []
    packed = covariates(rows, arm=False).dense()
    for replicate in range(2):
        multiple = poisson(len(rows), replicate, seed=11).astype(float)
        share = propensity(rows["arm"], packed, multiple).fit.probability[:, 1]
        curves = []
        for arm in (0, 1):
            own = (rows["arm"] == arm).to_numpy()
            weight = multiple[own] / np.where(arm, share, 1 - share)[own]
            curve = weighted_kaplan_meier(rows["time"][own], rows["event"][own], weight)
            curves.append(curve.at(ours.time)[0])
        survival.append(curves)
    agrees(ours.std_error, np.std(survival, axis=0, ddof=1), 1e-7)
    agrees(ours.difference_std_error, np.std(np.diff(survival, axis=1)[:, 0], axis=0, ddof=1), 1e-7)


def test_bootstrap_spread_is_the_robust_one():
    # Without covariates that matter the weighted curve is nearly Kaplan–Meier's: its Greenwood error, within
    # the Monte Carlo error of 400 replicates (4 standard errors of 1/√800).
    draw = np.random.default_rng(8)
    rows = table()
    rows = rows.assign(arm=draw.integers(0, 2, len(rows)))
    ours = fitted(rows, n_bootstraps=400)
    plain = kaplan_meier(rows["time"][rows["arm"] == 1], rows["event"][rows["arm"] == 1])
    day = np.searchsorted(ours.time, 40, side="right") - 1
    assert ours.std_error[1, day] == pytest.approx(plain.at(40)[1], rel=4 / math.sqrt(800) + 0.1)


def test_order_of_rows_and_cores_do_not_change_a_byte():
    rows = table()
    fits = []
    for cores, seed in ((1, 1), (3, 2)):
        with use_cores(cores):
            fits.append(fitted(rows.sample(frac=1, random_state=seed)))
    for name in ("survival", "std_error", "lower", "difference_upper"):
        assert getattr(fits[0], name).tobytes() == getattr(fits[1], name).tobytes()


def test_refuses_what_has_no_answer():
    rows = table()
    for change, message in (
        ({"arm": 1}, "one arm"),
        ({"time": rows["time"] + 0.5}, "whole days"),
        ({"arm": rows["severe"]}, "separates the arms"),
    ):
        with pytest.raises(ValueError, match=message):
            fitted(rows.assign(**change))
    with pytest.raises(ValueError, match="weights must be"):
        fitted(rows, weights="none")
    with pytest.raises(ValueError, match="At least 2"):
        fitted(rows, n_bootstraps=1)


@pytest.mark.parametrize("variance", ["sandwich", "delta"])
def test_standardization_by_cells_is_that_by_rows(variance):
    rows = table()
    packed = covariates(rows, arm=False)
    ours = standardized_means_of_cells(rows["use"], rows["arm"], packed, variance=variance)
    dense = standardized_means(rows["use"], rows["arm"], packed.dense(), "logistic", variance=variance)
    agrees(ours.estimate, reference("discrete")["standardized"], 1e-9)
    agrees(ours.estimate, dense.estimate, 1e-9)
    agrees(ours.covariance, dense.covariance, 1e-8)
    assert (ours.path, dense.path, ours.n.tolist()) == ("discrete", "dense", dense.n.tolist())


def test_standardization_counts_cells_by_itself_where_it_can(monkeypatch):
    rows = table()
    known = covariates(rows, arm=False).dense()
    plain = standardized_means(rows["use"], rows["arm"], known, "logistic")
    assert (plain.path, plain.path_reason) == ("dense", "fewer than 50,000 rows")
    monkeypatch.setattr("stepdown.estimators.path.SMALLEST", 0)
    counted = standardized_means(rows["use"], rows["arm"], known, "logistic")
    assert (counted.path, counted.path_reason) == ("discrete", "whole days and covariates with few levels")
    agrees(counted.covariance, plain.covariance, 1e-8)
    for change, reason in (
        ({"covariates": np.column_stack([known, np.arange(len(known)) / 7])}, "more than 256"),
        ({"covariates": None}, "no covariates"),
        ({"family": "linear"}, "a linear model"),
        ({"cluster": rows["severe"]}, "clusters"),
    ):
        asked = {"covariates": known, "family": "logistic"} | change
        means = standardized_means(rows["use"], rows["arm"], **asked)
        assert means.path == "dense" and reason in means.path_reason
        with pytest.raises(ValueError, match="discrete path cannot be taken"):
            standardized_means(rows["use"], rows["arm"], **asked, path="discrete")
