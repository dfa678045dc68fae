"""Standardization: a model's predictions for everybody in each group, averaged."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates import Verdict
from stepdown.answers.gates.verdict import unchecked
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
from stepdown.answers.methods.outcome_verdicts import enough_events, of_means
from stepdown.answers.methods.weighting import overlap_verdict
from stepdown.seeds import seed_of


class Analysis(AdjustedAnalysis):
    """G-formula: logistic for a yes/no, linear for a score and for pseudo-values of a time to an event."""

    shapes: ClassVar = ("yes_no", "time_to_event", "score")
    gates: ClassVar = ("convergence", "events_per_parameter", "overlap")

    method: Literal["standardization"]
    own_slopes: bool = False
    """Whether covariates may matter differently in every group."""
    errors: Literal["sandwich", "bootstrap"] = "sandwich"
    """sandwich (a formula) or bootstrap (over people, the outcome model fitted anew each time; percentiles as limits)."""
    replicates: int = Field(default=500, ge=50)
    """Bootstrap replicates."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.standardization import standardized_means
    from stepdown.estimators.standardization_bootstrap import bootstrapped_means

    people, reason = attempt(adjusted_people, frame)
    if people is None:
        return Answer(not_estimable(analysis, frame, reason))
    settled: list = []

    def means(measure: str, level: str):
        found = resampled(measure) if analysis.errors == "bootstrap" else standardized(measure, people)
        settled.append(found)
        return found

    def resampled(measure: str):
        seed = seed_of(frame.plan.seed, frame.question.id, analysis.method, measure)
        person = people.people["person_id"].to_numpy(str)
        return bootstrapped_means(
            people.number(measure),
            people.exposure,
            people.covariates,
            people.family,
            seed,
            analysis.own_slopes,
            person,
            analysis.replicates,
        )

    def standardized(measure: str, people: AdjustedPeople):
        number, family = people.number(measure), people.family
        return standardized_means(number, people.exposure, people.covariates, family, analysis.own_slopes)

    rows = adjusted_rows(analysis, frame, people, means)
    enough = enough_events(frame, people, analysis.own_slopes)
    verdicts = [*_overlap(frame, people), *of_means(settled), enough]
    curves = adjusted_curves(analysis, frame, people, lambda at: standardized("risk", at))
    return Answer(rows, verdicts, diagnostics=curves | influence_of(analysis, frame, people, means))


def _overlap(frame: QuestionFrame, people: AdjustedPeople) -> list[Verdict]:
    """What a model says of people who could not have been in a group is its own invention (definitions, D.4)."""
    from stepdown.estimators.propensity import propensity

    fitted, reason = attempt(propensity, people.exposure, people.covariates)
    if fitted is None:
        return [
            unchecked("overlap", frame.plan.gates.overlap, separated_by(frame, people, reason).rstrip("."))
        ]
    return [overlap_verdict(frame, fitted)]
