"""Each kind of exit, where the outcome names several things that compete with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepdown.answers.methods.aalen_johansen import EXITS
from stepdown.answers.methods.base import drawn
from stepdown.beside.phrases import Words

if TYPE_CHECKING:
    import pandas as pd

    from stepdown.beside.behind import Behind
    from stepdown.disclosure.protected import Protected
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary

NAME = "exits"
KIND = "exits"
ORDER = 30
POSITION = "below"
HEADING = "Every way out"
MEANING = "How people left, by kind of exit."
TABLES = {"exits": EXITS}


def is_drawn(question: Question, vocabulary: Vocabulary) -> bool:
    """Only curves by Aalen–Johansen tell one kind of exit from another."""
    one, outcome = drawn(question.analyses), question.outcome.words(vocabulary)
    return (
        one is not None and one.method == "aalen_johansen" and outcome.competes and len(outcome.competing) > 1
    )


def numbers(behind: Behind) -> pd.DataFrame:
    from stepdown.disclosure.diagnostics import exits_data

    return exits_data(behind.question, behind.tables["exits"], behind.vocabulary, behind.rules)


def words(question: Question, vocabulary: Vocabulary, headline: str, data: Protected) -> Words:
    from stepdown.figures.style import number_text

    shown = data.table[data.table["series"] == "curve"].dropna(subset=["share"])
    title = "Too few people left to show how they did"
    if len(shown):
        ends = shown.groupby(["label", "cause_label"], sort=False)["share"].last()
        label, cause = ends.idxmax()
        day = shown.loc[(shown["label"] == label) & (shown["cause_label"] == cause), "day"].max()
        title = f"The most common way out was {cause}: {100 * ends.max():.0f} of 100 by day {number_text(day)} ({label})"
    by = f", by {vocabulary.variable(question.exposure.variable).label.lower()}" if question.exposure else ""
    subtitle = f"Share of people with each kind of exit{by}"
    caption = (
        f"Cumulative incidence (Aalen–Johansen), 95 % log-log bands, {question.horizon_days} days from "
        f"{question.time_zero}; each kind of exit rules the others out. Nothing is adjusted for. Each step stands for "
        "enough exits to protect people, and curves stop where too few are left."
    )
    return title, subtitle, caption, {}
