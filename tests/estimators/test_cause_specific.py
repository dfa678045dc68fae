"""Every cause gets its Cox model."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.cause_specific import cause_specific
from stepdown.estimators.cox import cox

from .oracle import made_up


def test_each_is_cox_with_the_others_censored():
    table = made_up("competing")
    design = table[["age", "treated"]]
    fits = cause_specific(
        table["time"], table["cause"], design, entry=table["entry"], strata=table["stratum"]
    )
    assert list(fits) == [1, 2, 3]
    for cause, ours in fits.items():
        theirs = cox(table["time"], table["cause"] == cause, design, table["entry"], table["stratum"])
        np.testing.assert_array_equal(ours.coefficients, theirs.coefficients)
        np.testing.assert_array_equal(ours.covariance, theirs.covariance)


def test_finds_known_hazard_ratios():
    # Hazard ratios exp(0.7) for cause 1, exp(−0.5) for cause 2; 4 standard errors are allowed.
    draw = np.random.default_rng(31)
    z = draw.integers(0, 2, 3000)
    moments = [draw.exponential(40 * np.exp(-0.7 * z)), draw.exponential(60 * np.exp(0.5 * z))]
    censoring = draw.uniform(10, 100, 3000)
    time = np.minimum(np.minimum(*moments), censoring)
    cause = np.select([time == moments[0], time == moments[1]], [1, 2], 0)
    for ours, truth in zip(cause_specific(time, cause, z).values(), (0.7, -0.5), strict=True):
        assert abs(ours.coefficients[0] - truth) < 4 * ours.std_error[0]


def test_names_the_cause_that_cannot_be_fitted():
    with pytest.raises(ValueError, match=r"Cause 2: There are no events"):
        cause_specific([1, 2, 3, 4], [1, 0, 1, 1], [1, 0, 0, 1], n_causes=2)
