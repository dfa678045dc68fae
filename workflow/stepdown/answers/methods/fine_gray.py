"""Subdistribution hazard ratio of each exposure group: what it does to the cumulative incidence itself."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from stepdown.answers.coding import code, complete
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.convergence import of_fits
from stepdown.answers.gates.events_per_parameter import events_per_parameter
from stepdown.answers.methods.base import Z95, AnalysisModel, Answer, attempt
from stepdown.answers.methods.competing import EVENT, causes


class Analysis(AnalysisModel):
    """Fine and Gray's model of the event, with the robust variance; for prediction, beside cause_specific_cox."""

    shapes: ClassVar = ("time_to_event",)
    gates: ClassVar = ("convergence", "events_per_parameter")

    method: Literal["fine_gray"]
    adjusted: bool = False
    """Adjust for the question's adjustment set."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.fine_gray import fine_gray

    measure = "subdistribution_hazard_ratio"
    rows = complete(frame.people, ["exposure", "day", *frame.covariates(analysis.adjusted)])
    variables = {"exposure": frame.exposure_variable} | frame.covariates(analysis.adjusted)
    design = code(rows, variables, {"exposure": frame.question.exposure.reference})
    exposure, n_parameters = design.of("exposure"), design.matrix.shape[1]
    what = causes(rows)
    n_events = int((what == EVENT).sum())
    shared = {"n": len(rows), "n_events": n_events}
    if not exposure or not n_events:
        reason = "fewer than two exposure groups, or no events"
        return Answer([frame.estimate(analysis, measure, **shared, status="not_estimable", reason=reason)])
    fit, reason = attempt(fine_gray, rows["day"].to_numpy(float), what, design.matrix)
    if fit is None:
        return Answer([frame.estimate(analysis, measure, **shared, status="not_estimable", reason=reason)])
    sizes = rows["exposure"].value_counts()
    estimates = []
    for term in exposure:
        log_ratio, std_error = fit.coefficients[term.column], fit.std_error[term.column]
        estimates.append(
            frame.estimate(
                analysis,
                measure,
                **shared,
                level=term.level,
                reference=term.reference,
                estimate=float(np.exp(log_ratio)),
                std_error=float(std_error),
                lower=float(np.exp(log_ratio - Z95 * std_error)),
                upper=float(np.exp(log_ratio + Z95 * std_error)),
                p_value=float(fit.p_value[term.column]),
                level_n=int(sizes[term.level]),
                reference_n=int(sizes.get(term.reference, 0)),
                residual_df=n_events - n_parameters,
            )
        )
    enough = events_per_parameter(n_events, n_parameters, frame.plan.gates.events_per_parameter)
    return Answer(estimates, [enough, of_fits(fit)])
