"""What the methods for competing risks share: causes as the estimators read them, and a name for each."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from stepdown.answers.frame import QuestionFrame

EVENT, COMPETING = 1, 2
SUFFIX = ", competing events"


def causes(people: pd.DataFrame) -> np.ndarray:
    """0 censored, 1 the event, 2 what rules it out; where nothing competes, the event alone."""
    column = "cause" if "cause" in people else "event"
    return people[column].to_numpy(dtype="int64")


def causes_of(frame: QuestionFrame) -> tuple[int, ...]:
    """The causes that the question's outcome tells apart."""
    return (EVENT, COMPETING) if "cause" in frame.people else (EVENT,)


def definition_of(frame: QuestionFrame, cause: int) -> str:
    """What a row about this cause is a row about, for the `definition` column."""
    return frame.question.outcome.definition + (SUFFIX if cause == COMPETING else "")


def of_competing(row: Mapping) -> bool:
    """Is a row of the estimates about what competes, and not about the event?"""
    return row["definition"].endswith(SUFFIX)
