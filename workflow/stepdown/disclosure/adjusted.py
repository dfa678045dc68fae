"""Adjusted curves that may be shown: estimates at the days of the protected steps of people as they came."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.answers.methods.base import drawn
from stepdown.disclosure.curves import protect_at_risk, protect_curve
from stepdown.disclosure.figure_data import CURVES, groups_shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepdown.plan.study import Disclosure, Question
    from stepdown.records.variables import Vocabulary


def adjusted_data(
    question: Question,
    adjusted: pd.DataFrame,
    raw: pd.DataFrame,
    estimates: pd.DataFrame,
    vocabulary: Vocabulary,
    rules: Disclosure,
) -> pd.DataFrame:
    """Adjusted share by day and group, with the number of people at risk, who are not weighted.

    A curve is read only at the days of the steps of the group's own protected curve, each of which stands for at least
    `min_cell` events, and ends where that one ends. A group whose adjusted risk is withheld or hidden has no curve.

    Parameters
    ----------
    adjusted : level, day, risk, lower, upper, as estimated.
    raw : the curves of people as they came, as `protect_curve` takes them, with `level`.
    estimates : the protected estimates of the study.
    """
    rises = question.outcome.words(vocabulary).rises
    days = [0, *drawn(question.analyses).days]
    parts = []
    for level, label, is_reference in groups_shown(question, vocabulary, raw["level"].unique()):
        group = raw[raw["level"] == level].reset_index(drop=True)
        own = adjusted[adjusted["level"] == level].sort_values("day")
        shown = len(own) > 0 and _may_be_told(question, estimates, level)
        steps = protect_curve(group, rules)["day"].to_numpy() if shown else np.array([])
        named = {"level": level, "label": label, "is_reference": is_reference}
        parts.append(pd.DataFrame(_read(own, steps, rises)).assign(series="curve", **named))
        numbers = protect_at_risk(group, days, rules)
        parts.append(pd.DataFrame({"day": days, "number": numbers}).assign(series="at_risk", **named))
    table = pd.concat(
        [part.reindex(columns=CURVES).astype({"day": float}) for part in parts], ignore_index=True
    )
    return table.round({"share": 4, "lower": 4, "upper": 4})


def _may_be_told(question: Question, estimates: pd.DataFrame, level: str) -> bool:
    """Is the group's own adjusted risk, to which the curve leads, in the release?"""
    row = estimates[
        (estimates["question"] == question.id)
        & (estimates["role"] == "primary")
        & (estimates["measure"] == "risk")
        & (estimates["level"] == level)
    ]
    return len(row) > 0 and bool((row["status"] == "ok").all())


def _read(own: pd.DataFrame, steps: np.ndarray, rises: bool) -> Iterator[dict[str, float]]:
    """The curve at each step's day: the last estimate by then, nobody before the first."""
    known = own["day"].to_numpy()
    for day in steps:
        place = np.searchsorted(known, day, side="right") - 1
        risk, lower, upper = (
            (0.0, 0.0, 0.0) if place < 0 else own[["risk", "lower", "upper"]].to_numpy()[place]
        )
        share = (risk, lower, upper) if rises else (1 - risk, 1 - upper, 1 - lower)
        yield {"day": float(day), **dict(zip(("share", "lower", "upper"), share, strict=True))}
