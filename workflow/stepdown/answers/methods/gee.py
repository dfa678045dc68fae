"""Estimating equations for repeated scores: group means by wave, people's own waves correlated."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.convergence import of_fits
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt
from stepdown.answers.methods.repeated import repeated_design
from stepdown.answers.methods.repeated_rows import repeated_rows


class Analysis(AnalysisModel):
    """Generalized estimating equations on waves and groups, clusters being people; Student's intervals.

    A score that is missing is taken to be missing completely at random, given group and wave: where the last score
    foretells who is missing, prefer `mmrm`.
    """

    shapes: ClassVar = ("score",)
    gates: ClassVar = ("convergence",)

    method: Literal["gee"]
    correlation: Literal["independence", "exchangeable", "ar1"] = "exchangeable"
    """Working correlation of a person's waves; the errors hold even where it is wrong."""
    correction: Literal["none", "kauermann_carroll", "mancl_derouen"] = "mancl_derouen"
    """Correction of the robust errors for few people."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from scipy.stats import t

    from stepdown.estimators.gee import gee

    design, reason = attempt(repeated_design, frame)
    if design is None:
        return Answer(
            [frame.estimate(analysis, "mean_difference", n=0, status="not_estimable", reason=reason)]
        )
    wave = {"wave": design.rows["wave"].to_numpy(int)} if analysis.correlation == "ar1" else {}
    fit, reason = attempt(
        gee,
        design.rows["score"].to_numpy(float),
        design.matrix,
        design.rows["person_id"].to_numpy(str),
        "gaussian",
        analysis.correlation,
        analysis.correction,
        **wave,
    )
    if fit is None:
        n = design.rows["person_id"].nunique()
        return Answer(
            [frame.estimate(analysis, "mean_difference", n=n, status="not_estimable", reason=reason)]
        )
    quantile = float(t.ppf(0.975, fit.degrees_of_freedom))

    def contrast(weights: np.ndarray) -> dict[str, float]:
        estimate = float(weights @ fit.coefficients)
        std_error = float(np.sqrt(weights @ fit.covariance @ weights))
        return {
            "estimate": estimate,
            "std_error": std_error,
            "lower": estimate - quantile * std_error,
            "upper": estimate + quantile * std_error,
            "p_value": float(2 * t.sf(abs(estimate / std_error), fit.degrees_of_freedom)),
        }

    rule = "missing completely at random"
    return Answer(repeated_rows(analysis, frame, design, contrast, rule), [of_fits(fit)])
