"""Who could have been in either group, where an analysis weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stepdown.answers.methods.base import weighing
from stepdown.answers.methods.diagnostics import BINS, PROPENSITY
from stepdown.beside.phrases import Words, reference_words

if TYPE_CHECKING:
    import pandas as pd

    from stepdown.beside.behind import Behind
    from stepdown.disclosure.protected import Protected
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary

NAME = "overlap"
KIND = "overlap"
ORDER = 50
POSITION = "details"
HEADING = "Who could have been in either group"
MEANING = "A fair comparison needs people who could have been in either group: the outlines should lie over each other."
TABLES = {"propensity": PROPENSITY}


def is_drawn(question: Question, vocabulary: Vocabulary) -> bool:
    return weighing(question.analyses) is not None


def numbers(behind: Behind) -> pd.DataFrame:
    from stepdown.disclosure.diagnostics import overlap_data

    return overlap_data(behind.question, behind.tables["propensity"], behind.vocabulary, behind.rules)


def words(question: Question, vocabulary: Vocabulary, headline: str, data: Protected) -> Words:
    shown = data.table.dropna(subset=["number"])
    title = "Too few people to show who could have been in either group"
    if len(shown):
        level, area = min(_shared_areas(shown).items(), key=lambda pair: pair[1])
        title = (
            f"The groups' estimated chances overlap by {100 * area:.0f} percent: of 100 people in each group, "
            f"{100 * area:.0f} can be laid over one another"
        )
        if shown["level"].nunique() > 1:
            title += f" ({level}, where it is least)"
    subtitle = f"Estimated chance of each level, compared with {reference_words(question, vocabulary)}"
    caption = (
        "Propensity by logistic regression (multinomial for more than two groups) on the adjustment set of the plan. Runs "
        "of twentieths are drawn as one where single ones hold too few people."
    )
    return title, subtitle, caption, {}


def _shared_areas(shown: pd.DataFrame) -> dict[str, float]:
    """Area that the outlines of each compared level and of the reference share, from the drawn shares alone."""
    areas = {}
    middles = (np.arange(BINS) + 0.5) / BINS
    for _, block in shown.groupby("level", sort=False):
        heights = []
        for of in (block["group"] == block["level"], block["is_reference"].astype(bool)):
            rows = block[of].sort_values("lower")
            inside = (middles[:, None] > rows["lower"].to_numpy()) & (
                middles[:, None] < rows["upper"].to_numpy()
            )
            heights.append(inside @ rows["share"].to_numpy(float))
        areas[block["compared"].iloc[0]] = float(np.minimum(*heights).sum())
    return areas
