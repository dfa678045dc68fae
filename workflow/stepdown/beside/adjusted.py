"""The curves behind an adjusted risk, beside those of people as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepdown.answers.methods.adjusted_curves import ADJUSTED, has_adjusted_curves
from stepdown.answers.methods.base import drawn
from stepdown.beside.phrases import ADJUSTING, Words

if TYPE_CHECKING:
    import pandas as pd

    from stepdown.beside.behind import Behind
    from stepdown.disclosure.protected import Protected
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary

NAME = "adjusted"
KIND = "curves"
ORDER = 10
POSITION = "above"
HEADING = "Had the groups been alike"
MEANING = "The same groups, weighted or modelled so that they are alike in what was adjusted for."
TABLES = {"adjusted": ADJUSTED}


def is_drawn(question: Question, vocabulary: Vocabulary) -> bool:
    return has_adjusted_curves(question) and drawn(question.analyses) is not None


def numbers(behind: Behind) -> pd.DataFrame:
    from stepdown.disclosure.adjusted import adjusted_data

    return adjusted_data(
        behind.question,
        behind.tables["adjusted"],
        behind.curves,
        behind.estimates,
        behind.vocabulary,
        behind.rules,
    )


def words(question: Question, vocabulary: Vocabulary, headline: str, data: Protected) -> Words:
    outcome = question.outcome.words(vocabulary)
    happened = outcome.had if outcome.rises else outcome.free
    by = vocabulary.variable(question.exposure.variable).label.lower()
    primary = next(one for one in question.analyses if one.role == "primary")
    subtitle = f"Share of people who {happened}, by {by}, had the groups been alike in what was adjusted for"
    caption = (
        f"Adjusted by {ADJUSTING[primary.method]}; pointwise 95 % intervals, {question.horizon_days} days from "
        f"{question.time_zero}. The numbers below are people as they came, not weighted."
    )
    options = {
        "y_label": f"Percent who {happened}",
        "x_label": "Days since the start",
        "table_title": "Followed and free of the event",
        "direction": "rises" if outcome.rises else "falls",
        "why_hidden": "the comparison is withheld, or too few people had the event",
    }
    return headline.rstrip("."), subtitle, caption, options
