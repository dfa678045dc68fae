"""Table 1: who the people were, by group, from protected counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.disclosure.counts import protect_count

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure
    from stepdown.records.variables import Vocabulary

COLUMNS = ["characteristic", "category", "group", "number", "share", "mean", "sd", "missing"]


def baseline_table(cohort: pd.DataFrame, by: str, vocabulary: Vocabulary, rules: Disclosure) -> pd.DataFrame:
    """Counts and shares of each category, mean and SD of each number, by group.

    Where exactly one category of a variable would be hidden in a group, the next
    smallest is hidden too: otherwise it could be worked out from the rest.

    Returns
    -------
    pandas.DataFrame
        Long form, one row a characteristic, category and group.
    """
    grouping = vocabulary.variable(by)
    names = [
        name
        for name in [*vocabulary.persons, *(n for n in cohort if n.startswith("baseline."))]
        if name != by
    ]
    rows = []
    for level in grouping.levels:
        group = cohort[cohort[by] == level]
        whole = protect_count(len(group), rules.min_cell, rules.round_to)
        rows.append({"characteristic": "People", "group": grouping.words(level), "number": whole})
        for name in names:
            variable = vocabulary.variable(name)
            shared = {
                "characteristic": variable.label,
                "group": grouping.words(level),
                "missing": protect_count(int(group[name].isna().sum()), rules.min_cell, rules.round_to),
            }
            if variable.is_categorical:
                counts = {code: int((group[name] == code).sum()) for code in variable.levels}
                for code, number in hide_with_complement(counts, rules).items():
                    share = number / whole if whole and whole == whole else np.nan
                    rows.append(
                        shared
                        | {"category": variable.words(code), "number": number, "share": round(share, 4)}
                    )
            else:
                values = group[name].dropna().astype(float)
                shown = len(values) >= rules.min_cell
                rows.append(
                    shared
                    | {
                        "category": f"mean (SD), {variable.unit}".rstrip(", "),
                        "mean": round(values.mean(), 1) if shown else np.nan,
                        "sd": round(values.std(), 1) if shown else np.nan,
                    }
                )
    return pd.DataFrame(rows, columns=COLUMNS)


def hide_with_complement(counts: dict[str, int], rules: Disclosure) -> dict[str, float]:
    """Protect the counts of categories that add up to a known total."""
    protected = {code: protect_count(count, rules.min_cell, rules.round_to) for code, count in counts.items()}
    hidden = [code for code, number in protected.items() if np.isnan(number)]
    if len(hidden) == 1:
        shown = [code for code in counts if code != hidden[0] and counts[code] > 0]
        if shown:
            protected[min(shown, key=counts.__getitem__)] = np.nan
    return protected
