"""Rubin's rules against R's mice, on the same imputed sets, and by hand."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.linear import linear
from stepdown.estimators.logistic import logistic
from stepdown.estimators.rubin import pool, pool_means, pool_ratio
from stepdown.estimators.standardization import standardized_means

from .oracle import agrees, made_up, numbers, reference

NAMES = {
    "estimate": "estimate", "ubar": "within", "b": "between", "df": "degrees_of_freedom", "fmi": "missing_information"
}  # fmt: skip


@pytest.mark.parametrize("outcome", ["score", "use"])
def test_regressions_pool_as_in_mice(outcome):
    theirs = reference("missing")
    covariates = made_up("incomplete")[["treated", "age"]].to_numpy(float)
    if outcome == "score":
        fits = [linear(one["score"], covariates, variance="model") for one in theirs["sets"]]
    else:
        fits = [logistic(one["use"], covariates) for one in theirs["sets"]]
    # mice takes the rows less the coefficients as the complete data's degrees of freedom.
    for i in range(3):
        ours = pool(
            [fit.coefficients[i] for fit in fits], [fit.covariance[i, i] for fit in fits], len(covariates) - 3
        )
        table = theirs[f"pooled_{outcome}"]
        agrees([getattr(ours, name) for name in NAMES.values()], [table[name][i] for name in NAMES], 1e-8)
        agrees(ours.std_error**2, table["t"][i], 1e-8)


def test_scalars_pool_as_in_mice_with_small_and_with_endless_data():
    theirs = reference("missing")["by_hand"]
    for name, degrees in (("small", 28), ("large", np.inf)):
        ours = pool(theirs["estimates"], theirs["variances"], degrees)
        agrees(
            [ours.estimate, ours.std_error**2, ours.degrees_of_freedom, ours.missing_information],
            [theirs[name][key] for key in ("estimate", "total", "degrees", "fmi")],
            1e-12,
        )


def test_nothing_imputed_is_the_complete_data():
    ours = pool([2.0, 2.0, 2.0], [0.25, 0.25, 0.25])
    assert (ours.std_error, ours.between, ours.degrees_of_freedom) == (0.5, 0.0, np.inf)
    assert ours.missing_information == 0
    assert ours.upper == pytest.approx(2 + 1.959963984540054 / 2)


def test_ratios_pool_on_the_log_scale():
    logs, variances = np.log([1.5, 2.0, 2.5]), [0.04, 0.05, 0.06]
    ours, plain = pool_ratio(logs, variances, 40), pool(logs, variances, 40)
    agrees([ours.estimate, ours.lower, ours.upper], np.exp([plain.estimate, plain.lower, plain.upper]))
    assert (ours.std_error, ours.p_value) == (plain.std_error, plain.p_value)


@pytest.mark.parametrize(
    ("estimates", "variances", "degrees", "message"),
    [
        ([1.0], [1.0], 10, "at least two"),
        ([1.0, 2.0], [1.0], 10, "1 rows, but 2"),
        ([1.0, np.nan], [1.0, 1.0], 10, "missing"),
        ([1.0, 2.0], [1.0, -1.0], 10, "negative in 1"),
        ([1.0, 2.0], [0.0, 0.0], 10, "No imputed set"),
        ([1.0, 2.0], [1.0, 1.0], 0, "no degrees of freedom"),
    ],
)
def test_refuses(estimates, variances, degrees, message):
    with pytest.raises(ValueError, match=message):
        pool(estimates, variances, degrees)


def test_means_of_groups_pool_contrast_by_contrast():
    sets = reference("missing")["sets"]
    arm = made_up("incomplete")["treated"].to_numpy()
    fits = [standardized_means(numbers(one["use"]), arm, None, "logistic") for one in sets]
    ours = pool_means(fits, len(arm) - 2)
    shares = np.array([[numbers(one["use"])[arm == level].mean() for level in (0, 1)] for one in sets])
    assert ours.difference(1, 0).estimate == pytest.approx(np.diff(shares).mean())
    assert ours.mean(1).estimate == pytest.approx(shares[:, 1].mean())
    assert ours.ratio(1, 0).estimate == pytest.approx(np.exp(np.log(shares[:, 1] / shares[:, 0]).mean()))
    within = ours.mean(1, probability=True)
    assert 0 < within.lower < within.estimate < within.upper < 1
    odds = [p / (1 - p) for p in (within.lower, within.estimate, within.upper)]
    assert odds[1] ** 2 == pytest.approx(odds[0] * odds[2])
