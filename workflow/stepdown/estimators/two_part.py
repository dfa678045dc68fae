"""Two-part model of costs, many of which are zero: whether there was any, and how much there was.

Logistic for any cost, gamma with a log link for costs above zero; mean cost of a group is the mean over people of
the chance of any times the amount, had everybody been in the group. Sources: Duan et al.,
10.1080/07350015.1983.10509330 (two parts); Manning and Mullahy, 10.1016/S0167-6296(01)00086-8 (gamma with a log
link rather than the logarithm of costs); Belotti et al., 10.1177/1536867X1501500102 (delta method).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays, generalized_linear
from stepdown.estimators.arm_means import ArmMeans
from stepdown.estimators.propensity import frequencies
from stepdown.estimators.standardization import averaged_means
from stepdown.estimators.standardization_model import OutcomeModel, design_columns, fit_outcome


def two_part_means(
    cost: Any,
    exposure: Any,
    covariates: Any,
    own_slopes: bool = False,
    variance: Literal["sandwich", "delta"] = "sandwich",
    frequency: Any = None,
    cluster: Any = None,
) -> ArmMeans:
    """Mean cost in each group of an exposure, had everybody been in it.

    Parameters
    ----------
    cost : array, shape (n,), 0 or more
    exposure : array of labels, shape (n,)
    covariates : array, shape (n, p), or None
    own_slopes : whether covariates have slopes of their own in every group
    variance : sandwich (people are a sample, the amounts need not be gamma) or delta (covariates are fixed and the
        model is true)
    frequency : array, shape (n,), optional, how many times each row counts; so that `bootstrap` can resample people
    cluster : array of labels, shape (n,), optional, for the sandwich only

    Returns
    -------
    ArmMeans

    Raises
    ------
    ValueError
        For invalid input, negative costs, nobody with a cost (in all, or in a group), everybody with one in some
        groups but not in all, or collinear covariates.
    """
    exposure = np.asarray(exposure)
    amount = arrays.numeric(cost, "cost", len(exposure))
    negative = int(np.count_nonzero(amount < 0))
    if negative:
        raise ValueError(f"cost must be 0 or more; it is negative in {negative} rows.")
    levels, level = arrays.codes(exposure, "exposure", len(exposure))
    copies = frequencies(frequency, len(exposure))
    some = amount > 0
    if np.any(np.bincount(level[some], copies[some], len(levels)) == 0):
        raise ValueError("In a group nobody had a cost above 0: its amount cannot be estimated.")
    matrix = (
        np.empty((len(level), 0))
        if covariates is None
        else arrays.matrix(covariates, "covariates", len(level))
    )
    amounts = _amounts(amount, level, len(levels), matrix, copies * some, own_slopes)
    if np.all(some[copies > 0]):
        model: OutcomeModel | _Product = amounts
    else:
        model = _Product(
            fit_outcome(some, level, len(levels), covariates, copies, "logistic", own_slopes), amounts
        )
    return averaged_means(model, levels, level, copies, copies, variance, cluster)


@dataclass(frozen=True, eq=False)
class _Amounts(OutcomeModel):
    """The amount where there is one: an outcome model with a log link."""

    def predict(self, level: int) -> tuple[np.ndarray, np.ndarray]:
        everyone = np.full(len(self.covariates), level)
        design = design_columns(everyone, self.n_levels, self.covariates, self.own_slopes)
        mean = np.exp(design @ self.coefficients)
        return mean, mean[:, np.newaxis] * design


@dataclass(frozen=True, eq=False)
class _Product:
    """The chance of any cost times its amount; the two models share no coefficient and are independent."""

    chance: OutcomeModel
    amount: OutcomeModel

    @property
    def covariance(self) -> np.ndarray:
        q = len(self.chance.coefficients)
        both = np.zeros((q + len(self.amount.coefficients),) * 2)
        both[:q, :q], both[q:, q:] = self.chance.covariance, self.amount.covariance
        return both

    @property
    def influence(self) -> np.ndarray:
        return np.column_stack([self.chance.influence, self.amount.influence])

    def predict(self, level: int) -> tuple[np.ndarray, np.ndarray]:
        chance, by_chance = self.chance.predict(level)
        amount, by_amount = self.amount.predict(level)
        slope = np.column_stack([by_chance * amount[:, np.newaxis], by_amount * chance[:, np.newaxis]])
        return chance * amount, slope


def _amounts(
    amount: np.ndarray,
    level: np.ndarray,
    n_levels: int,
    covariates: np.ndarray,
    frequency: np.ndarray,
    own_slopes: bool,
) -> _Amounts:
    """Gamma regression of the rows with a cost; the dispersion is Pearson's, as R reports it."""
    design = design_columns(level, n_levels, covariates, own_slopes)
    degrees = frequency.sum() - design.shape[1]
    if degrees < 1:
        raise ValueError(
            f"{design.shape[1]} coefficients cannot be estimated from {frequency.sum():g} rows with a cost."
        )
    # A row without a cost has no part in the fit; any amount will do in its place.
    fitted = generalized_linear.fit(
        np.where(amount > 0, amount, 1.0), design, generalized_linear.GAMMA, frequency=frequency
    )
    # The observed information: with a log link it is not the expected one, unless the amounts are gamma.
    seen = design * (frequency * amount / fitted.mean)[:, np.newaxis]
    influence = np.where(amount[:, np.newaxis] > 0, fitted.scores @ np.linalg.inv(design.T @ seen), 0.0)
    covariance = fitted.pearson / degrees * fitted.bread
    return _Amounts("linear", fitted.coefficients, covariance, influence, covariates, n_levels, own_slopes)
