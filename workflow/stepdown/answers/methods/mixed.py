"""Random-intercept model of repeated scores: one correlation between all waves."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import Z95, AnalysisModel, Answer, attempt
from stepdown.answers.methods.repeated import repeated_design
from stepdown.answers.methods.repeated_rows import repeated_rows


class Analysis(AnalysisModel):
    """Linear mixed model with a random intercept a person, REML, normal intervals."""

    shapes: ClassVar = ("score",)

    method: Literal["mixed"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from scipy.stats import norm

    from stepdown.estimators.mixed import random_intercept

    design, reason = attempt(repeated_design, frame)
    if design is None:
        return Answer(
            [frame.estimate(analysis, "mean_difference", n=0, status="not_estimable", reason=reason)]
        )
    fit, reason = attempt(
        random_intercept,
        design.rows["score"].to_numpy(float),
        design.matrix,
        design.rows["person_id"].to_numpy(str),
    )
    if fit is None:
        n = design.rows["person_id"].nunique()
        return Answer(
            [frame.estimate(analysis, "mean_difference", n=n, status="not_estimable", reason=reason)]
        )

    def contrast(weights: np.ndarray) -> dict[str, float]:
        estimate = float(weights @ fit.coefficients)
        std_error = float(np.sqrt(weights @ fit.covariance @ weights))
        return {
            "estimate": estimate,
            "std_error": std_error,
            "lower": estimate - Z95 * std_error,
            "upper": estimate + Z95 * std_error,
            "p_value": float(2 * norm.sf(abs(estimate / std_error))),
        }

    return Answer(repeated_rows(analysis, frame, design, contrast))
