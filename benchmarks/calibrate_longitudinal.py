"""Do intervals from repeated scores of few people cover the truth as often as they say?

Two arms, a baseline and three later visits, later visits missed more often by those who started high. In one world a
person's scores are tied to the last one (AR(1)); in the other people have a level and a slope of their own. Rows are the
difference between the arms at the last visit, over the later visits on average, and in slope; the naive rows take the
covariance of the scores for known.
"""

from __future__ import annotations

import numpy as np
from worlds import generator

from stepdown.estimators.mixed import random_intercept
from stepdown.estimators.mmrm import mmrm
from stepdown.estimators.random_slope import random_slope

NOTES = """
Notes. With 20 people a model's own standard error is up to a tenth too small, because it takes the estimated covariance
of the scores for known. Satterthwaite's degrees of freedom widen the limits and leave the error as it is; Kenward and
Roger correct both, as published.
"""
EXPLAINED = ("*Satterthwaite",)
SEED = 20261126
WORLDS, PEOPLE = 1000, 20
VISITS = 4
# Points by which the treated differ at each visit, and each month.
EFFECT, SLOPE = np.array([0.0, -1.0, -2.0, -3.0]), -1.0
WAYS = {
    "normal": "naive, no degrees of freedom",
    "satterthwaite": "Satterthwaite",
    "kenward_roger": "Kenward–Roger",
}


def one_world(number: int, n: int) -> dict[str, tuple[float, float, float, float, float]]:
    """Estimator -> truth, estimate, standard error and 95 % limits."""
    draw = generator(SEED, number)
    arm = np.arange(n) % 2
    lag = np.abs(np.subtract.outer(np.arange(VISITS), np.arange(VISITS)))
    tied = draw.normal(size=(n, VISITS)) @ np.linalg.cholesky(16 * 0.6**lag).T
    own = draw.normal(scale=3, size=(n, 1)) + draw.normal(scale=0.8, size=(n, 1)) * np.arange(VISITS)
    own = own + draw.normal(scale=2, size=(n, VISITS))
    found = {}
    person, visit, score, by_visit = _kept(draw, 20 + np.outer(arm, EFFECT) + tied)
    design = np.column_stack([by_visit, by_visit[:, 1:] * arm[person, np.newaxis]])
    last, average = np.eye(7)[6], np.r_[np.zeros(4), np.ones(3) / 3]
    for structure in ("unstructured", "toeplitz", "ar1", "ar1_heterogeneous"):
        for way, words in WAYS.items():
            fit = mmrm(score, design, person, visit, structure, way, fallback=True)
            found[f"MMRM, {structure.replace('_', ' ')}, last visit, {words}"] = _row(
                EFFECT[-1], fit.contrast(last)
            )
            found[f"MMRM, {structure.replace('_', ' ')}, later visits, {words}"] = _row(
                EFFECT[1:].mean(), fit.contrast(average)
            )
    person, visit, score, _ = _kept(draw, 20 + np.outer(arm, EFFECT) + own)
    design = np.column_stack([np.ones(len(score)), visit, arm[person] * visit])
    for way, words in WAYS.items():
        fit = random_slope(score, design, person, visit, degrees_of_freedom=way)
        found[f"random slope, {words}"] = _row(SLOPE, fit.contrast([0, 0, 1]))
    # A random intercept is the right model where slopes do not vary.
    level = draw.normal(scale=3, size=(n, 1)) + draw.normal(scale=2, size=(n, VISITS))
    person, visit, score, by_visit = _kept(draw, 20 + np.outer(arm, EFFECT) + level)
    design = np.column_stack([by_visit, by_visit * arm[person, np.newaxis]])
    for way, words in WAYS.items():
        fit = random_intercept(score, design, person, way)
        found[f"random intercept, last visit, {words}"] = _row(EFFECT[-1], fit.contrast(np.eye(8)[7]))
        fit = mmrm(score, design, person, visit, "compound_symmetry", way, fallback=True)
        found[f"MMRM, compound symmetry, last visit, {words}"] = _row(EFFECT[-1], fit.contrast(np.eye(8)[7]))
    return found


def _kept(draw: np.random.Generator, scores: np.ndarray) -> tuple[np.ndarray, ...]:
    """Person, visit and score of the visits kept, and the visits as columns: who starts high misses more."""
    kept = np.ones(scores.shape, dtype=bool)
    kept[:, 1:] = draw.random((len(scores), VISITS - 1)) > 0.25 / (1 + np.exp(-(scores[:, [0]] - 20) / 3))
    person, visit = np.nonzero(kept)
    return person, visit, scores[kept], np.eye(VISITS)[visit]


def _row(truth: float, contrast) -> tuple[float, float, float, float, float]:
    return truth, contrast.estimate, contrast.std_error, contrast.lower, contrast.upper
