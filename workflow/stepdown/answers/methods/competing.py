"""What the methods for competing risks share: causes as the estimators read them, and a name for each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from stepdown.answers.frame import QuestionFrame

EVENT = 1


def causes(people: pd.DataFrame) -> np.ndarray:
    """0 censored, 1 the event, 2 and more what rules it out; where nothing competes, the event alone."""
    column = "cause" if "cause" in people else "event"
    return people[column].to_numpy(dtype="int64")


def causes_of(frame: QuestionFrame) -> tuple[int, ...]:
    """The causes that the question's outcome tells apart."""
    if "cause" not in frame.people:
        return (EVENT,)
    return tuple(range(EVENT, EVENT + 1 + len(frame.words.competing)))


def definition_of(frame: QuestionFrame, cause: int) -> str:
    """What a row about this cause is a row about, for the `definition` column: "unplanned_exit, died"."""
    name = frame.question.outcome.definition
    return name if cause == EVENT else f"{name}, {frame.words.competing[cause - EVENT - 1]}"


def of_competing(row: Mapping) -> bool:
    """Is a row of the estimates about what competes, and not about the event?"""
    return ", " in row["definition"]
