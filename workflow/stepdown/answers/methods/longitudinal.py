"""What the models of repeated scores share: their contrasts as rows, and how a fit is told apart from the usual one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

import numpy as np
import pandas as pd

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer

AT_RANDOM = "missing at random (likelihood)"
DegreesOfFreedom = Literal["normal", "satterthwaite", "kenward_roger"]
DEGREES_WORDS = {"satterthwaite": "Satterthwaite", "kenward_roger": "Kenward–Roger"}
STRUCTURE_WORDS = {
    "unstructured": "unstructured covariance",
    "toeplitz_heterogeneous": "heterogeneous Toeplitz covariance",
    "ar1_heterogeneous": "heterogeneous AR(1) covariance",
    "compound_symmetry_heterogeneous": "heterogeneous compound-symmetry covariance",
    "toeplitz": "Toeplitz covariance",
    "ar1": "AR(1) covariance",
    "compound_symmetry": "compound-symmetry covariance",
}


Contrast = Callable[[np.ndarray], dict[str, float]]


class Fitted(Protocol):
    """A model that can answer a contrast."""

    def contrast(self, weights: np.ndarray): ...


def contrasts(fit: Fitted) -> Contrast:
    """Weights on the coefficients → estimate, std_error, lower, upper, p_value."""

    def contrast(weights: np.ndarray) -> dict[str, float]:
        found = fit.contrast(weights)
        return {
            name: float(getattr(found, name))
            for name in ("estimate", "std_error", "lower", "upper", "p_value")
        }

    return contrast


def joint_row(
    analysis: AnalysisModel, frame: QuestionFrame, fit, effects: np.ndarray, n: int, definition: str
) -> Estimate:
    """Do the groups differ at any later interview: an F test, or why there is none.

    Parameters
    ----------
    effects : contrasts, one a group and interview, shape (k, p).
    definition : what the test is about.
    """
    shared = {"missing_rule": AT_RANDOM, "n": n, "definition": definition}
    try:
        test = fit.joint_test(effects)
    except ValueError as reason:
        return frame.estimate(analysis, "f_statistic", status="not_estimable", reason=str(reason), **shared)
    return frame.estimate(analysis, "f_statistic", estimate=test.statistic, p_value=test.p_value, **shared)


def no_answer(
    analysis: AnalysisModel, frame: QuestionFrame, measure: str, reason: str, rows: pd.DataFrame | None = None
) -> Answer:
    """The one row of a model that could not be fitted; `rows` are the scores it would have used."""
    n = 0 if rows is None else int(rows["person_id"].nunique())
    return Answer([frame.estimate(analysis, measure, n=n, status="not_estimable", reason=reason)])
