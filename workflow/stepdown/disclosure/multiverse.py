"""The multiverse of a question, from protected counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.disclosure.counts import protect_count, protect_share, round_share

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure, Question
    from stepdown.records.variables import Vocabulary

COLUMNS = [
    "definition", "label", "sources", "missing_rule", "is_published", "is_primary", "same_as", "level", "group",
    "number", "share", "lower", "upper", "difference", "difference_lower", "difference_upper", "status",
]  # fmt: skip
CELL = ["definition", "missing_rule"]


def multiverse_data(
    raw: pd.DataFrame, question: Question, vocabulary: Vocabulary, rules: Disclosure
) -> pd.DataFrame:
    """Shares under each definition and missing rule, and their differences from the reference group.

    A share comes from protected counts, with Wilson's interval on their grid; a difference and its interval
    (Newcombe's hybrid score, DOI 10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I) come from the
    protected shares alone. Where one group's share is hidden, everyone's is too: it could be worked out from the rest.
    """
    from statsmodels.stats.proportion import proportion_confint

    reference = question.exposure.reference if question.exposure else None
    variable = vocabulary.variable(question.exposure.variable) if question.exposure else None
    entries = []
    for _, cell in raw.groupby(CELL, sort=False):
        shown = [_share(row, rules) for row in cell.to_dict("records")]
        hidden = sum(row["share"] != row["share"] for row in shown if row["level"])
        if hidden == 1:
            shown = [row if row["level"] else row | {"share": np.nan, "number": np.nan} for row in shown]
        for row in shown:
            there = row["share"] == row["share"]
            lower, upper = (
                proportion_confint(row["n_yes"], row["n"], method="wilson") if there else (np.nan, np.nan)
            )
            row["lower"] = round_share(lower, row["n"], rules.round_to)
            row["upper"] = round_share(upper, row["n"], rules.round_to)
            row["group"] = variable.words(row["level"]) if row["level"] else "everyone"
            row["status"] = "ok" if there else "suppressed"
        base = next((row for row in shown if reference is not None and row["level"] == reference), None)
        entries += [row | _difference(row, base) for row in shown]
    return pd.DataFrame(entries, columns=COLUMNS).round(4)


def _share(row: dict, rules: Disclosure) -> dict:
    share = row["n_yes"] / row["n"] if row["n"] else np.nan
    share = protect_share(share, row["n"], rules.min_cell, rules.round_to)
    number = protect_count(row["n"], rules.min_cell, rules.round_to)
    return row | {"share": share, "number": number if share == share else np.nan}


def _difference(row: dict, base: dict | None) -> dict[str, float]:
    from statsmodels.stats.proportion import confint_proportions_2indep

    nothing = dict.fromkeys(("difference", "difference_lower", "difference_upper"), np.nan)
    if (
        base is None
        or not row["level"]
        or row is base
        or row["share"] + base["share"] != row["share"] + base["share"]
    ):
        return nothing
    lower, upper = confint_proportions_2indep(
        row["share"] * row["number"], row["number"], base["share"] * base["number"], base["number"],
        method="newcomb", compare="diff",
    )  # fmt: skip
    difference = row["share"] - base["share"]
    return {"difference": difference, "difference_lower": lower, "difference_upper": upper}
