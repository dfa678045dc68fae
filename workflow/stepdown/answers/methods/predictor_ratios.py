"""Ratios of a yes/no outcome for every predictor of a question; shared by `logistic`, `firth` and `modified_poisson`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from stepdown.answers.coding import code, complete
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.convergence import of_fits
from stepdown.answers.gates.events_per_parameter import events_per_parameter
from stepdown.answers.methods.base import Z95, AnalysisModel, Answer, attempt
from stepdown.estimators.separation import THREAT

UNBOUNDED = "the data do not bound this ratio: too few people had, or had not, the outcome"


def predictor_ratios(
    analysis: AnalysisModel,
    frame: QuestionFrame,
    measure: str,
    fit: Callable[..., Any],
    adjusted: bool,
) -> Answer:
    """Fit the exposure and the adjustment set, together or one by one, and report every coefficient.

    Parameters
    ----------
    measure : odds_ratio or risk_ratio.
    fit : outcome and matrix -> coefficients with errors, the intercept first; `lower` and `upper` where the model
        has intervals of its own; takes `variance` and `cluster` where the analysis may ask for errors `by_site`.
    adjusted : whether all predictors enter together.
    """
    predictors = {name: frame.vocabulary.variable(name) for name in frame.question.adjustment}
    if frame.question.exposure:
        predictors = {"exposure": frame.exposure_variable} | predictors
    sets = [predictors] if adjusted else [{name: variable} for name, variable in predictors.items()]
    rows, verdicts = [], []
    for variables in sets:
        fitted_rows, verdict = _one_model(analysis, frame, measure, fit, variables)
        rows += fitted_rows
        verdicts += verdict
    return Answer(rows, verdicts)


def _one_model(analysis, frame: QuestionFrame, measure: str, fit, variables: dict) -> tuple[list, list]:
    site = [frame.plan.site] if getattr(analysis, "by_site", False) else []
    people = complete(frame.people, ["value", *variables, *site])
    references = {"exposure": frame.question.exposure.reference} if frame.question.exposure else {}
    design = code(people, variables, references)
    outcome = people["value"].to_numpy(bool)
    n_events = int(min(outcome.sum(), (~outcome).sum()))
    shared = {
        "n": len(people),
        "n_events": int(outcome.sum()),
        "adjustment": " + ".join(variables) if len(variables) > 1 else "none",
    }
    by_site = {"variance": "CR1", "cluster": people[site[0]].to_numpy(str)} if site else {}
    if site and len(variables) > 1:
        shared["adjustment"] += "; errors by site"
    found, reason = attempt(fit, outcome, design.matrix, **by_site)
    if found is None:
        return [frame.estimate(analysis, measure, **shared, status="not_estimable", reason=reason)], []
    rows = []
    for term in design.terms:
        values = people[term.variable]
        name = frame.question.exposure.variable if term.variable == "exposure" else term.variable
        rows.append(
            frame.estimate(
                analysis,
                measure,
                **shared,
                exposure=name,
                level=term.level,
                reference=term.reference,
                level_n=int((values == term.level).sum()) if term.reference else len(people),
                reference_n=int((values == term.reference).sum()) if term.reference else len(people),
                residual_df=len(people) - design.matrix.shape[1] - 1,
                **_numbers(found, term.column),
            )
        )
    floor = frame.plan.gates.events_per_parameter
    return rows, [events_per_parameter(n_events, design.matrix.shape[1], floor), of_fits(found)]


def quantile(degrees_of_freedom: float) -> float:
    """Of a 95 % interval: Student's where errors are those of sites, else the normal one."""
    from scipy.stats import t

    return float(t.ppf(0.975, degrees_of_freedom)) if np.isfinite(degrees_of_freedom) else Z95


def _numbers(found: Any, column: int) -> dict[str, Any]:
    """One ratio with its interval; the intercept comes first among coefficients."""
    i = column + 1
    log_ratio, std_error = found.coefficients[i], found.std_error[i]
    reach = quantile(getattr(found, "degrees_of_freedom", np.inf)) * std_error
    lower = found.lower[i] if hasattr(found, "lower") else log_ratio - reach
    upper = found.upper[i] if hasattr(found, "upper") else log_ratio + reach
    if not np.isfinite([lower, upper]).all():
        return {"status": "not_estimable", "reason": UNBOUNDED}
    return {
        "estimate": np.exp(log_ratio),
        "std_error": std_error,
        "lower": np.exp(lower),
        "upper": np.exp(upper),
        "p_value": float(found.p_value[i]),
        "reason": THREAT if column in getattr(found, "threatened", ()) else "",
    }
