"""Do standardized risks cover the truth, by the formula and by a bootstrap that fits the outcome model anew?

People are treated more often the worse they are, by one trait that is a yes or no and one that is a number; both matter for
the outcome, and so does treatment. The truth in everybody follows by quadrature. The bootstrap has 200 replicates.
"""

from __future__ import annotations

import numpy as np
from worlds import generator

from stepdown.estimators.standardization import standardized_means
from stepdown.estimators.standardization_bootstrap import bootstrapped_means

WORLDS, PEOPLE = 1000, 500
SEED = 20261201
REPLICATES = 200
SEVERE = 0.4
# Log odds of treatment and of the outcome: constant, of the severe, for a unit of the number; and of treatment.
TREATED, OUTCOME, EFFECT = (-0.3, 0.8, 0.5), (-1.0, 0.9, 0.6), -0.7
NOTES = """
Notes. Percentile limits of 200 replicates are a little too narrow by chance: each end rests on five replicates.
"""
EXPLAINED = ("bootstrap*",)
Rows = dict[str, tuple[float, float, float, float, float]]


def _chance(parts: tuple[float, float, float], severe, number):
    return 1 / (1 + np.exp(-(parts[0] + parts[1] * severe + parts[2] * number)))


def true_risk(treated: int) -> float:
    """Of everybody, had all been treated or nobody."""
    number, weight = np.polynomial.hermite_e.hermegauss(60)
    parts = (OUTCOME[0] + EFFECT * treated, *OUTCOME[1:])
    return float(
        sum(
            share * (weight @ _chance(parts, severe, number)) / weight.sum()
            for severe, share in ((0, 1 - SEVERE), (1, SEVERE))
        )
    )


def one_world(number: int, n: int) -> Rows:
    """Estimator -> truth, estimate, standard error and 95 % limits."""
    draw = generator(SEED, number)
    severe, trait = (draw.random(n) < SEVERE).astype(float), draw.normal(size=n)
    treated = (draw.random(n) < _chance(TREATED, severe, trait)).astype(int)
    parts = (OUTCOME[0] + EFFECT * treated, *OUTCOME[1:])
    outcome = (draw.random(n) < _chance(parts, severe, trait)).astype(float)
    known = np.column_stack([severe, trait])
    risks = [true_risk(arm) for arm in (0, 1)]
    truths = {"risk difference": risks[1] - risks[0], "log risk ratio": float(np.log(risks[1] / risks[0]))}
    fits = {
        "formula": standardized_means(outcome, treated, known, "logistic"),
        "bootstrap": bootstrapped_means(outcome, treated, known, "logistic", number, n_replicates=REPLICATES),
    }
    rows: Rows = {}
    for name, fit in fits.items():
        risk, difference, ratio = fit.mean(1, probability=True), fit.difference(1, 0), fit.ratio(1, 0)
        rows[f"{name}, risk of the treated"] = (
            risks[1],
            risk.estimate,
            risk.std_error,
            risk.lower,
            risk.upper,
        )
        rows[f"{name}, risk difference"] = (
            truths["risk difference"], difference.estimate, difference.std_error, difference.lower, difference.upper
        )  # fmt: skip
        rows[f"{name}, log risk ratio"] = (
            truths["log risk ratio"], np.log(ratio.estimate), ratio.std_error, np.log(ratio.lower), np.log(ratio.upper)
        )  # fmt: skip
    rows["naive, risk difference"] = (truths["risk difference"], *_plain(outcome, treated == 1))
    return rows


def _plain(outcome: np.ndarray, group: np.ndarray) -> tuple[float, float, float, float]:
    one, other = outcome[group], outcome[~group]
    estimate = one.mean() - other.mean()
    error = np.sqrt(one.var() / len(one) + other.var() / len(other))
    return estimate, error, estimate - 1.96 * error, estimate + 1.96 * error
