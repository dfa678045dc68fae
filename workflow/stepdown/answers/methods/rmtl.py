"""Restricted mean time lost: days that the event takes away, on average, up to the horizon, when something competes."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt
from stepdown.answers.methods.competing import causes, causes_of, definition_of
from stepdown.answers.methods.days_rows import comparisons, mean_row


class Analysis(AnalysisModel):
    """Mean days lost to the event by the horizon, for each group and as a difference; and to what competes with it.

    Days lost to every cause and days free of them all add up to the horizon.
    """

    shapes: ClassVar = ("time_to_event",)

    method: Literal["rmtl"]
    ratio: bool = False
    """Also divide each group's days lost by those of the reference."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    return Answer([row for cause in causes_of(frame) for row in _of_cause(analysis, frame, cause)])


def _of_cause(analysis: Analysis, frame: QuestionFrame, cause: int) -> list[Estimate]:
    from stepdown.estimators.restricted_loss import (
        restricted_loss,
        restricted_loss_difference,
        restricted_loss_ratio,
    )

    rows, losses, sizes = [], {}, {}
    shared = {"definition": definition_of(frame, cause)}
    n_causes = max(2, *causes_of(frame))
    for level in frame.levels or [""]:
        group = frame.people[(frame.people["exposure"] == level).fillna(False)] if level else frame.people
        group = group.dropna(subset="day")
        time, what = group["day"].to_numpy(float), causes(group)
        sizes[level] = {"n": len(group), "n_events": int((what == cause).sum())}
        loss, reason = attempt(
            restricted_loss, time, what, frame.question.horizon_days, of_cause=cause, n_causes=n_causes
        )
        if loss is not None:
            losses[level] = loss
        counts = {"level": level, "level_n": len(group)} | sizes[level] | shared
        rows.append(mean_row(analysis, frame, "rmtl", loss, reason, **counts))
    measures = {"rmtl_difference": restricted_loss_difference}
    if analysis.ratio:
        measures["rmtl_ratio"] = restricted_loss_ratio
    return rows + comparisons(analysis, frame, losses, sizes, measures, **shared)
