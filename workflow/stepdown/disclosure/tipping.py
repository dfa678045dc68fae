"""The numbers behind a tipping grid: one row a pair of assumptions, from the protected estimates."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.answers.estimate import RATIOS

if TYPE_CHECKING:
    from stepdown.plan.study import Question
    from stepdown.records.variables import Vocabulary

COLUMNS = [
    "level", "label", "reference_label", "measure", "here", "there", "here_step", "there_step",
    "estimate", "lower", "upper", "changes", "status", "reason",
]  # fmt: skip
# Ends of intervals are rounded; P tells whether they held no effect before.
SETTLED = 0.05
STEPS = {"= event": "all", "= no event": "none", "x1": "same", "+0": "same", "-0": "same"}
NO_GRID = "the analysis gave no estimate"


def tipping_data(question: Question, estimates: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Differences by how much worse people lost from each group did, a level after the other.

    `here` and `there` count the steps in the level and in the reference, 0 for like people who were seen; the steps
    are in words: same, 3 times, 1/3, all, 2 more. `changes` says whether the conclusion is another than
    that of the main analysis. A grid that may not be shown, in whole or in part, is one row with the reason.
    """
    variable = vocabulary.variable(question.exposure.variable)
    own = estimates[estimates["question"] == question.id].fillna({"level": "", "reason": ""})
    grid = own[own["method"] == "tipping_point"]
    named = {
        "reference_label": variable.words(question.exposure.reference),
    }
    rows = []
    for level, block in grid.groupby("level", sort=False):
        about = named | {"level": level, "label": variable.words(level)}
        hidden = block[block["status"] != "ok"]
        side = isqrt(len(block))
        if len(hidden) or side**2 != len(block):
            why = hidden["reason"].iloc[0] if len(hidden) else NO_GRID
            rows.append(
                about
                | {"status": hidden["status"].iloc[0] if len(hidden) else "not_estimable", "reason": why}
            )
            continue
        steps = [_step(rule) for rule in block["missing_rule"].iloc[:side]]
        settled = _settled(own, question, level)
        for place, row in enumerate(block.to_dict("records")):
            here, there = divmod(place, side)
            rows.append(
                about
                | {name: row[name] for name in ("measure", "estimate", "lower", "upper", "status")}
                | {
                    "here": here,
                    "there": there,
                    "here_step": steps[here],
                    "there_step": steps[there],
                    "reason": "",
                }
                | {"changes": "yes" if _direction(row) != settled else "no"}
            )
    if not rows:
        known = own[(own["method"] == "ascertainment") & (own["status"] == "not_estimable")]
        why = known["reason"].iloc[0] if len(known) else NO_GRID
        rows = [named | {"level": "", "label": "", "status": "not_estimable", "reason": why}]
    table = pd.DataFrame(rows, columns=COLUMNS)
    return table.astype({"here": "Int64", "there": "Int64"})


def _step(rule: str) -> str:
    """The reference's half of a rule in a word or two: "missing x1 in clinic, x3 in control" gives "3 times"."""
    half = rule.removeprefix("missing ").split(", ")[-1].split(" in ")[0]
    if half in STEPS:
        return STEPS[half]
    if half.startswith("x1/"):
        return half.removeprefix("x")
    if half.startswith("x"):
        return f"{half.removeprefix('x')} times"
    return f"{half[1:]} {'more' if half.startswith('+') else 'less'}"


def _settled(own: pd.DataFrame, question: Question, level: str) -> int:
    """Which way the main analysis goes, 0 where it is not settled; without one, like people who were seen."""
    effects = own[
        (own["role"] == "primary") & (own["level"] == level) & (own["status"] == "ok")
        & (own["exposure"] == question.exposure.variable) & (own["horizon_days"] == question.horizon_days)
        & own["measure"].isin(["risk_difference", "mean_difference", "risk_ratio", "odds_ratio"])
    ]  # fmt: skip
    if effects.empty:
        start = own[(own["method"] == "tipping_point") & (own["level"] == level)]
        return _direction(start.iloc[0].to_dict())
    row = effects.iloc[0].to_dict()
    null = 1 if row["measure"] in RATIOS else 0
    if row["lower"] > null or row["upper"] < null:
        return 1 if row["estimate"] > null else -1
    return 0


def _direction(row: dict) -> int:
    return 0 if row["p_value"] >= SETTLED else int(np.sign(row["estimate"]))
