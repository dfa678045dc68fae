"""Fit a Cox model to prepared rows and report the exposure's hazard ratios with their check.

Shared by the methods `cox`, `landmark` and `time_varying`, which differ in how
they prepare the rows.
"""

from __future__ import annotations

from math import nan

import numpy as np
import pandas as pd

from stepdown.answers.coding import code
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.convergence import of_fits
from stepdown.answers.gates.events_per_parameter import events_per_parameter
from stepdown.answers.gates.proportional_hazards import proportional_hazards
from stepdown.answers.methods.base import Z95, AnalysisModel, Answer, attempt

# What a model of hazards must pass.
GATES = ("convergence", "events_per_parameter", "proportional_hazards")


def hazard_ratios(
    analysis: AnalysisModel, frame: QuestionFrame, rows: pd.DataFrame, definition: str | None = None
) -> Answer:
    """Hazard ratio of each exposure level against the reference.

    Parameters
    ----------
    rows : `stop`, `event`, `exposure`, the covariates, `person_id`, and `start` for delayed entry; complete.
    definition : the outcome's definition in the estimates table, where it is not the question's.
    """
    from stepdown.estimators.cox import cox
    from stepdown.estimators.proportional_hazards import proportional_hazards_test

    strata = list(getattr(analysis, "strata", []))
    covariates = frame.covariates(analysis.adjusted)
    variables = {"exposure": frame.exposure_variable} | {
        name: variable for name, variable in covariates.items() if name not in strata
    }
    design = code(rows, variables, {"exposure": frame.question.exposure.reference})
    exposure = design.of("exposure")
    n_people, n_events = rows["person_id"].nunique(), int(rows["event"].sum())
    shared = {
        "n": n_people,
        "n_events": n_events,
        "definition": definition or frame.question.outcome.definition,
    }
    by_site = getattr(analysis, "by_site", False)
    stratum = {"strata": rows.groupby(strata, observed=True).ngroup().to_numpy()} if strata else {}
    cluster = {"cluster": rows[frame.plan.site].to_numpy(str)} if by_site else {}
    accounted = [*list(variables)[1:], *([f"strata: {' + '.join(strata)}"] if strata else [])]
    if accounted:
        shared["adjustment"] = " + ".join(accounted) + ("; errors by site" if by_site else "")
    if not exposure or not n_events:
        reason = "fewer than two exposure groups, or no events"
        return Answer(
            [frame.estimate(analysis, "hazard_ratio", **shared, status="not_estimable", reason=reason)]
        )

    time, event = rows["stop"].to_numpy(float), rows["event"].to_numpy(bool)
    entry = rows["start"].to_numpy(float) if "start" in rows else None
    fit, reason = attempt(cox, time, event, design.matrix, entry=entry, **stratum, **cluster)
    if fit is None:
        return Answer(
            [frame.estimate(analysis, "hazard_ratio", **shared, status="not_estimable", reason=reason)]
        )
    columns = [term.column for term in exposure]
    others = [[i] for i in range(design.matrix.shape[1]) if i not in columns]
    # One coefficient may be estimable where its change is not: all events on one day.
    check, why = attempt(
        proportional_hazards_test,
        *(time, event, design.matrix, fit.coefficients),
        entry=entry,
        terms=[columns, *others],
        **stratum,
    )
    tested = {"status": "not_estimable", "reason": why}
    if check is not None:
        tested = {"estimate": float(check.chi_square[0]), "p_value": float(check.p_value[0])}

    estimates = []
    sizes = rows.groupby("exposure")["person_id"].nunique()
    for term in exposure:
        log_ratio, std_error = fit.coefficients[term.column], fit.std_error[term.column]
        estimates.append(
            frame.estimate(
                analysis,
                "hazard_ratio",
                **shared,
                level=term.level,
                reference=term.reference,
                estimate=np.exp(log_ratio),
                std_error=std_error,
                lower=np.exp(log_ratio - Z95 * std_error),
                upper=np.exp(log_ratio + Z95 * std_error),
                p_value=_two_sided(log_ratio / std_error),
                level_n=int(sizes[term.level]),
                reference_n=int(sizes[term.reference]),
                residual_df=n_events - design.matrix.shape[1],
            )
        )
    estimates.append(frame.estimate(analysis, "schoenfeld_chi_square", **shared, **tested))
    gates = frame.plan.gates
    verdicts = [
        events_per_parameter(n_events, design.matrix.shape[1], gates.events_per_parameter),
        proportional_hazards(
            tested.get("p_value", nan), gates.proportional_hazards_p, len(np.unique(time[event])) == 1
        ),
        of_fits(fit),
    ]
    return Answer(estimates, verdicts)


def _two_sided(z: float) -> float:
    from scipy.stats import norm

    return float(2 * norm.sf(abs(z)))
