"""Mixed model for repeated measures: every wave its own mean, any covariance between waves."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt
from stepdown.answers.methods.repeated import effect_weights, repeated_design
from stepdown.answers.methods.repeated_rows import repeated_rows


class Analysis(AnalysisModel):
    """MMRM, unstructured covariance, REML, Satterthwaite degrees of freedom; all interviews used."""

    shapes: ClassVar = ("score",)

    method: Literal["mmrm"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.mmrm import mmrm

    design, reason = attempt(repeated_design, frame)
    if design is None:
        return Answer(
            [frame.estimate(analysis, "mean_difference", n=0, status="not_estimable", reason=reason)]
        )
    visit = design.rows["wave"].map({wave: i for i, wave in enumerate(design.waves)}).to_numpy(int)
    fit, reason = attempt(
        mmrm,
        design.rows["score"].to_numpy(float),
        design.matrix,
        design.rows["person_id"].to_numpy(str),
        visit,
    )
    if fit is None:
        n = design.rows["person_id"].nunique()
        return Answer(
            [frame.estimate(analysis, "mean_difference", n=n, status="not_estimable", reason=reason)]
        )

    def contrast(weights: np.ndarray) -> dict[str, float]:
        found = fit.contrast(weights)
        return {
            name: float(getattr(found, name))
            for name in ("estimate", "std_error", "lower", "upper", "p_value")
        }

    rows = repeated_rows(analysis, frame, design, contrast)
    effects = [effect_weights(design, level, wave) for level in frame.levels[1:] for wave in design.waves[1:]]
    chi_square, _, p_value = fit.wald(np.array(effects))
    rows.append(
        frame.estimate(
            analysis,
            "chi_square",
            missing_rule="missing at random (likelihood)",
            n=design.rows["person_id"].nunique(),
            estimate=float(chi_square),
            p_value=float(p_value),
        )
    )
    return Answer(rows)
