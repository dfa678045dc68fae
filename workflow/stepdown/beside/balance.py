"""How alike weighting made the groups, where an analysis weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepdown.answers.methods.base import weighing
from stepdown.answers.methods.diagnostics import BALANCE
from stepdown.beside.phrases import Words, reference_words, weights_words

if TYPE_CHECKING:
    import pandas as pd

    from stepdown.beside.behind import Behind
    from stepdown.disclosure.protected import Protected
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary

NAME = "balance"
KIND = "balance"
ORDER = 40
POSITION = "details"
HEADING = "How alike the groups were made"
MEANING = (
    "Each row is something that was known at the start. After weighting, marks should lie left of the limit."
)
TABLES = {"balance": BALANCE}


def is_drawn(question: Question, vocabulary: Vocabulary) -> bool:
    return weighing(question.analyses) is not None


def numbers(behind: Behind) -> pd.DataFrame:
    from stepdown.disclosure.diagnostics import balance_data

    threshold = behind.plan.gates.balance
    return balance_data(behind.question, behind.tables["balance"], behind.vocabulary, behind.rules, threshold)


def words(question: Question, vocabulary: Vocabulary, headline: str, data: Protected) -> Words:
    shown = data.table.dropna(subset=["before", "after"])
    title = "Too few people to show how alike the groups are"
    if len(shown):
        before, after, limit = shown["before"].max(), shown["after"].max(), shown["threshold"].iloc[0]
        verdict = "within" if after <= limit else "still beyond"
        title = (
            f"Weighting brought the largest difference between groups from {before:.2f} to {after:.2f} standard "
            f"deviations, {verdict} the limit of {limit:g}"
        )
    subtitle = f"Differences in what was adjusted for, compared with {reference_words(question, vocabulary)}"
    caption = (
        f"Absolute standardized differences, before and after {weights_words(question)}; in units of the root of the mean "
        "of both unweighted variances. A category is compared level by level."
    )
    return title, subtitle, caption, {}
