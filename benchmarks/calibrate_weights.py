"""Do intervals of weighted, standardized and doubly robust effects cover the truth as often as they say?

Every world draws people anew; the effect in each estimator's own target population is known. One row an
estimator: bias, mean standard error over the spread of the estimates, and coverage of 95 % intervals, each
with its Monte Carlo error.
"""

from __future__ import annotations

import numpy as np
from worlds import generator

from stepdown.estimators.doubly_robust import augmented_means, cross_fitted_means
from stepdown.estimators.propensity import propensity
from stepdown.estimators.standardization import standardized_means
from stepdown.estimators.weighted_means import weighted_means
from stepdown.estimators.weighted_survival_effects import weighted_restricted_means, weighted_risks
from stepdown.estimators.weights import balancing_weights
from stepdown.estimators.weights_for_censoring import censoring_weights, person_periods

WORLDS, PEOPLE = 1000, 500
SEED = 20261124
HORIZON = 60
# Of 100 people 40 are severe; 65 of 100 of them are treated, 35 of 100 of the others.
SEVERE, TREATED = 0.4, (0.35, 0.65)
# Mean days to the event by severity and treatment.
DAYS = {(0, 0): 80, (0, 1): 120, (1, 0): 40, (1, 1): 45}


def truths(workers=None) -> dict[str, float]:
    """The effect in each target: points, 1 and 2 more in the severe; risk of a yes; days and risk by the horizon."""
    within = {cell: 1 - np.exp(-HORIZON / mean) for cell, mean in DAYS.items()}
    area = {cell: DAYS[cell] * share for cell, share in within.items()}

    def average(by_severity: tuple[float, float], severe: float) -> float:
        return float((1 - severe) * by_severity[0] + severe * by_severity[1])

    points, yes = (1.0, 3.0), tuple(_yes(x, 1) - _yes(x, 0) for x in (0, 1))
    among_treated = SEVERE * TREATED[1] / (SEVERE * TREATED[1] + (1 - SEVERE) * TREATED[0])
    # Treatment is as balanced in the severe as in the others, so that overlap and matching weigh both alike.
    return {
        "points, everyone": average(points, SEVERE),
        "points, treated": average(points, among_treated),
        "risk": average(yes, SEVERE),
        "risk by the horizon": average(tuple(within[x, 1] - within[x, 0] for x in (0, 1)), SEVERE),
        "days": average(tuple(area[x, 1] - area[x, 0] for x in (0, 1)), SEVERE),
        "risk of all, untreated": average((within[0, 0], within[1, 0]), SEVERE),
    }


def _yes(x: int, a: int) -> float:
    return 1 / (1 + np.exp(-(-0.5 + 0.8 * a + x)))


def one_world(number: int, n: int) -> dict[str, tuple[str, float, float, float, float]]:
    """Estimator -> its truth's name, estimate, standard error and 95 % limits."""
    draw = generator(SEED, number)
    x = (draw.random(n) < SEVERE).astype(int)
    a = (draw.random(n) < np.where(x == 1, TREATED[1], TREATED[0])).astype(int)
    noise = draw.normal(size=n)
    score = a * (1 + 2 * x) + 3 * x + 2 * noise + draw.normal(size=n)
    use = draw.random(n) < 1 / (1 + np.exp(-(-0.5 + 0.8 * a + x)))
    time = draw.exponential(np.array([[DAYS[0, 0], DAYS[0, 1]], [DAYS[1, 0], DAYS[1, 1]]])[x, a])
    lost = draw.uniform(30, 200, n)
    event, time = time <= lost, np.minimum(time, lost)
    known = np.column_stack([x, noise])
    fitted = propensity(a, known)
    found = {}

    def keep(name: str, truth: str, effect) -> None:
        found[name] = (truth, effect.estimate, effect.std_error, effect.lower, effect.upper)

    for target in ("everyone", "overlap", "matching", "level"):
        truth = "points, treated" if target == "level" else "points, everyone"
        weights = balancing_weights(fitted, target, 1)
        keep(f"weighted mean difference, {target}", truth, weighted_means(score, a, weights).difference(1, 0))
        augmented = augmented_means(score, fitted, known, "linear", target=target, target_level=1)
        keep(f"augmented mean difference, {target}", truth, augmented.difference(1, 0))
    crossed = cross_fitted_means(use, a, known, "logistic", np.arange(n), seed=SEED)
    keep("cross-fitted risk difference", "risk", crossed.difference(1, 0))
    keep(
        "standardized risk difference", "risk", standardized_means(use, a, known, "logistic").difference(1, 0)
    )
    inverse = balancing_weights(fitted, "everyone")
    risks = weighted_risks(time, event, a, inverse, HORIZON)
    keep("weighted Kaplan–Meier risk difference", "risk by the horizon", risks.difference(1, 0))
    days = weighted_restricted_means(time, event, a, inverse, HORIZON)
    keep("weighted restricted mean difference", "days", days.difference(1, 0))
    keep("risk under censoring weights, untreated", "risk of all, untreated", _informative(draw, n))
    return found


def _informative(draw: np.random.Generator, n: int):
    """Risk in the untreated, when the severe are lost sooner."""
    x = (draw.random(n) < SEVERE).astype(int)
    time, lost = draw.exponential(np.where(x, DAYS[1, 0], DAYS[0, 0])), draw.exponential(np.where(x, 50, 300))
    rows = person_periods(np.minimum(time, lost), time <= lost, np.arange(3, HORIZON + 1, 3))
    weights = censoring_weights(rows, x[rows.person].astype(float))
    everyone = np.zeros(len(rows.time))
    ours = weighted_risks(rows.time, rows.event, everyone, weights, HORIZON, rows.entry, cluster=rows.person)
    return ours.mean(0)
