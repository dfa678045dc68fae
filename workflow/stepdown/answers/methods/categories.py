"""The share of each group in every category of an outcome, each with its own denominator."""

from __future__ import annotations

from typing import ClassVar, Literal

import pandas as pd

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer
from stepdown.answers.methods.shares import of_level, share


class Analysis(AnalysisModel):
    """Shares of recovered, improved, unchanged and deteriorated, as they were observed.

    `recovered` is a share of those who could recover, the other three are shares of everybody observed twice. It
    needs an outcome that has categories (symptom_clinical_change).
    """

    shapes: ClassVar = ("yes_no",)

    method: Literal["categories"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.outcomes.instruments.clinical import CATEGORIES

    parts = [part for part in (frame.people, frame.outside) if len(part)]
    people = pd.concat([part[["exposure", "category", "could_recover"]] for part in parts], ignore_index=True)
    rows = []
    for level in frame.levels or [""]:
        seen = of_level(people, level).dropna(subset="category")
        for category in CATEGORIES[1:]:
            able = seen[seen["could_recover"].astype(bool)] if category == "recovered" else seen
            yes = able["category"].eq(category).astype(bool)
            words = f"{frame.question.outcome.definition}: {category}"
            rows.append(share(frame, analysis, "risk", level, yes, definition=words))
    return Answer(rows)
