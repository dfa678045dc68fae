"""Mixed model for repeated measures (MMRM): any covariance between visits, visits may be missing.

Sources: Mallinckrodt et al., 10.1177/009286150804200402 (model); Satterthwaite,
10.2307/3002019, in the form of Fai and Cornelius, 10.1080/00949659608811740, and Kenward and Roger,
10.2307/2533558 (degrees of freedom). Same estimates as R's `nlme::gls` with corSymm, corARMA, corAR1 or
corCompSymm and varIdent. Robust errors: Liang and Zeger, 10.1093/biomet/73.1.13 (CR1, as R's
`clubSandwich::vcovCR`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from stepdown.estimators import arrays
from stepdown.estimators.distributions import chi_square_tail
from stepdown.estimators.mmrm_likelihood import (
    Restricted,
    VisitPatterns,
    covariance_gradient,
    restricted,
    sensitivity,
    visit_patterns,
    weighed_residuals,
)
from stepdown.estimators.mmrm_search import NO_MAXIMUM, minimise, starting_covariance
from stepdown.estimators.mmrm_structures import FALLBACK, Structure, require_pairs, structure
from stepdown.estimators.sandwich import sandwich
from stepdown.estimators.small_sample import (
    Contrast,
    JointTest,
    SmallSample,
    contrast_rows,
    require_method,
)


@dataclass(frozen=True, eq=False)
class MMRM:
    """A fitted MMRM; coefficients in units of the outcome.

    Attributes
    ----------
    coefficients, std_error : ndarrays of float, shape (p,)
    covariance : ndarray of float, shape (p, p): (X'V⁻¹X)⁻¹, Kenward and Roger's adjusted one, or the robust one
    degrees_of_freedom : ndarray of float, shape (p,), for each coefficient
    visit_covariance : ndarray of float, shape (V, V), of one person's outcomes given the covariates
    log_likelihood : restricted log-likelihood, or the plain one of `reml=False`
    n, n_people : rows and people
    converged : always True: a fit that does not converge raises
    structure : the covariance structure that was fitted
    given_up : structures that were tried before it, each with the reason why it has no answer
    small_sample : where intervals, tests and degrees of freedom come from
    path : always "discrete": the cross-products by pattern of visits are sufficient, whatever the covariates
    """

    coefficients: np.ndarray
    covariance: np.ndarray
    std_error: np.ndarray
    degrees_of_freedom: np.ndarray
    visit_covariance: np.ndarray
    log_likelihood: float
    n: int
    n_people: int
    converged: bool
    structure: str
    given_up: tuple[tuple[str, str], ...]
    small_sample: SmallSample
    path: str = "discrete"

    def contrast(self, weights: Any) -> Contrast:
        """Estimate Σ weight × coefficient; weights of shape (p,), not all 0 (else ValueError)."""
        return self.small_sample.contrast(self.coefficients, weights)

    def joint_test(self, contrast_matrix: Any) -> JointTest:
        """F test that several linear combinations, the rows of a (k, p) matrix, are all 0."""
        return self.small_sample.joint_test(self.coefficients, contrast_matrix)

    def wald(self, contrast_matrix: Any) -> tuple[float, int, float]:
        """Chi-square test that several linear combinations, the rows of a (k, p) matrix, are all 0.

        Returns
        -------
        chi_square, degrees_of_freedom, p_value

        Raises
        ------
        ValueError
            For a wrong shape, or rows that depend on each other.
        """
        rows = contrast_rows(contrast_matrix, len(self.coefficients))
        estimate = rows @ self.coefficients
        chi_square = float(estimate @ np.linalg.solve(rows @ self.covariance @ rows.T, estimate))
        return chi_square, len(rows), chi_square_tail(chi_square, len(rows))


def mmrm(
    outcome: Any,
    covariates: Any,
    person: Any,
    visit: Any,
    covariance: str = "unstructured",
    degrees_of_freedom: str = "satterthwaite",
    reml: bool = True,
    fallback: bool = False,
    errors: Literal["model", "robust"] = "model",
) -> MMRM:
    """Fit by restricted, or plain, maximum likelihood.

    Parameters
    ----------
    outcome : array, shape (n,), one row a person and visit; leave missing visits out
    covariates : array, shape (n, p), with the intercept column
    person : array of labels, shape (n,)
    visit : array of int, shape (n,), 0 to V − 1
    covariance : one of `mmrm_structures.NAMES`
    degrees_of_freedom : normal, satterthwaite or kenward_roger (with REML only)
    reml : whether the likelihood is the restricted one
    fallback : where the structure has no answer, try those behind it in `mmrm_structures.FALLBACK`
    errors : those of the model, or robust ones from what each person adds, which hold where groups scatter differently;
        their degrees of freedom are the model's

    Returns
    -------
    MMRM

    Raises
    ------
    ValueError
        For invalid input; two rows of one person and visit; a visit, or a pair of visits, that
        (almost) nobody has; collinear covariates; or a likelihood without a maximum.
    """
    outcome = arrays.numeric(outcome, "outcome")
    design = arrays.matrix(covariates, "covariates", len(outcome))
    arrays.require_independent_columns(design, "covariates")
    require_method(degrees_of_freedom)
    if degrees_of_freedom == "kenward_roger" and not reml:
        raise ValueError("Kenward–Roger degrees of freedom need REML: take reml, or satterthwaite.")
    if errors not in ("model", "robust"):
        raise ValueError("errors must be model or robust.")
    if degrees_of_freedom == "kenward_roger" and errors == "robust":
        raise ValueError("Kenward–Roger widens the model's errors: with robust ones take satterthwaite.")
    labels, code = arrays.codes(person, "person", len(outcome))
    visit, n_visits = _visits(visit, code, len(outcome))
    if len(outcome) <= design.shape[1]:
        raise ValueError(f"{design.shape[1]} coefficients cannot be estimated from {len(outcome)} rows.")

    # Work on what least squares leaves over, in units of its spread: the search starts near 1.
    start = np.linalg.lstsq(design, outcome, rcond=None)[0]
    residual = outcome - design @ start
    unit = float(np.sqrt(residual @ residual / len(residual)))
    if not unit > 1e-10 * np.sqrt(outcome @ outcome / len(outcome)):
        raise ValueError("The covariates fit the outcome without error: variances cannot be estimated.")
    data = visit_patterns(np.column_stack([design, residual / unit]), code, visit, n_visits)
    shape, parameters, curvature, given_up = _first_that_fits(data, _to_try(covariance, fallback), reml)

    fitted = restricted(data, shape, parameters, reml)
    small = _small_sample(data, shape, parameters, fitted, curvature, degrees_of_freedom).in_units(unit)
    if errors == "robust":
        own = weighed_residuals(residual - unit * design @ fitted.shift, code, visit, data, fitted)
        found, _ = sandwich(
            small.model_covariance, design * own[:, np.newaxis] / unit**2, "CR1", cluster=code
        )
        small = replace(small, covariance=found)
    freedom = len(outcome) - design.shape[1] * reml
    return MMRM(
        coefficients=start + unit * fitted.shift,
        covariance=small.covariance,
        std_error=np.sqrt(np.diag(small.covariance)),
        degrees_of_freedom=np.array([small.degrees_of_freedom(row) for row in np.eye(design.shape[1])]),
        visit_covariance=unit**2 * shape.covariance(parameters),
        log_likelihood=-(fitted.deviance + freedom * np.log(2 * np.pi * unit**2)) / 2,
        n=len(outcome),
        n_people=len(labels),
        converged=True,
        structure=shape.name,
        given_up=given_up,
        small_sample=small,
    )


def _to_try(covariance: str, fallback: bool) -> tuple[str, ...]:
    """The structure asked for, then those behind it in the order of fallback."""
    if not fallback:
        return (covariance,)
    behind = FALLBACK[FALLBACK.index(covariance) + 1 :] if covariance in FALLBACK else FALLBACK[-2:]
    return (covariance, *behind)


def _first_that_fits(
    data: VisitPatterns, names: tuple[str, ...], reml: bool
) -> tuple[Structure, np.ndarray, np.ndarray, tuple[tuple[str, str], ...]]:
    """The first structure whose likelihood has a maximum: structure, parameters, curvature, those given up."""
    given_up: list[tuple[str, str]] = []
    for shape in [structure(name, data.n_visits) for name in names]:
        try:
            require_pairs(shape, data.kept, data.n_people)
            start = shape.start(starting_covariance(data))
            parameters, curvature = minimise(lambda at, by=shape: restricted(data, by, at, reml), start)
            return shape, parameters, curvature, tuple(given_up)
        except np.linalg.LinAlgError:
            given_up.append((shape.name, NO_MAXIMUM))
        except ValueError as reason:
            given_up.append((shape.name, str(reason)))
    if len(names) == 1:
        raise ValueError(given_up[0][1])
    raise ValueError(f"No covariance between visits can be estimated. {given_up[-1][1]}")


def _small_sample(
    data: VisitPatterns,
    shape: Structure,
    parameters: np.ndarray,
    fitted: Restricted,
    curvature: np.ndarray,
    method: str,
) -> SmallSample:
    """Uncertainty in units of the search."""
    if method != "kenward_roger":
        gradient = covariance_gradient(data, shape, parameters, fitted)
        return SmallSample(method, fitted.inverse, fitted.inverse, gradient, 2 * np.linalg.inv(curvature))
    sums = sensitivity(data, shape, parameters, fitted)
    spread = sums.parameter_covariance()
    return SmallSample(method, sums.adjusted_covariance(spread), sums.covariance, sums.gradient, spread)


def _visits(visit: Any, code: np.ndarray, n_rows: int) -> tuple[np.ndarray, int]:
    """Check visit numbers, and that no person has a visit twice."""
    number = arrays.numeric(visit, "visit", n_rows)
    if np.any(number != np.floor(number)) or number.min() < 0:
        raise ValueError("visit must be whole numbers from 0.")
    index = number.astype(np.int64)
    n_visits = int(index.max()) + 1
    twice = int(np.sum(np.maximum(np.bincount(code.astype(np.int64) * n_visits + index) - 1, 0)))
    if twice:
        raise ValueError(f"{twice} rows repeat a person's visit; there must be one row a person and visit.")
    return index, n_visits
