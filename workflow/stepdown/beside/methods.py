"""Every analysis on one page, where the question's own figure is not a forest already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepdown.answers.methods.adjusted_people import AdjustedAnalysis
from stepdown.beside.phrases import Words

if TYPE_CHECKING:
    import pandas as pd

    from stepdown.beside.behind import Behind
    from stepdown.disclosure.protected import Protected
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary

NAME = "methods"
KIND = "forest"
ORDER = 20
POSITION = "details"
HEADING = "Every analysis"
MEANING = "The same question, asked in other ways. Answers that agree can be trusted more."
TABLES: dict[str, list[str]] = {}


def is_drawn(question: Question, vocabulary: Vocabulary) -> bool:
    adjusted = any(isinstance(analysis, AdjustedAnalysis) for analysis in question.analyses)
    return question.figure.kind != "forest" and adjusted


def numbers(behind: Behind) -> pd.DataFrame:
    from stepdown.disclosure.forest_data import forest_data

    return forest_data(behind.question, behind.estimates, behind.vocabulary)


def words(question: Question, vocabulary: Vocabulary, headline: str, data: Protected) -> Words:
    from stepdown.figures.specify_forest import forest_words

    return headline.rstrip("."), *forest_words(question, vocabulary, None)
