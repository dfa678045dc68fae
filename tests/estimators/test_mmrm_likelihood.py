"""The restricted likelihood's derivatives against numerical ones, and its value against the plain formula."""

from __future__ import annotations

import numpy as np
import pytest

from stepdown.estimators.mmrm_likelihood import covariance_gradient, restricted, visit_patterns
from stepdown.estimators.mmrm_search import hessian
from stepdown.estimators.mmrm_structures import Structure, cholesky_factor, log_cholesky

from .test_mixed import data

ANY = Structure("unstructured", 4)


@pytest.fixture(scope="module")
def problem():
    outcome, design, person, visit = (np.asarray(part, dtype=float) for part in data("made_up"))
    code = person.astype(int)
    rows = np.column_stack([design, outcome])
    start = log_cholesky(2 * np.eye(4) + np.array([[3, 1, 1, 0], [1, 4, 2, 1], [1, 2, 5, 2], [0, 1, 2, 6.0]]))
    return visit_patterns(rows, code, visit.astype(int), 4), start, rows, code, visit.astype(int)


def test_log_cholesky_goes_there_and_back(problem):
    _, start, *_ = problem
    factor = cholesky_factor(start, 4)
    np.testing.assert_allclose(log_cholesky(factor @ factor.T), start, rtol=1e-12)


def test_value_equals_the_formula_with_the_whole_covariance_matrix(problem):
    patterns, start, rows, code, visit = problem
    factor = cholesky_factor(start, 4)
    covariance = np.where(code[:, None] == code[None, :], (factor @ factor.T)[np.ix_(visit, visit)], 0.0)
    design, outcome = rows[:, :-1], rows[:, -1]
    weighted = np.linalg.solve(covariance, design)
    beta = np.linalg.solve(design.T @ weighted, weighted.T @ outcome)
    residual = outcome - design @ beta
    expected = np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(design.T @ weighted)[1]
    expected += residual @ np.linalg.solve(covariance, residual)
    ours = restricted(patterns, ANY, start)
    assert ours.deviance == pytest.approx(expected, rel=1e-11)
    np.testing.assert_allclose(ours.shift, beta, rtol=1e-9)


def test_gradient_and_hessian_are_the_derivatives(problem):
    patterns, start, *_ = problem
    at = restricted(patterns, ANY, start)
    curvature = hessian(lambda at: restricted(patterns, ANY, at), start)
    phi_slope = covariance_gradient(patterns, ANY, start, at)
    for index, unit in enumerate(np.eye(len(start)) * 1e-5):
        up, down = restricted(patterns, ANY, start + unit), restricted(patterns, ANY, start - unit)
        assert at.gradient[index] == pytest.approx((up.deviance - down.deviance) / 2e-5, rel=1e-5, abs=1e-5)
        np.testing.assert_allclose(
            curvature[index], (up.gradient - down.gradient) / 2e-5, rtol=1e-5, atol=1e-5
        )
        np.testing.assert_allclose(phi_slope[index], (up.inverse - down.inverse) / 2e-5, rtol=1e-5, atol=1e-8)
