"""What a weighting analysis rests on, beside its effects: balance covariate by covariate, and propensities by group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.adjusted_people import AdjustedPeople
from stepdown.answers.methods.base import attempt

if TYPE_CHECKING:
    from stepdown.estimators.propensity import Propensity

BALANCE = [
    "method",
    "level",
    "covariate",
    "category",
    "before",
    "after",
    "n",
    "n_yes",
    "reference_n",
    "reference_yes",
]
PROPENSITY = ["method", "level", "group", "bin", "n"]
BINS = 20


def covariate_columns(frame: QuestionFrame, people: AdjustedPeople) -> dict[tuple[str, str], np.ndarray]:
    """A column for each number, and for each level of a category that somebody has, the first one too."""
    columns = {}
    for name, variable in frame.covariates(True).items():
        values = people.people[name]
        if not variable.is_categorical:
            columns[name, ""] = values.to_numpy(float)
        for level in variable.levels:
            if (values == level).any():
                columns[name, level] = (values == level).to_numpy(float)
    return columns


def balance_rows(
    method: str, frame: QuestionFrame, people: AdjustedPeople, weights: dict[str, np.ndarray]
) -> pd.DataFrame:
    """Standardized difference from the reference of every level in every covariate, before and after weighting.

    Counts of a category in both groups stand beside it, for the door; a number has none.
    """
    from stepdown.estimators.balance import balance

    columns, reference = covariate_columns(frame, people), frame.levels[0]
    matrix, rows = np.column_stack(list(columns.values())), []
    there = people.exposure == reference
    for level, values in weights.items():
        here = people.exposure == level
        found = [
            attempt(balance, matrix, people.exposure, level, reference, weight)[0]
            for weight in (None, values)
        ]
        before, after = (np.full(len(columns), np.nan) if one is None else one.difference for one in found)
        for i, ((name, category), column) in enumerate(columns.items()):
            yes = [column[group].sum() if category else np.nan for group in (here, there)]
            sizes = (int(here.sum()), yes[0], int(there.sum()), yes[1])
            rows.append((method, level, name, category, before[i], after[i], *sizes))
    return pd.DataFrame(rows, columns=BALANCE)


def propensity_rows(method: str, frame: QuestionFrame, fitted: Propensity) -> pd.DataFrame:
    """People by group and twentieth of the propensity of every level that is compared."""
    rows = []
    for level in (level for level in frame.levels[1:] if level in fitted.levels):
        score = fitted.probability[:, np.flatnonzero(fitted.levels == level)[0]]
        place = np.minimum((score * BINS).astype(int), BINS - 1)
        for group in (group for group in frame.levels if group in fitted.levels):
            inside = fitted.level == np.flatnonzero(fitted.levels == group)[0]
            counts = np.bincount(place[inside], minlength=BINS)
            rows += [(method, level, group, i, int(n)) for i, n in enumerate(counts)]
    return pd.DataFrame(rows, columns=PROPENSITY)
