"""Restricted mean survival time: days without the event, on average, up to the horizon."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt
from stepdown.answers.methods.days_rows import comparisons, mean_row


class Analysis(AnalysisModel):
    """Mean days free of the event up to the horizon, for each group and as a difference."""

    shapes: ClassVar = ("time_to_event",)

    method: Literal["rmst"]
    ratio: bool = False
    """Also divide each group's mean days by those of the reference."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.restricted_mean import (
        restricted_mean,
        restricted_mean_difference,
        restricted_mean_ratio,
    )

    rows, means, sizes = [], {}, {}
    for level in frame.levels or [""]:
        group = frame.people[frame.people["exposure"] == level] if level else frame.people
        group = group.dropna(subset="day")
        time, event = group["day"].to_numpy(float), group["event"].to_numpy(bool)
        sizes[level] = {"n": len(group), "n_events": int(event.sum())}
        mean, reason = attempt(restricted_mean, time, event, frame.question.horizon_days)
        if mean is not None:
            means[level] = mean
        rows.append(
            mean_row(analysis, frame, "rmst", mean, reason, level=level, level_n=len(group), **sizes[level])
        )
    measures = {"rmst_difference": restricted_mean_difference}
    if analysis.ratio:
        measures["rmst_ratio"] = restricted_mean_ratio
    return Answer(rows + comparisons(analysis, frame, means, sizes, measures))
