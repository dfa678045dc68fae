"""How soon people leave when stays are known as intervals of days: shares still there, and hazard ratios."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import ClassVar, Literal

import numpy as np
import pandas as pd

from stepdown.answers.coding import code, complete
from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates import Verdict
from stepdown.answers.gates.convergence import of_fits
from stepdown.answers.gates.events_per_parameter import events_per_parameter
from stepdown.answers.gates.proportional_hazards import proportional_hazards
from stepdown.answers.methods.base import Z95, AnalysisModel, Answer, attempt
from stepdown.answers.methods.still_there import shares_still_there
from stepdown.plan.base import PositiveDay


class Analysis(AnalysisModel):
    """Discrete hazards of the intervals themselves (no midpoints): ratios against the reference, and shares at chosen days.

    With the complementary log-log link the ratio is that of the proportional-hazards model in continuous time.
    """

    shapes: ClassVar = ("interval",)
    gates: ClassVar = ("convergence", "events_per_parameter", "proportional_hazards")

    method: Literal["grouped_hazards"]
    adjusted: bool = False
    """Adjust for the question's adjustment set."""
    link: Literal["cloglog", "logit"] = "cloglog"
    """cloglog gives hazard ratios, logit odds ratios of leaving in an interval among those still there."""
    days: list[PositiveDay] = []
    """Days at which to state the share still there, and at the last of them the difference. A day inside an interval of the
    records has no answer; for TEDS-D choose 1 to 30, 45, 60, 90, 120, 180 or 365."""
    periods: list[PositiveDay] = []
    """Last days of periods that get ratios of their own, where one would mislead: [30, 90] is days 1 to 30, 31 to 90, and
    the rest up to the horizon. Empty: one ratio for all days."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    names = frame.covariates(analysis.adjusted)
    people = complete(frame.people, ["exposure", "lowest", *names])
    lowest = people["lowest"].to_numpy(float)
    highest = people["highest"].to_numpy(dtype=float, na_value=np.inf)
    rows = shares_still_there(analysis, frame)
    verdicts: list[Verdict] = []
    horizon = frame.question.horizon_days
    ends = [0, *(day for day in sorted(analysis.periods) if day < horizon), horizon]
    for after, to in pairwise(ends):
        name = frame.question.outcome.definition
        if len(ends) > 2:
            name = f"{name}, days {after + 1} to {to}"
        found, judged = _ratios(analysis, frame, people, (lowest, highest), (after, to), name)
        rows, verdicts = rows + found, verdicts + judged
    return Answer(rows, verdicts)


def _ratios(
    analysis: Analysis,
    frame: QuestionFrame,
    people: pd.DataFrame,
    interval: tuple[np.ndarray, np.ndarray],
    period: tuple[int, int],
    name: str,
) -> tuple[list[Estimate], list[Verdict]]:
    """Ratios of one period, among those still there when it begins."""
    from stepdown.estimators.grouped_hazards import grouped_hazards

    measure = "hazard_ratio" if analysis.link == "cloglog" else "odds_ratio"
    (lowest, highest), (after, to) = interval, period

    def none(reason: str, **counts) -> tuple[list[Estimate], list[Verdict]]:
        counts = {"n": len(people)} | counts
        row = frame.estimate(
            analysis, measure, definition=name, **counts, status="not_estimable", reason=reason
        )
        return [row], []

    across = _across(lowest, highest, after) or _across(lowest, highest, to)
    if across:
        return none(across)
    # A first period takes everybody, with stays of 0 days.
    here = lowest > after if after else lowest >= 0
    people, lowest, highest = people[here].reset_index(drop=True), lowest[here], highest[here]
    later = lowest > to
    lowest, highest = np.where(later, to + 1, lowest), np.where(later, np.inf, highest)
    variables = {"exposure": frame.exposure_variable} | frame.covariates(analysis.adjusted)
    design = code(people, variables, {"exposure": frame.question.exposure.reference})
    exposure = design.of("exposure")
    n_events = int(np.isfinite(highest).sum())
    if not exposure or not n_events:
        return none("fewer than two exposure groups, or nobody left", n_events=n_events)
    fit, reason = attempt(grouped_hazards, lowest, highest, design.matrix, link=analysis.link)
    if fit is None:
        return none(reason, n_events=n_events)
    sizes, rows = people["exposure"].value_counts(), []
    shared = {"definition": name, "n": len(people), "n_events": n_events}
    for term in exposure:
        log_ratio, std_error = float(fit.coefficients[term.column]), float(fit.std_error[term.column])
        rows.append(
            frame.estimate(
                analysis,
                measure,
                **shared,
                level=term.level,
                reference=term.reference,
                estimate=float(np.exp(log_ratio)),
                std_error=std_error,
                lower=float(np.exp(log_ratio - Z95 * std_error)),
                upper=float(np.exp(log_ratio + Z95 * std_error)),
                p_value=float(fit.p_value[term.column]),
                level_n=int(sizes[term.level]),
                reference_n=int(sizes.get(term.reference, 0)),
                residual_df=n_events - design.matrix.shape[1],
            )
        )
    chi_square, p_value = fit.proportional([term.column for term in exposure])
    if np.isfinite(chi_square):
        check = {"estimate": chi_square, "p_value": p_value}
    else:
        reason = "the period has one interval, so that no ratio can change within it"
        check = {"status": "not_estimable", "reason": reason}
    rows.append(frame.estimate(analysis, "proportional_chi_square", **shared, **check))
    gates = frame.plan.gates
    verdicts = (
        events_per_parameter(n_events, design.matrix.shape[1], gates.events_per_parameter),
        proportional_hazards(p_value, gates.proportional_hazards_p, not np.isfinite(chi_square)),
        of_fits(fit),
    )
    # A period that fails takes its own ratios with it, and no share.
    return rows, [replace(verdict, definitions=(name,), measures=(measure,)) for verdict in verdicts]


def _across(lowest: np.ndarray, highest: np.ndarray, day: int) -> str:
    """Why a period may not end on a day, or nothing."""
    if day and np.any((lowest <= day) & (highest > day) & np.isfinite(highest)):
        return f"day {day} lies inside an interval of the records, so that events before and after it cannot be told apart"
    return ""
