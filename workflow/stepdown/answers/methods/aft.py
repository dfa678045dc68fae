"""Time ratio of each exposure group: how many times as long it takes until the event."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from stepdown.answers.coding import code, complete
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.convergence import of_fits
from stepdown.answers.gates.events_per_parameter import events_per_parameter
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt


class Analysis(AnalysisModel):
    """Accelerated failure time regression, with Weibull or log-normal times; every day counts as its end.

    An event on day 0 has no logarithm: such people are counted on half a day.
    """

    shapes: ClassVar = ("time_to_event",)
    gates: ClassVar = ("convergence", "events_per_parameter")

    method: Literal["aft"]
    distribution: Literal["weibull", "log_normal"] = "weibull"
    """The shape of times: weibull (a hazard that only rises or only falls) or log_normal (one that rises, then falls)."""
    adjusted: bool = False
    """Adjust for the question's adjustment set."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.accelerated_failure_time import accelerated_failure_time

    rows = complete(frame.people, ["exposure", "day", *frame.covariates(analysis.adjusted)])
    variables = {"exposure": frame.exposure_variable} | frame.covariates(analysis.adjusted)
    design = code(rows, variables, {"exposure": frame.question.exposure.reference})
    exposure, n_parameters = design.of("exposure"), design.matrix.shape[1]
    event = rows["event"].to_numpy(bool)
    shared = {"n": len(rows), "n_events": int(event.sum())}
    if not exposure or not event.any():
        reason = "fewer than two exposure groups, or no events"
        return Answer(
            [frame.estimate(analysis, "time_ratio", **shared, status="not_estimable", reason=reason)]
        )
    day = np.maximum(rows["day"].to_numpy(float), 0.5)
    fit, reason = attempt(
        accelerated_failure_time, day, event, design.matrix, distribution=analysis.distribution
    )
    if fit is None:
        return Answer(
            [frame.estimate(analysis, "time_ratio", **shared, status="not_estimable", reason=reason)]
        )
    sizes, estimates = rows["exposure"].value_counts(), []
    for term in exposure:
        ratio, lower, upper = fit.time_ratio(term.column)
        estimates.append(
            frame.estimate(
                analysis,
                "time_ratio",
                **shared,
                level=term.level,
                reference=term.reference,
                estimate=ratio,
                std_error=float(fit.std_error[1 + term.column]),
                lower=lower,
                upper=upper,
                p_value=float(fit.p_value[1 + term.column]),
                level_n=int(sizes[term.level]),
                reference_n=int(sizes.get(term.reference, 0)),
                residual_df=shared["n_events"] - n_parameters - 1,
            )
        )
    enough = events_per_parameter(shared["n_events"], n_parameters, frame.plan.gates.events_per_parameter)
    return Answer(estimates, [enough, of_fits(fit)])
