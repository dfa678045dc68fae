"""Chained equations against R's mice and against worlds whose truth is known."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from stepdown.estimators.imputation import Column, impute
from stepdown.estimators.imputation_convergence import shrink_factor
from stepdown.estimators.linear import linear
from stepdown.estimators.logistic import logistic
from stepdown.estimators.rubin import pool

from .oracle import made_up, numbers, reference

KINDS = {"treated": "category", "age": "number", "setting": "category", "early": "number", "score": "number"}


def columns(table: pd.DataFrame, matching: bool = False) -> list[Column]:
    return [Column(name, table[name], kind, matching) for name, kind in (KINDS | {"use": "category"}).items()]


def summaries(completed: np.ndarray) -> np.ndarray:
    """What the R script takes from a completed set, in its order."""
    treated, _, setting, early, score, use = completed.T
    dummies = np.column_stack([setting == 1, setting == 2]).astype(float)
    by_score = linear(score, np.column_stack([treated, early, dummies])).coefficients[1:]
    by_use = logistic(use, np.column_stack([treated, score])).coefficients[1:]
    means = [score.mean(), early.mean(), use.mean(), *dummies.mean(axis=0)]
    return np.array([*means, *by_score, *by_use, score.std(ddof=1)])


def test_averages_and_spreads_of_mice():
    theirs = reference("missing")["chained"]
    m = 80
    found = impute(columns(made_up("incomplete")), 11, m)
    ours = np.array([summaries(one) for one in found.values])
    between, mean = numbers(theirs["between"]), numbers(theirs["mean"])
    error = np.sqrt(between * (1 / m + 1 / theirs["number"]))
    assert (np.abs(ours.mean(axis=0) - mean) < 3.5 * error).all(), (ours.mean(axis=0) - mean) / error
    # A variance of 80 draws against one of 400: a ratio beyond these has a chance below 1 in 1,000.
    ratio = ours.var(axis=0, ddof=1) / between
    assert ((ratio > 0.6) & (ratio < 1.65)).all(), ratio
    assert max(found.shrink.values()) < 1.2


def test_known_values_stay_and_shares_missing_are_told():
    table = made_up("incomplete")
    found = impute(columns(table, matching=True), 1, 3)
    known = table.notna().to_numpy()
    assert (found.values[:, known] == table.to_numpy()[known]).all()
    assert np.isfinite(found.values).all()
    assert found.share_missing == pytest.approx(table.isna().mean().to_dict())
    # Matching gives only numbers that somebody had.
    assert set(found.column("score").ravel()) <= set(table["score"].dropna())
    assert set(found.column("setting").ravel()) == {0, 1, 2}


def test_the_seed_decides_and_further_sets_leave_the_first_alone():
    table = columns(made_up("incomplete"))
    one, same, other, more = (impute(table, seed, m) for seed, m in ((5, 2), (5, 2), (6, 2), (5, 3)))
    assert (one.values == same.values).all() and (one.values == more.values[:2]).all()
    assert (one.values != other.values).any()


def late(draw: np.random.Generator, n: int, kind: str) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Who does badly early is lost more often; returns early score, arm, outcome with gaps, and the true effect."""
    early, arm = draw.normal(0, 1, n), (draw.random(n) < 0.5).astype(float)
    if kind == "number":
        outcome, truth = 1 + early - 0.5 * arm + draw.normal(0, 1, n), -0.5
    else:
        outcome = (draw.random(n) < 1 / (1 + np.exp(-(early - 0.5 * arm)))).astype(float)
        # E[expit(z)] − E[expit(z − 0.5)] for z ~ N(0, 1), by quadrature.
        z, weight = np.polynomial.hermite_e.hermegauss(60)
        truth = float(weight @ (1 / (1 + np.exp(0.5 - z)) - 1 / (1 + np.exp(-z))) / weight.sum())
    gone = draw.random(n) < 1 / (1 + np.exp(-(-0.8 + 1.5 * early * (2 * arm - 1))))
    return early, arm, np.where(gone, np.nan, outcome), truth


@pytest.mark.parametrize("kind", ["number", "matched", "category"])
def test_missing_at_random_worlds_are_covered(kind):
    worlds, n, m = 40, 300, 20
    seen, errors, plain = 0, [], []
    for world in range(worlds):
        draw = np.random.default_rng([31, world])
        early, arm, outcome, truth = late(draw, n, "category" if kind == "category" else "number")
        table = [
            Column("early", early, "number"),
            Column("outcome", outcome, "category" if kind == "category" else "number", kind == "matched"),
        ]
        filled = impute(table, world, m, group=arm).column("outcome")
        sides = [filled[:, arm == side] for side in (1, 0)]
        effect = sides[0].mean(axis=1) - sides[1].mean(axis=1)
        variance = sum(side.var(axis=1, ddof=1) / side.shape[1] for side in sides)
        found = pool(effect, variance, n - 2)
        errors.append(found.estimate - truth)
        seen += found.lower <= truth <= found.upper
        plain.append(np.nanmean(outcome[arm == 1]) - np.nanmean(outcome[arm == 0]) - truth)
    # The mean error is within 3.5 of its Monte Carlo errors; those who were seen alone would mislead.
    assert abs(np.mean(errors)) < 3.5 * np.std(errors) / np.sqrt(worlds)
    assert abs(np.mean(plain)) > 8 * np.std(plain) / np.sqrt(worlds)
    # Of 40 intervals at 95 %, 33 or fewer hold the truth in fewer than 1 of 250 such tests.
    assert seen > 33


def test_odds_shift_only_the_missing_and_only_one_way():
    table = made_up("incomplete")
    found = impute(columns(table), 3, 10)
    missing, treated = table["use"].isna().to_numpy(), table["treated"].to_numpy() == 1
    shifts = [-np.inf, -1.0, 0.0, 1.0, np.inf]
    filled = [found.shifted(np.where(treated, shift, 0.0)) for shift in shifts]
    assert (filled[2] == found.column("use")).all()
    for lower, higher in pairwise(filled):
        assert (lower <= higher).all()
        # The other arm's answers are as under missing at random.
        assert (lower[:, ~treated] == found.column("use")[:, ~treated]).all()
    assert (filled[0][:, missing & treated] == 0).all() and (filled[-1][:, missing & treated] == 1).all()
    assert (filled[3][:, ~missing] == table["use"].to_numpy()[~missing]).all()


def test_a_shift_is_the_log_odds_ratio_between_the_missing_and_like_people():
    draw = np.random.default_rng(8)
    n = 20_000
    use = np.where(draw.random(n) < 0.5, np.nan, draw.random(n) < 0.3)
    found = impute([Column("use", use, "category")], 1, 5)
    missing = np.isnan(use)
    for factor in (1, 3, 10):
        share = found.shifted(np.log(factor))[:, missing].mean()
        known = np.nanmean(use)
        assert share / (1 - share) == pytest.approx(factor * known / (1 - known), rel=0.04)


def test_numbers_shift_in_their_units():
    found = impute([Column("score", [1.0, 2.0, 4.0, 3.0, np.nan], "number")], 1, 2)
    assert (found.shifted(2.5) - found.column("score") == [0, 0, 0, 0, 2.5]).all()


def test_separated_levels_are_imputed_all_the_same():
    early = np.arange(40.0)
    use = np.where(np.arange(40) % 4 == 3, np.nan, early > 20)
    filled = impute([Column("early", early, "number"), Column("use", use, "category")], 2, 30).column("use")
    assert filled[:, 39].mean() > 0.9 and filled[:, 3].mean() < 0.1


def test_columns_that_repeat_others_or_never_vary_do_no_harm():
    draw = np.random.default_rng(4)
    early = draw.normal(size=60)
    score = np.where(np.arange(60) % 3 == 0, np.nan, early)
    table = [
        Column("early", early, "number"),
        Column("twice", 2 * early, "number"),
        Column("same", np.ones(60), "category"),
        Column("score", score + draw.normal(size=60), "number"),
    ]
    assert np.isfinite(impute(table, 1, 3).values).all()


@pytest.mark.parametrize(
    ("values", "kind", "message"),
    [
        ([np.nan, np.nan, np.nan], "number", "Nobody in a group"),
        ([1.0, 1.0, np.nan], "category", "the same one"),
        ([1.0, np.nan, np.nan], "number", "Too few people"),
        ([1.0, np.inf, np.nan], "number", "1 rows hold an infinite value"),
    ],
)
def test_refuses(values, kind, message):
    with pytest.raises(ValueError, match=message):
        impute([Column("value", values, kind)], 1, 2)


def test_shrink_factor_by_hand_and_for_chains_apart():
    # Two chains, second halves (1, 3) and (2, 4): W = 2, B/n = 0.5, so R² = 1/2 + 0.5/2.
    trace = np.array([[0, 0, 1, 3], [0, 0, 2, 4]], dtype=float)[:, :, np.newaxis, np.newaxis]
    assert shrink_factor(trace, [0]) == {0: pytest.approx(np.sqrt(0.75))}
    assert shrink_factor(np.zeros((2, 4, 1, 2)), [3]) == {3: 1.0}
    assert shrink_factor(trace[:, :1], [0]) == {}
    assert shrink_factor(np.cumsum(np.ones((2, 8, 1, 2)), axis=0) + trace[:1, [0] * 8], [0])[0] == np.inf
