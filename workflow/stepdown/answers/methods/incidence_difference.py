"""How many more or fewer people of 100 had the event by the horizon, when something else can happen first."""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import Z95, AnalysisModel, Answer
from stepdown.answers.methods.competing import EVENT, causes, causes_of


class Analysis(AnalysisModel):
    """Difference in cumulative incidence at the horizon; the groups are independent, so their variances add."""

    shapes: ClassVar = ("time_to_event",)

    method: Literal["incidence_difference"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from scipy.stats import norm

    from stepdown.estimators.aalen_johansen import aalen_johansen

    horizon, found = frame.question.horizon_days, {}
    for level in frame.levels:
        group = frame.people[(frame.people["exposure"] == level).fillna(False)].dropna(subset="day")
        if group.empty:
            continue
        what = causes(group)
        fit = aalen_johansen(group["day"].to_numpy(float), what, n_causes=max(2, *causes_of(frame)))
        incidence, std_error, _, _ = fit.at(horizon)
        found[level] = (incidence[EVENT - 1], std_error[EVENT - 1], len(group), int((what == EVENT).sum()))
    rows, reference = [], frame.levels[0] if frame.levels else None
    for level in frame.levels[1:]:
        compared = {"level": level, "reference": reference}
        if level not in found or reference not in found:
            reason = "nobody in a group has a known outcome"
            rows.append(
                frame.estimate(
                    analysis, "risk_difference", **compared, n=0, status="not_estimable", reason=reason
                )
            )
            continue
        (one, one_error, n, events), (other, other_error, n_other, events_other) = (
            found[level],
            found[reference],
        )
        difference, std_error = one - other, float(np.hypot(one_error, other_error))
        counts = {"n": n + n_other, "n_events": events + events_other, "level_n": n, "reference_n": n_other}
        if not std_error > 0:
            reason = "nobody or everybody had the event, so the difference has no error"
            rows.append(
                frame.estimate(
                    analysis, "risk_difference", **compared, **counts, status="not_estimable", reason=reason
                )
            )
            continue
        rows.append(
            frame.estimate(
                analysis,
                "risk_difference",
                **compared,
                **counts,
                estimate=difference,
                std_error=std_error,
                lower=difference - Z95 * std_error,
                upper=difference + Z95 * std_error,
                p_value=float(2 * norm.sf(abs(difference) / std_error)),
            )
        )
    return Answer(rows)
