"""Phrases that several of these figures use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stepdown.answers.methods.base import weighing

if TYPE_CHECKING:
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary

# Title, subtitle, caption and the options of the kind.
Words = tuple[str, str, str, dict[str, Any]]

WEIGHTS = {
    "overlap": "overlap weights",
    "iptw": "inverse probability weights",
    "att": "weights to those who had the level",
    "matching_weights": "matching weights",
}
ADJUSTING = WEIGHTS | {"aipw": "doubly robust estimation (AIPW)", "standardization": "standardization"}


def weights_words(question: Question) -> str:
    """By what the question's weighting analysis weighs."""
    return WEIGHTS[weighing(question.analyses).method]


def reference_words(question: Question, vocabulary: Vocabulary) -> str:
    """The group that others are compared with."""
    return vocabulary.variable(question.exposure.variable).words(question.exposure.reference)
