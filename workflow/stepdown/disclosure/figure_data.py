"""The protected numbers behind each figure, in the columns that its renderer expects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.answers.methods.base import drawn
from stepdown.disclosure.counts import protect_share, round_share
from stepdown.disclosure.curves import largest_error, protect_at_risk, protect_curve
from stepdown.disclosure.subtraction import Key

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure, Question
    from stepdown.records.variables import Vocabulary

CURVES = ["series", "level", "label", "is_reference", "day", "share", "lower", "upper", "number"]
TRAJECTORY = ["level", "label", "is_reference", "day", "mean", "lower", "upper", "number"]
FOLLOW_UP = [
    "level", "label", "is_reference", "day", "wave_label", "number_due", "number_reached", "share", "lower", "upper",
]  # fmt: skip
PRECISION = "largest distance from the exact curve"


def curves_data(
    question: Question, raw: pd.DataFrame, vocabulary: Vocabulary, rules: Disclosure
) -> tuple[pd.DataFrame, float]:
    """Protected curves and numbers at risk; and the largest distance of a curve from the exact one.

    The event is good news or bad: curves of good news rise (share with the event), others fall. Cumulative
    incidences rise.
    """
    rises = question.outcome.words(vocabulary).rises
    days = [0, *drawn(question.analyses).days]
    parts, errors = [], []
    for level, label, is_reference in groups_shown(question, vocabulary, raw["level"].unique()):
        group = raw[raw["level"] == level].reset_index(drop=True)
        curve = protect_curve(group, rules)
        errors.append(largest_error(group, curve))
        named = {"level": level, "label": label, "is_reference": is_reference}
        share = (1 - curve["survival"]) if rises else curve["survival"]
        lower, upper = (1 - curve["upper"], 1 - curve["lower"]) if rises else (curve["lower"], curve["upper"])
        parts.append(
            pd.DataFrame(
                {"series": "curve", **named, "day": curve["day"], "share": share, "lower": lower, "upper": upper,
                 "number": np.nan}
            )
        )  # fmt: skip
        parts.append(
            pd.DataFrame(
                {"series": "at_risk", **named, "day": days, "share": np.nan, "lower": np.nan, "upper": np.nan,
                 "number": protect_at_risk(group, days, rules)}
            )
        )  # fmt: skip
    table = pd.concat([part.astype({"day": float}) for part in parts], ignore_index=True)[CURVES]
    return table.round({"share": 4, "lower": 4, "upper": 4}), max(
        (error for error in errors if error == error), default=np.nan
    )


def trajectory_data(question: Question, estimates: pd.DataFrame, vocabulary: Vocabulary) -> pd.DataFrame:
    """Group means at every wave, from the protected estimates of the primary analysis."""
    means = estimates[
        (estimates["question"] == question.id)
        & (estimates["role"] == "primary")
        & (estimates["measure"] == "mean")
    ]
    parts = []
    for level, label, is_reference in groups_shown(question, vocabulary, means["level"].unique()):
        rows = means[means["level"] == level]
        parts.append(
            pd.DataFrame(
                {"level": level, "label": label, "is_reference": is_reference, "day": rows["horizon_days"].astype(float),
                 "mean": rows["estimate"], "lower": rows["lower"], "upper": rows["upper"], "number": rows["n"]}
            )
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)[TRAJECTORY]


def follow_up_data(
    counts: pd.DataFrame, by: str, vocabulary: Vocabulary, rules: Disclosure, shown: Mapping[Key, float]
) -> pd.DataFrame:
    """Share of planned interviews that took place, by group and wave, from protected counts.

    The interval is Wilson's, of the exact counts, with its ends on the grid of the rounded ones.

    Parameters
    ----------
    shown : the protected counts of the whole release.
    """
    from statsmodels.stats.proportion import proportion_confint

    variable = vocabulary.variable(by)
    entries = []
    for row in counts.to_dict("records"):
        due, reached = row["number_due"], row["number_reached"]
        number_due, number_reached = (shown[name, row["wave"], row["level"]] for name in ("due", "reached"))
        share = protect_share(reached / due, due, rules.min_cell, rules.round_to)
        told = share + number_due + number_reached == share + number_due + number_reached
        lower, upper = proportion_confint(reached, due, method="wilson") if told else (np.nan, np.nan)
        entries.append(
            {
                "level": row["level"],
                "label": variable.words(row["level"]),
                "is_reference": row["level"] == next(iter(variable.levels)),
                "day": float(row["due_day"]),
                "wave_label": vocabulary.wave_name(row["wave"]),
                "number_due": number_due,
                "number_reached": number_reached if told else np.nan,
                "share": share if told else np.nan,
                "lower": round_share(lower, due, rules.round_to),
                "upper": round_share(upper, due, rules.round_to),
            }
        )
    table = pd.DataFrame(entries, columns=FOLLOW_UP)
    order = {level: i for i, level in enumerate(variable.levels)}
    return table.sort_values(
        ["level", "day"], key=lambda c: c.map(order) if c.name == "level" else c
    ).reset_index(drop=True)


def groups_shown(question: Question, vocabulary: Vocabulary, present) -> list[tuple[str, str, bool]]:
    """(level, label, is reference) in the order to show: the reference first."""
    if question.exposure is None:
        return [("", "everyone", True)]
    variable = vocabulary.variable(question.exposure.variable)
    reference = question.exposure.reference
    order = [reference, *(level for level in variable.levels if level != reference)]
    return [(level, variable.words(level), level == reference) for level in order if level in set(present)]
