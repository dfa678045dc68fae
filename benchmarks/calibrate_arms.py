"""Do intervals of weighted and doubly robust means of three arms, and of sites that treat alike, cover the truth?

Three levels that people reach by how severe they are, with an effect that depends on it: the truth in everybody and in
those who have a level follow by arithmetic. Then forty sites, most of whose people are treated or most not, with outcomes
that hang together within a site.
"""

from __future__ import annotations

import numpy as np
from worlds import generator

from stepdown.estimators.doubly_robust import augmented_means, cross_fitted_means
from stepdown.estimators.propensity import propensity
from stepdown.estimators.standardization import standardized_means
from stepdown.estimators.weighted_means import weighted_means
from stepdown.estimators.weights import balancing_weights, truncated

WORLDS, PEOPLE = 1000, 600
SEED = 20261129
SITES, SIZE = 40, 25
# Share of the severe; chances of the three levels for the others and for the severe; points gained at a level by them.
SEVERE = 0.4
CHANCES = np.array([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]])
POINTS = np.array([[0.0, 1.0, 2.0], [0.0, 2.0, 5.0]])
EFFECT = 0.8
NOTES = """
Notes. Rows in brackets are there to fail.
"""
EXPLAINED = ("* (*)",)
Rows = dict[str, tuple[float, float, float, float, float]]


def one_world(number: int, n: int) -> Rows:
    """Estimator -> truth, estimate, standard error and 95 % limits."""
    draw, rows = generator(SEED, number), {}
    _three(draw, n, rows)
    _sites(draw, rows)
    return rows


def _keep(rows: Rows, name: str, truth: float, effect) -> None:
    rows[name] = (float(truth), effect.estimate, effect.std_error, effect.lower, effect.upper)


def gain(target: str, level: int) -> float:
    """Points of a level over the first, in a target population."""
    share = np.array([1 - SEVERE, SEVERE])
    if target == "level":
        share = share * CHANCES[:, 2]
    if target == "overlap":
        share = share / (1 / CHANCES).sum(axis=1)
    return float(share @ (POINTS[:, level] - POINTS[:, 0]) / share.sum())


def _three(draw: np.random.Generator, n: int, rows: Rows) -> None:
    severe, noise = (draw.random(n) < SEVERE).astype(int), draw.normal(size=n)
    level = (draw.random(n)[:, np.newaxis] > np.cumsum(CHANCES[severe], axis=1)).sum(axis=1)
    level = np.minimum(level, 2)
    score = POINTS[severe, level] + 3 * severe + 2 * noise + draw.normal(size=n)
    known = np.column_stack([severe, noise])
    fitted = propensity(level, known)
    for target in ("everyone", "overlap", "level"):
        weights = balancing_weights(fitted, target, 2)
        words = {"level": "those at the highest"}.get(target, target)
        for one in (1, 2):
            name = f"level {one + 1} of 3 over the first, {words}"
            truth = gain(target, one)
            _keep(rows, f"{name}: weighted", truth, weighted_means(score, level, weights).difference(one, 0))
            found = augmented_means(score, fitted, known, "linear", target=target, target_level=2)
            _keep(rows, f"{name}: augmented", truth, found.difference(one, 0))
    name, truth = "level 3 of 3 over the first, everyone", gain("everyone", 2)
    crossed = cross_fitted_means(score, level, known, "linear", np.arange(n), seed=SEED)
    _keep(rows, f"{name}: cross-fitted", truth, crossed.difference(2, 0))
    averaged = standardized_means(score, level, known, "linear", own_slopes=True)
    _keep(rows, f"{name}: standardized", truth, averaged.difference(2, 0))
    cut = truncated(balancing_weights(fitted, "everyone"), 0.99)
    _keep(rows, f"{name}: weighted, cut at 99 %", truth, weighted_means(score, level, cut).difference(2, 0))
    rows[f"{name}: naive"] = (truth, *_plain(score, level))


def _plain(score: np.ndarray, level: np.ndarray) -> tuple[float, float, float, float]:
    """Difference of means as a spreadsheet gives it."""
    one, other = score[level == 2], score[level == 0]
    estimate = one.mean() - other.mean()
    error = np.sqrt(one.var() / len(one) + other.var() / len(other))
    return estimate, error, estimate - 1.96 * error, estimate + 1.96 * error


def risk_gain() -> float:
    """Of a yes in everybody, over severity; sites by quadrature."""
    z, weight = np.polynomial.hermite_e.hermegauss(60)
    chance = [
        sum(
            share * (weight @ _chance(severe, arm, 0.6 * z)) / weight.sum()
            for severe, share in ((0, 1 - SEVERE), (1, SEVERE))
        )
        for arm in (0, 1)
    ]
    return float(chance[1] - chance[0])


def _chance(severe, arm, site):
    return 1 / (1 + np.exp(-(-0.5 + EFFECT * arm + 0.8 * severe + site)))


def _sites(draw: np.random.Generator, rows: Rows) -> None:
    """Sites treat four fifths of the others, or one fifth; the severe somewhat more often everywhere."""
    site = np.repeat(np.arange(SITES), SIZE)
    own = 0.6 * draw.normal(size=SITES)[site]
    severe = (draw.random(len(site)) < SEVERE).astype(int)
    arm = (draw.random(len(site)) < np.where(site % 2, 0.75, 0.2) + 0.1 * severe).astype(int)
    yes = draw.random(len(site)) < _chance(severe, arm, own)
    known, people, truth = severe[:, np.newaxis].astype(float), np.arange(len(site)), risk_gain()
    for name, cluster in (("AIPW, 40 sites", site), ("AIPW (sites left out)", None)):
        found = cross_fitted_means(yes, arm, known, "logistic", people, seed=SEED, cluster=cluster)
        _keep(rows, name, truth, found.difference(1, 0))
    weights = balancing_weights(propensity(arm, known), "overlap")
    found = weighted_means(yes.astype(float), arm, weights, cluster=site)
    _keep(rows, "overlap weights, 40 sites", truth, found.difference(1, 0))
