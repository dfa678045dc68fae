"""Odds ratios of a yes/no outcome for every predictor of the question."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from stepdown.answers.coding import code, complete
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates import events_per_parameter
from stepdown.answers.methods.base import Z95, AnalysisModel, Answer, attempt


class Analysis(AnalysisModel):
    """Logistic regression on the exposure and the adjustment set; every coefficient is reported."""

    shapes: ClassVar = ("yes_no",)

    method: Literal["logistic"]
    adjusted: bool = True
    """Enter all predictors together; otherwise one model each."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    predictors = {name: frame.vocabulary.variable(name) for name in frame.question.adjustment}
    if frame.question.exposure:
        predictors = {"exposure": frame.exposure_variable} | predictors
    sets = [predictors] if analysis.adjusted else [{name: variable} for name, variable in predictors.items()]
    rows, verdicts = [], []
    for variables in sets:
        fitted_rows, verdict = _fit(analysis, frame, variables)
        rows += fitted_rows
        verdicts += verdict
    return Answer(rows, verdicts)


def _fit(analysis: Analysis, frame: QuestionFrame, variables: dict) -> tuple[list, list]:
    from stepdown.estimators.logistic import logistic

    people = complete(frame.people, ["value", *variables])
    references = {"exposure": frame.question.exposure.reference} if frame.question.exposure else {}
    design = code(people, variables, references)
    outcome = people["value"].to_numpy(bool)
    n_events = int(min(outcome.sum(), (~outcome).sum()))
    shared = {
        "n": len(people),
        "n_events": int(outcome.sum()),
        "adjustment": " + ".join(variables) if len(variables) > 1 else "none",
    }
    fit, reason = attempt(logistic, outcome, design.matrix)
    if fit is None:
        return [frame.estimate(analysis, "odds_ratio", **shared, status="not_estimable", reason=reason)], []
    rows = []
    for term in design.terms:
        i = term.column + 1  # the intercept comes first
        log_ratio, std_error = fit.coefficients[i], fit.std_error[i]
        values = people[term.variable]
        name = frame.question.exposure.variable if term.variable == "exposure" else term.variable
        rows.append(
            frame.estimate(
                analysis,
                "odds_ratio",
                **shared,
                exposure=name,
                level=term.level,
                reference=term.reference,
                estimate=np.exp(log_ratio),
                std_error=std_error,
                lower=np.exp(log_ratio - Z95 * std_error),
                upper=np.exp(log_ratio + Z95 * std_error),
                p_value=float(fit.p_value[i]),
                level_n=int((values == term.level).sum()) if term.reference else len(people),
                reference_n=int((values == term.reference).sum()) if term.reference else len(people),
                residual_df=len(people) - design.matrix.shape[1] - 1,
            )
        )
    floor = frame.plan.gates.events_per_parameter
    return rows, [events_per_parameter(n_events, design.matrix.shape[1], floor)]
