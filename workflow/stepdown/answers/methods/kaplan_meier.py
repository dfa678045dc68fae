"""Share without the event by day, for each exposure group."""

from __future__ import annotations

from typing import ClassVar, Literal

import pandas as pd
from pydantic import Field

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer
from stepdown.plan.base import PositiveDay


class Analysis(AnalysisModel):
    """Kaplan–Meier curves, the share with the event at chosen days, and the median."""

    shapes: ClassVar = ("time_to_event",)
    draws: ClassVar = True

    method: Literal["kaplan_meier"]
    days: list[PositiveDay] = Field(min_length=1)
    """Days at which to state the share; with day 0 they are the ticks of the figure."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.kaplan_meier import kaplan_meier

    rows, curves = [], []
    for level in frame.levels or [""]:
        group = frame.people[frame.people["exposure"] == level] if level else frame.people
        group = group.dropna(subset="day")
        if group.empty:
            rows.append(_empty(analysis, frame, level))
            continue
        time, event = group["day"].to_numpy(float), group["event"].to_numpy(bool)
        fit = kaplan_meier(time, event)
        counts = {"level": level, "n": len(group), "n_events": int(event.sum()), "level_n": len(group)}
        survival, std_error, lower, upper = fit.at(analysis.days)
        for i, day in enumerate(analysis.days):
            rows.append(
                frame.estimate(
                    analysis,
                    "risk",
                    **(counts | {"n_events": int((event & (time <= day)).sum())}),
                    horizon_days=day,
                    estimate=1 - survival[i],
                    std_error=std_error[i],
                    lower=1 - upper[i],
                    upper=1 - lower[i],
                )
            )
        median, median_lower, median_upper = fit.median()
        rows.append(
            frame.estimate(
                analysis,
                "median",
                **counts,
                estimate=median,
                lower=median_lower,
                upper=median_upper,
                **(
                    {"status": "not_estimable", "reason": "fewer than half had the event by the horizon"}
                    if median != median
                    else {}
                ),
            )
        )
        curves.append(
            pd.DataFrame(
                {
                    "level": level,
                    "day": fit.time,
                    "n_at_risk": fit.n_at_risk,
                    "n_events": fit.n_events,
                    "n_censored": fit.n_censored,
                    "survival": fit.survival,
                    "lower": fit.lower,
                    "upper": fit.upper,
                }
            )
        )
    return Answer(rows, curves=pd.concat(curves, ignore_index=True) if curves else None)


def _empty(analysis: Analysis, frame: QuestionFrame, level: str):
    return frame.estimate(
        analysis,
        "risk",
        level=level,
        n=0,
        status="not_estimable",
        reason="nobody in this group has a known outcome",
    )
