"""Do the cumulative incidences of the exposure groups differ anywhere?"""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt
from stepdown.answers.methods.competing import causes, causes_of, definition_of


class Analysis(AnalysisModel):
    """Gray's test over all exposure groups, up to the horizon, of the event and of what competes with it."""

    shapes: ClassVar = ("time_to_event",)

    method: Literal["gray"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    return Answer([_test(analysis, frame, cause) for cause in causes_of(frame)])


def _test(analysis: Analysis, frame: QuestionFrame, cause: int) -> Estimate:
    from stepdown.estimators.gray import gray

    people = frame.people.dropna(subset=["exposure", "day"])
    what = causes(people)
    shared = {
        "definition": definition_of(frame, cause),
        "n": len(people),
        "n_events": int((what == cause).sum()),
    }
    day = people["day"].to_numpy(float)
    test, reason = attempt(gray, day, what, people["exposure"].to_numpy(str), of_cause=cause)
    if test is None:
        return frame.estimate(analysis, "chi_square", **shared, status="not_estimable", reason=reason)
    return frame.estimate(
        analysis,
        "chi_square",
        **shared,
        estimate=test.chi_square,
        p_value=test.p_value,
        level_n=int(people["exposure"].value_counts().min()),
    )
