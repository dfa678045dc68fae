"""Do the survival curves of the exposure groups differ anywhere?"""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt


class Analysis(AnalysisModel):
    """Log-rank test over all exposure groups, up to the horizon."""

    shapes: ClassVar = ("time_to_event",)

    method: Literal["log_rank"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.log_rank import log_rank

    people = frame.people.dropna(subset=["exposure", "day"])
    counts = {"n": len(people), "n_events": int(people["event"].sum())}
    day, event = people["day"].to_numpy(float), people["event"].to_numpy(bool)
    test, reason = attempt(log_rank, day, event, people["exposure"].to_numpy(str))
    if test is None:
        return Answer(
            [frame.estimate(analysis, "chi_square", **counts, status="not_estimable", reason=reason)]
        )
    row = frame.estimate(
        analysis,
        "chi_square",
        **counts,
        estimate=test.chi_square,
        p_value=test.p_value,
        level_n=int(people["exposure"].value_counts().min()),
    )
    return Answer([row])
