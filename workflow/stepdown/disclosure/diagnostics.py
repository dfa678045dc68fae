"""Protected balance, overlap and exits: what the figures beside a question are drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.answers.methods.base import drawn, weighing
from stepdown.answers.methods.diagnostics import BINS
from stepdown.disclosure.counts import protect_count, round_half_up
from stepdown.disclosure.curves import protect_at_risk, protect_curve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepdown.plan.study import Disclosure, Question
    from stepdown.records.variables import Vocabulary

BALANCE = ["method", "level", "label", "covariate", "category", "before", "after", "status", "threshold"]
OVERLAP = [
    "method",
    "level",
    "compared",
    "group",
    "label",
    "is_reference",
    "lower",
    "upper",
    "number",
    "share",
]
EXITS = ["series", "level", "label", "cause", "cause_label", "day", "share", "lower", "upper", "number"]


def balance_data(
    question: Question, raw: pd.DataFrame, vocabulary: Vocabulary, rules: Disclosure, threshold: float
) -> pd.DataFrame:
    """Absolute standardized differences to two decimals, one row a compared level and covariate's category.

    A category that fewer than `min_cell` people of a group have, or lack, is hidden: with the sizes of the groups its
    difference would tell how many they are. So is everything about a group that is itself too small.
    """
    variable = vocabulary.variable(question.exposure.variable)
    entries = []
    for row in raw.to_dict("records") or _nothing_weighed(question, vocabulary):
        covariate = vocabulary.variable(row["covariate"])
        hidden = any(count < rules.min_cell for count in _cells(row))
        known = row["before"] == row["before"] and row["after"] == row["after"]
        told = known and not hidden
        entries.append(
            {
                "method": row["method"], "level": row["level"], "label": variable.words(row["level"]),
                "covariate": covariate.label, "category": covariate.words(row["category"]) if row["category"] else "",
                "before": abs(row["before"]) if told else np.nan, "after": abs(row["after"]) if told else np.nan,
                "status": "ok" if told else "suppressed" if hidden else "not_estimable", "threshold": threshold,
            }
        )  # fmt: skip
    return pd.DataFrame(entries, columns=BALANCE).round({"before": 2, "after": 2})


def _nothing_weighed(question: Question, vocabulary: Vocabulary) -> list[dict]:
    """Rows without a number: where no weights could be estimated, the figure says so of every characteristic."""
    unknown = dict.fromkeys(("before", "after", "n_yes", "reference_yes"), np.nan)
    found = {
        "method": weighing(question.analyses).method,
        "category": "",
        "n": np.inf,
        "reference_n": np.inf,
        **unknown,
    }
    return [
        {"level": level, "covariate": name, **found}
        for level in _others(question, vocabulary)
        for name in question.adjustment
    ]


def _others(question: Question, vocabulary: Vocabulary) -> list[str]:
    variable = vocabulary.variable(question.exposure.variable)
    return [level for level in variable.levels if level != question.exposure.reference]


def _cells(row: dict) -> Iterator[float]:
    """People with and without the category in both groups; of a number, the groups."""
    for size, yes in ((row["n"], row["n_yes"]), (row["reference_n"], row["reference_yes"])):
        yield from (size,) if yes != yes else (yes, size - yes)


def overlap_data(
    question: Question, raw: pd.DataFrame, vocabulary: Vocabulary, rules: Disclosure
) -> pd.DataFrame:
    """People of every group by propensity, in runs of bins that hold at least `min_cell` of them, rounded.

    `share` is of the group, a bin's width (a twentieth), from the rounded counts: runs of unlike width compare by area.
    """
    variable = vocabulary.variable(question.exposure.variable)
    entries = []
    if raw.empty:
        found = {"method": weighing(question.analyses).method, "bin": 0, "n": 0}
        groups = [question.exposure.reference, *_others(question, vocabulary)]
        pairs = [(level, group) for level in groups[1:] for group in groups]
        raw = pd.DataFrame([{"level": level, "group": group, **found} for level, group in pairs])
    for (method, level, group), rows in raw.groupby(["method", "level", "group"], sort=False):
        # A group that cannot be shown keeps its name, so that a reader sees what is hidden.
        runs = list(_runs(rows["n"].to_numpy(), rules)) or [(0, BINS - 1, np.nan)]
        people = sum(number for *_, number in runs)
        for first, last, number in runs:
            entries.append(
                {
                    "method": method, "level": level, "compared": variable.words(level), "group": group,
                    "label": variable.words(group), "is_reference": group == question.exposure.reference,
                    "lower": first / BINS, "upper": (last + 1) / BINS, "number": number,
                    "share": number / people / (last + 1 - first),
                }
            )  # fmt: skip
    return pd.DataFrame(entries, columns=OVERLAP).round({"share": 4})


def _runs(counts: np.ndarray, rules: Disclosure) -> Iterator[tuple[int, int, float]]:
    """First bin, last bin and protected number of each run; what is left at the end joins the last run.

    Where a run begins and ends tells no more than that: bins without anybody are part of a run.
    """
    runs, start, inside = [], 0, 0
    for i, count in enumerate(counts):
        inside += int(count)
        if protect_count(inside, rules.min_cell, rules.round_to) > 0:
            runs.append([start, i, inside])
            start, inside = i + 1, 0
    if runs and start < len(counts):
        runs[-1] = [runs[-1][0], len(counts) - 1, runs[-1][2] + inside]
    for first, last, number in runs:
        yield first, last, protect_count(number, rules.min_cell, rules.round_to)


def exits_data(
    question: Question, raw: pd.DataFrame, vocabulary: Vocabulary, rules: Disclosure
) -> pd.DataFrame:
    """Protected cumulative incidence of every kind of exit by group, and numbers at risk.

    Each curve has steps of at least `min_cell` exits of its kind (`protect_curve`). All curves of a group stop when
    fewer than that are left who had none of them: with the shares of all others, they could be counted.
    """
    words = question.outcome.words(vocabulary)
    names = {1: words.noun, **{i: name.replace("_", " ") for i, name in enumerate(words.competing, start=2)}}
    codes = {1: "event", **dict(enumerate(words.competing, start=2))}
    days = [0, *drawn(question.analyses).days]
    variable = vocabulary.variable(question.exposure.variable) if question.exposure else None
    parts = [_nobody(codes, names, days)] if raw.empty else []
    for (level, cause), rows in raw.groupby(["level", "cause"], sort=False):
        shown = rows[_enough_left(rows, rules)].reset_index(drop=True)
        curve = protect_curve(
            shown.assign(survival=1 - shown["incidence"], lower=1 - shown["upper"], upper=1 - shown["lower"]),
            rules,
        )
        named = {"level": level, "label": variable.words(level) if variable else "everyone"}
        of = {"cause": codes[cause], "cause_label": names[cause]}
        part = pd.DataFrame(
            {"day": curve["day"], "share": 1 - curve["survival"], "lower": 1 - curve["upper"], "upper": 1 - curve["lower"]}
        )  # fmt: skip
        if part.empty:
            # Its name stays, so that a reader sees what is hidden.
            part = pd.DataFrame({"day": [0.0], "share": np.nan, "lower": np.nan, "upper": np.nan})
        parts.append(part.assign(series="curve", **named, **of, number=np.nan))
        if cause == 1:
            numbers = protect_at_risk(rows.reset_index(drop=True), days, rules)
            parts.append(
                pd.DataFrame({"day": map(float, days), "number": numbers}).assign(series="at_risk", **named)
            )
    table = pd.concat(parts, ignore_index=True).reindex(columns=EXITS)
    return table.round({"share": 4, "lower": 4, "upper": 4})


def _nobody(codes: dict[int, str], names: dict[int, str], days: list[int]) -> pd.DataFrame:
    """Rows without a number, for a question that nobody's outcome is known of."""
    curves = pd.DataFrame(
        {"series": "curve", "day": 0.0, "cause": codes.values(), "cause_label": names.values()}
    )
    risk = pd.DataFrame({"series": "at_risk", "day": map(float, days)})
    return pd.concat([curves, risk], ignore_index=True).assign(level="", label="everyone")


def _enough_left(rows: pd.DataFrame, rules: Disclosure) -> np.ndarray:
    left = (rows["neither"] * rows["n"]).to_numpy()
    rounded = np.array([round_half_up(count, rules.round_to) for count in left])
    return np.minimum(left, rounded) >= rules.min_cell - 0.1
