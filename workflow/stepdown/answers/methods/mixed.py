"""Random-intercept model of repeated scores: one correlation between all waves."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.convergence import of_fits
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt
from stepdown.answers.methods.longitudinal import DEGREES_WORDS, DegreesOfFreedom, contrasts, no_answer
from stepdown.answers.methods.repeated import repeated_design
from stepdown.answers.methods.repeated_rows import repeated_rows


class Analysis(AnalysisModel):
    """Linear mixed model with a random intercept a person, REML."""

    shapes: ClassVar = ("score",)
    gates: ClassVar = ("convergence",)

    method: Literal["mixed"]
    adjusted: bool = False
    """Adjust for the question's adjustment set, and for the score at baseline where chance did not make the groups."""
    degrees_of_freedom: DegreesOfFreedom = "normal"
    """Satterthwaite or Kenward–Roger widen the intervals for few people."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.mixed import random_intercept

    design, reason = attempt(repeated_design, frame, analysis.adjusted)
    if design is None:
        return no_answer(analysis, frame, "mean_difference", reason)
    fit, reason = attempt(
        random_intercept,
        design.outcome,
        design.matrix,
        design.rows["person_id"].to_numpy(str),
        analysis.degrees_of_freedom,
    )
    if fit is None:
        return no_answer(analysis, frame, "mean_difference", reason, design.rows)
    words = DEGREES_WORDS.get(analysis.degrees_of_freedom, "")
    qualifier = f", {words}" if words else ""
    if fit.singular:
        qualifier += ", no variance between people"
    rows = repeated_rows(analysis, frame, design, contrasts(fit), qualifier=qualifier)
    return Answer(rows, [of_fits(fit)])
