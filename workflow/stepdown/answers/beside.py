"""Which figures stand beside a question's own, from what its plan asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepdown.answers.methods.adjusted_curves import has_adjusted_curves
from stepdown.answers.methods.adjusted_people import AdjustedAnalysis
from stepdown.answers.methods.base import drawn, weighing

if TYPE_CHECKING:
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary

# Suffix of the figure's name -> its kind, in the order in which a page shows them.
BESIDE = {
    "adjusted": "curves",
    "methods": "forest",
    "exits": "exits",
    "balance": "balance",
    "overlap": "overlap",
}


def figures_beside(question: Question, vocabulary: Vocabulary) -> list[str]:
    """Suffixes of the figures that a question has beside its own: `<question>_<suffix>`.

    `adjusted`, the curves behind an adjusted risk, beside those of people as they came; `methods`, every analysis on one
    page, where the question's own figure is not a forest already; `exits`, each kind of exit, where the outcome names
    what competes with it; `balance` and `overlap`, where an analysis weighs.
    """
    there = {
        "adjusted": has_adjusted_curves(question) and drawn(question.analyses) is not None,
        "methods": question.figure.kind != "forest"
        and any(isinstance(analysis, AdjustedAnalysis) for analysis in question.analyses),
        "exits": has_exits(question, vocabulary),
        "balance": weighing(question.analyses) is not None,
        "overlap": weighing(question.analyses) is not None,
    }
    return [suffix for suffix in BESIDE if there[suffix]]


def has_exits(question: Question, vocabulary: Vocabulary) -> bool:
    """Are curves drawn by Aalen–Johansen, of an outcome that names several things that compete with it?"""
    one = drawn(question.analyses)
    words = question.outcome.words(vocabulary)
    return one is not None and one.method == "aalen_johansen" and words.competes and len(words.competing) > 1
