"""For how many people of each group the outcome is known."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.loss import known, somebody_lost
from stepdown.answers.methods.base import AnalysisModel, Answer

FOR_EVERYBODY = "the outcome is known for everybody"


class Analysis(AnalysisModel):
    """The share of each group whose outcome is known at the horizon, or a row that says that it is known for everybody.

    Of a time to an event it is known for people who had the event, or anything that rules it out, and for those who were
    followed to the horizon.
    """

    shapes: ClassVar = ("time_to_event", "yes_no", "score", "interval")

    method: Literal["ascertainment"]
    role: Literal["descriptive"]
    """Always descriptive: it compares nothing."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    seen, exposure = known(frame), frame.people.get("exposure")
    if not somebody_lost(frame):
        row = frame.estimate(analysis, "known", n=len(seen), status="not_estimable", reason=FOR_EVERYBODY)
        return Answer([row])
    rows = []
    for level in frame.levels or [""]:
        group = seen[exposure == level] if level else seen
        if len(group):
            rows.append(
                frame.estimate(
                    analysis,
                    "known",
                    level=level,
                    n=len(group),
                    n_events=int(group.sum()),
                    level_n=len(group),
                    estimate=float(group.mean()),
                )
            )
    return Answer(rows)
