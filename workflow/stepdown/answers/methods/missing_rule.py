"""The risk under one plain rule about unknown outcomes: left out, all counted as the event, or none."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

import numpy as np
from pydantic import model_validator

from stepdown.answers.coding import code
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.loss import WeighingMethod, effect_means, status_at_horizon
from stepdown.answers.methods.adjusted_people import MEASURES, AdjustedPeople
from stepdown.answers.methods.adjusted_rows import adjusted_rows, not_estimable
from stepdown.answers.methods.base import Answer, LossAnalysis, attempt

WORDS = {
    "observed_only": "observed only",
    "missing_is_event": "missing = event",
    "missing_is_no_event": "missing = no event",
}


class Analysis(LossAnalysis):
    """A convention, shown because readers know it (definitions, D.3).

    Counting the missing as using favours the group that was reached more often and makes the interval too narrow; multiple
    imputation and the tipping grid show how much hangs on it. Of a time to an event, whoever is lost before the horizon
    is missing, and the risk by the horizon is compared.
    """

    shapes: ClassVar = ("yes_no", "time_to_event")

    method: Literal["missing_rule"]
    rule: Literal["observed_only", "missing_is_event", "missing_is_no_event"]
    """What becomes of people whose outcome is not known."""
    adjusted: bool = False
    """Adjust for the question's adjustment set."""
    weights: WeighingMethod | None = None
    """Adjust by the weights of this method, as the primary analysis may, and not by standardization."""

    @model_validator(mode="after")
    def _never_the_answer(self):
        if self.role == "primary" and self.rule != "observed_only":
            raise ValueError(
                "a convention about who is missing cannot be the answer: give it the role sensitivity, and make "
                "multiple_imputation primary"
            )
        return self


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    people, reason = attempt(_people, analysis, frame)
    if people is None:
        return Answer(not_estimable(analysis, frame, reason, MEASURES["yes_no"]))
    means = effect_means(people, analysis.weights)
    rows = adjusted_rows(analysis, frame, people, means, analysis.weights == "att", MEASURES["yes_no"])
    # A ratio beside the difference would give two shares back exactly.
    kept = [row for row in rows if row.measure != "risk_ratio"]
    return Answer([replace(row, missing_rule=WORDS[analysis.rule]) for row in kept])


def _people(analysis: Analysis, frame: QuestionFrame) -> AdjustedPeople:
    variables = frame.covariates(analysis.adjusted)
    people = frame.people.assign(value=status_at_horizon(frame))
    people = people.dropna(subset=["exposure", *variables]).reset_index(drop=True)
    if analysis.rule == "observed_only":
        people = people.dropna(subset="value").reset_index(drop=True)
    else:
        people = people.assign(value=people["value"].fillna(analysis.rule == "missing_is_event"))
    exposure = people["exposure"].to_numpy(str)
    if len(np.unique(exposure)) < 2:
        raise ValueError("fewer than two groups have anybody to compare")
    matrix = code(people, variables).matrix
    return AdjustedPeople(people, exposure, matrix, "yes_no", frame.question.horizon_days)
