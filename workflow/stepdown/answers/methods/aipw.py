"""Augmented inverse probability weighting: right when either the propensity or the outcome model is."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.convergence import of_fits
from stepdown.answers.gates.weight_tails import weight_tails
from stepdown.answers.methods.adjusted_curves import adjusted_curves
from stepdown.answers.methods.adjusted_people import (
    AdjustedAnalysis,
    AdjustedPeople,
    adjusted_people,
    separated_by,
)
from stepdown.answers.methods.adjusted_rows import adjusted_rows, not_estimable
from stepdown.answers.methods.base import Answer, attempt
from stepdown.answers.methods.influence import influence_of
from stepdown.answers.methods.outcome_verdicts import enough_events
from stepdown.answers.methods.weighting import overlap_verdict, tails_of


class Analysis(AdjustedAnalysis):
    """Doubly robust effect in everybody; every person is predicted by models fitted to the others."""

    shapes: ClassVar = ("yes_no", "time_to_event", "score")
    gates: ClassVar = ("convergence", "events_per_parameter", "overlap", "weight_tails")

    method: Literal["aipw"]
    folds: int = Field(default=5, ge=1, le=20)
    """Folds of people for cross-fitting, dealt by the plan's seed; 1 fits both models in everybody."""
    own_slopes: bool = True
    """Whether covariates may matter differently in every group."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.doubly_robust import augmented_means, cross_fitted_means
    from stepdown.estimators.propensity import propensity

    people, reason = attempt(adjusted_people, frame)
    if people is None:
        return Answer(not_estimable(analysis, frame, reason))
    fitted, reason = attempt(propensity, people.exposure, people.covariates)
    if fitted is None:
        return Answer(not_estimable(analysis, frame, separated_by(frame, people, reason)))

    settled: list = [fitted]

    def means(measure: str, level: str):
        settled.append(found := augmented(measure, people))
        return found

    def augmented(measure: str, people: AdjustedPeople):
        outcome, slopes = people.number(measure), analysis.own_slopes
        if analysis.folds == 1:
            return augmented_means(outcome, fitted, people.covariates, people.family, slopes)
        person = people.people["person_id"].to_numpy(str)
        return cross_fitted_means(
            outcome,
            people.exposure,
            people.covariates,
            people.family,
            person,
            frame.plan.seed,
            analysis.folds,
            slopes,
        )

    rows = adjusted_rows(analysis, frame, people, means)
    tails = tails_of(fitted, [1 / fitted.own])
    verdicts = [
        overlap_verdict(frame, fitted),
        *weight_tails(tails, frame.plan.gates.weight_tails, frame.levels[0]),
        enough_events(frame, people, analysis.own_slopes),
    ]
    # Without a model of the outcome that settled there is nothing to say of all models.
    verdicts += [of_fits(*settled)] if len(settled) > 1 else []
    curves = adjusted_curves(analysis, frame, people, lambda at: augmented("risk", at))
    return Answer(rows, verdicts, diagnostics=curves | influence_of(analysis, frame, people, means))
