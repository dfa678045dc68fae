"""Derive the outcomes that a plan asks for, each once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from stepdown.cohort.clocks import told_from
from stepdown.outcomes.instruments.item_rows import with_item_scores
from stepdown.outcomes.words.rules import WordRules

if TYPE_CHECKING:
    from stepdown.outcomes.endpoints.words import Words
    from stepdown.plan.study import Question


def derive_outcomes(
    records: Mapping[str, pd.DataFrame],
    questions: Mapping[str, Question],
    starts: Mapping[str, pd.Series] | None = None,
    words: Mapping[str, Words] | None = None,
) -> dict[str, pd.DataFrame]:
    """Key -> table, one for each distinct outcome; answers to items are scored first.

    Parameters
    ----------
    records : canonical tables.
    questions : key of an outcome -> a question that asks for it (`StudyPlan.outcome_tables`).
    starts : clock -> person_id -> day 0 by that clock (`cohort.clocks.zero_days`), for every clock but admission.
    words : as `derive_words` returns them, if they are there already.
    """
    words = derive_words(records, questions.values(), starts) if words is None else words
    records = with_item_scores(records)
    by_clock = {clock: told_from(records, zero) for clock, zero in (starts or {}).items()}
    return {
        key: question.outcome.derive_from(words[words_name(question)])
        if isinstance(question.outcome, WordRules)
        else question.outcome.derive(by_clock.get(question.clock, records))
        for key, question in sorted(questions.items())
    }


def derive_words(
    records: Mapping[str, pd.DataFrame],
    questions: Iterable[Question],
    starts: Mapping[str, pd.Series] | None = None,
) -> dict[str, Words]:
    """Name -> words, one for each distinct way of making them that the questions' outcomes rest on."""
    from stepdown.outcomes.words.build import use_words

    wanted = {words_name(each): each for each in questions if isinstance(each.outcome, WordRules)}
    return {
        name: use_words(
            records if question.clock == "admission" else told_from(records, starts[question.clock]),
            question.outcome,
        )
        for name, question in sorted(wanted.items())
    }


def words_names(questions: Iterable[Question]) -> list[str]:
    """Names of the words that the questions' outcomes rest on."""
    return sorted({words_name(each) for each in questions if isinstance(each.outcome, WordRules)})


def words_name(question: Question) -> str:
    """The name of the table of a question's words: the same words from another day 0 are others."""
    key = question.outcome.words_key
    return key if question.clock == "admission" else f"{key}_from_{question.clock}"
