"""The tipping grid, where a grid of assumptions about people who were lost is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stepdown.answers.methods.ascertainment import FOR_EVERYBODY
from stepdown.beside.phrases import Words, reference_words

if TYPE_CHECKING:
    import pandas as pd

    from stepdown.beside.behind import Behind
    from stepdown.disclosure.protected import Protected
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary

NAME = "tipping"
KIND = "tipping"
ORDER = 60
POSITION = "details"
HEADING = "If the people who were lost did worse"
MEANING = "Each square is one assumption about them. Up and to the right they did worse than like people who were seen."
TABLES: dict[str, list[str]] = {}
LIKE = "like people who were seen"


def is_drawn(question: Question, vocabulary: Vocabulary) -> bool:
    return any(analysis.method == "tipping_point" for analysis in question.analyses)


def numbers(behind: Behind) -> pd.DataFrame:
    from stepdown.disclosure.tipping import tipping_data

    return tipping_data(behind.question, behind.estimates, behind.vocabulary)


def words(question: Question, vocabulary: Vocabulary, headline: str, data: Protected) -> Words:
    outcome, score = question.outcome.words(vocabulary), question.outcome.shape == "score"
    shown = data.table[data.table["status"] == "ok"]
    if shown.empty:
        everybody = (data.table["reason"] == FOR_EVERYBODY).any()
        title = (
            "Nothing hangs on people who were lost: the outcome is known for everybody"
            if everybody
            else "How much hangs on people who were lost is not shown"
        )
    else:
        changed = int((shown["changes"] == "yes").sum())
        title = (
            f"The conclusion changes under {changed} of {len(shown)} assumptions about people who were lost"
            if changed
            else f"The conclusion stands under all {len(shown)} assumptions about people who were lost"
        )
    subtitle = f"{_compared(question, vocabulary, shown)}: {_of_what(outcome, score)}, by how people who were lost did"
    steps = (
        f"Steps {'take' if outcome.good else 'add'} {outcome.unit} {'from' if outcome.good else 'to'} what {LIKE} score"
        f"{_sizes(question)}."
        if score
        else f"Steps {'divide' if outcome.good else 'multiply'} the odds of {outcome.noun} that {LIKE} have, "
        f"{'down to nobody' if outcome.good else 'up to everybody'}."
    )
    caption = (
        f"Multiple imputation. {steps} Outlined squares lead to another conclusion than the main analysis, by 95 % "
        "intervals. Lower left: as if nobody who was lost differed."
    )
    options = {
        "axis_name": f"People lost from {{group}}: {_axis(outcome, score)}",
        "decimals": 1 if score else 0,
        "factor": 1.0 if score else 100.0,
        "unit": outcome.unit if score else "of 100",
        "sides": ("lower", "higher") if score else ("fewer", "more"),
    }
    return title, subtitle, caption, options


def _compared(question: Question, vocabulary: Vocabulary, shown: pd.DataFrame) -> str:
    """Both groups where one is compared, and else what they are groups of."""
    variable = vocabulary.variable(question.exposure.variable)
    others = shown["label"].unique()
    reference = shown["reference_label"].iloc[0] if len(shown) else reference_words(question, vocabulary)
    told = (
        f"{others[0]} against {reference}"
        if len(others) == 1
        else f"{variable.label}, compared with {reference}"
    )
    return told[:1].upper() + told[1:]


def _sizes(question: Question) -> str:
    """What the steps are parts of, where the plan does not name them."""
    named = any(one.method == "tipping_point" and one.points is not None for one in question.analyses)
    return "" if named else ": a quarter, a half and one standard deviation"


def _of_what(outcome, score: bool) -> str:
    return f"difference in mean {outcome.noun}" if score else f"difference of 100 people in {outcome.noun}"


def _axis(outcome, score: bool) -> str:
    if score:
        return f"{outcome.unit} {'below' if outcome.good else 'above'} {LIKE}"
    return f"odds of {outcome.noun} against {LIKE}"
