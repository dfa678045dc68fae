"""Table 1: who the people were, by group, from protected counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.disclosure.people import baseline_counts, baseline_variables
from stepdown.disclosure.subtraction import Key, protect_counts

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure
    from stepdown.records.variables import Vocabulary

COLUMNS = ["characteristic", "category", "group", "number", "share", "mean", "sd", "missing"]


def baseline_table(
    cohort: pd.DataFrame,
    by: str,
    vocabulary: Vocabulary,
    rules: Disclosure,
    shown: Mapping[Key, float] | None = None,
) -> pd.DataFrame:
    """Counts and shares of each category, mean and SD of each number, by group.

    Parameters
    ----------
    shown : the protected counts of the whole release; by default the table is protected on its own.

    Returns
    -------
    pandas.DataFrame
        Long form, one row a characteristic, category and group.
    """
    grouping = vocabulary.variable(by)
    if shown is None:
        shown = protect_counts(baseline_counts(cohort, by, vocabulary, rules), rules)
    rows = []
    for level in grouping.levels:
        group = cohort[cohort[by] == level]
        whole = shown["people", level]
        rows.append({"characteristic": "People", "group": grouping.words(level), "number": whole})
        for variable in baseline_variables(cohort, by, vocabulary):
            name = variable.name
            shared = {
                "characteristic": variable.label,
                "group": grouping.words(level),
                "missing": shown["missing", name, level],
            }
            if variable.is_categorical:
                for code in variable.levels:
                    number = shown["category", name, code, level]
                    share = number / whole if whole and whole == whole else np.nan
                    rows.append(
                        shared
                        | {"category": variable.words(code), "number": number, "share": round(share, 4)}
                    )
            else:
                values = group[name].dropna().astype(float)
                told = len(values) >= rules.min_cell
                rows.append(
                    shared
                    | {
                        "category": f"mean (SD), {variable.unit}".rstrip(", "),
                        "mean": round(values.mean(), 1) if told else np.nan,
                        "sd": round(values.std(), 1) if told else np.nan,
                    }
                )
    return pd.DataFrame(rows, columns=COLUMNS)
