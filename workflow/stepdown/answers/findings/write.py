"""Write the finding of every question, from protected estimates alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stepdown.answers.findings import (
    adjusted_effects,
    competing_events,
    definitions,
    effect_modification,
    follow_up_loss,
    landmark_score,
    late_exposure,
    length_of_stay,
    missing_outcomes,
    predictors,
    repeated_scores,
    started_in_time,
    time_to_event,
    weeks_of_care,
    whereabouts,
    yes_no_groups,
)
from stepdown.answers.findings.family import with_family
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.margin import with_margin
from stepdown.answers.findings.phrases import Rows
from stepdown.answers.methods.adjusted_people import AdjustedAnalysis
from stepdown.disclosure.protected import Protected, require_protected
from stepdown.plan.family import family_of

if TYPE_CHECKING:
    from stepdown.plan.study import Question, StudyPlan
    from stepdown.records.variables import Vocabulary


def write_findings(
    estimates: Protected,
    gates: Protected,
    plan: StudyPlan,
    vocabulary: Vocabulary,
    multiverses: Mapping[str, Protected] | None = None,
) -> dict[str, Any]:
    """One finding a question.

    Parameters
    ----------
    estimates : the released estimates table.
    gates : the released gate verdicts.
    multiverses : question -> its released table of every definition, where it has one.

    Returns
    -------
    dict
        The content of `findings.json`: each number carries its row (first data row of estimates.csv = 1) and column.
    """
    require_protected(estimates, "write_findings")
    require_protected(gates, "write_findings")
    findings = []
    for question in plan.questions:
        population = plan.populations[question.population].description
        context = Context(question, vocabulary, Rows(estimates.table, question.id), population)
        stated = writer(question, vocabulary).write(context)
        finding = with_margin(context, with_family(context, stated, family_of(plan, question.id)))
        every = (multiverses or {}).get(question.id)
        beside = () if every is None else definitions.sentences(every, finding)
        within = effect_modification.sentences(context)
        withstands = (*follow_up_loss.sentences(context), *missing_outcomes.sentences(context))
        findings.append(
            {
                "question": question.id,
                "asked": question.question,
                "design": question.design,
                "status": finding.status,
                "headline": finding.headline.as_record(),
                "sentences": [
                    sentence.as_record() for sentence in (*beside, *within, *finding.sentences, *withstands)
                ],
                "gates": gates.content["verdicts"][question.id],
            }
        )
    return {"study": plan.study, "title": plan.title, "data": plan.data, "findings": findings}


def writer(question: Question, vocabulary: Vocabulary):
    """The module that knows how to speak of this kind of question."""
    shape = question.outcome.shape
    if shape == "states":
        return whereabouts
    primary = next(analysis for analysis in question.analyses if analysis.role == "primary")
    if isinstance(primary, AdjustedAnalysis) and shape != "time_to_event":
        return adjusted_effects
    if primary.method == "duration_strategies":
        return weeks_of_care
    if primary.method in ("missing_rule", "reference_based") or (
        primary.method == "multiple_imputation" and shape == "score"
    ):
        return adjusted_effects
    if shape == "interval" and question.exposure:
        return length_of_stay
    if shape == "yes_no" and question.exposure:
        return yes_no_groups
    if shape == "yes_no" or question.exposure is None:
        return predictors
    later = vocabulary.variable(question.exposure.variable).known_at == "later"
    if primary.method == "clone_censor_weight":
        return started_in_time
    if shape == "time_to_event":
        if not later and question.outcome.words(vocabulary).competes:
            return competing_events
        return late_exposure if later else time_to_event
    return landmark_score if later else repeated_scores
