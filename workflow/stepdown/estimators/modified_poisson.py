"""Risk ratios of a yes/no outcome by Poisson regression with a robust variance.

Sources: Zou, 10.1093/aje/kwh090 (risk ratios); Zou and Donner, 10.1177/0962280211427759 (clusters). An odds
ratio overstates a risk ratio when the outcome is common; this estimates the risk ratio itself.
"""

from __future__ import annotations

from typing import Any, Literal

from stepdown.estimators import arrays
from stepdown.estimators.poisson import Poisson, poisson


def modified_poisson(
    outcome: Any,
    covariates: Any,
    variance: Literal["HC0", "HC3", "CR0", "CR1"] = "HC0",
    frequency: Any = None,
    cluster: Any = None,
) -> Poisson:
    """Fit the logarithm of the risk on covariates; the intercept is added here.

    Parameters
    ----------
    outcome : array, shape (n,), True or 1 where it happened
    covariates : array, shape (n, p), without an intercept column
    variance : HC0, HC3, CR0 or CR1; the Poisson model's own is too wide for a yes/no and is refused
    frequency : array, shape (n,), optional, how many times each row counts
    cluster : array of labels, shape (n,), for CR0 and CR1

    Returns
    -------
    Poisson
        Coefficients are logarithms of risk ratios.

    Raises
    ------
    ValueError
        As `poisson`, or an outcome that is the same in all rows.
    """
    happened = arrays.binary(outcome, "outcome")
    if happened.all() or not happened.any():
        raise ValueError("The outcome is the same in all rows: risk ratios cannot be estimated.")
    if variance == "model":
        raise ValueError("The Poisson variance does not hold for a yes/no outcome: ask for a robust one.")
    return poisson(happened.astype(float), covariates, None, variance, frequency, cluster)
