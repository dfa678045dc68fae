"""The curve behind an adjusted risk: the same estimate on every day, so that the picture ends where the sentence does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.adjusted_people import AdjustedAnalysis, AdjustedPeople
from stepdown.answers.methods.base import attempt
from stepdown.answers.methods.competing import EVENT, causes

if TYPE_CHECKING:
    from stepdown.estimators.arm_means import ArmMeans

ADJUSTED = ["level", "day", "risk", "lower", "upper"]
# More days than this would not be told apart in a figure, and each is a fit of its own.
MOST_DAYS = 60


def adjusted_curves(
    analysis: AdjustedAnalysis,
    frame: QuestionFrame,
    people: AdjustedPeople,
    risks: Callable[[AdjustedPeople], ArmMeans],
) -> dict[str, pd.DataFrame]:
    """Every group's adjusted risk by day, as the diagnostics of a primary analysis whose question draws curves.

    Parameters
    ----------
    risks : from people whose horizon is some day to every group's risk by that day.

    Returns
    -------
    dict
        Empty, or "adjusted" -> a table with `ADJUSTED`. Days on which a risk cannot be estimated are left out.
    """
    if analysis.role != "primary" or not has_adjusted_curves(frame.question):
        return {}
    rows = []
    for day in _days(people):
        fit, _ = attempt(risks, replace(people, horizon=int(day)))
        for level in fit.levels if fit is not None else ():
            found = fit.mean(level, probability=True)
            # A curve's band is at its edge where there is no error to see: until the first event, as Kaplan–Meier's.
            limits = (found.lower, found.upper) if found.std_error > 0 else (found.estimate, found.estimate)
            rows.append((str(level), float(day), found.estimate, *limits))
    return {"adjusted": pd.DataFrame(rows, columns=ADJUSTED)}


def has_adjusted_curves(question) -> bool:
    """Does the primary analysis compare adjusted risks of an event with a day, in a question that draws curves?"""
    primary = next((one for one in question.analyses if one.role == "primary"), None)
    return (
        question.figure.kind == "curves"
        and question.outcome.shape == "time_to_event"
        and isinstance(primary, AdjustedAnalysis)
    )


def _days(people: AdjustedPeople) -> np.ndarray:
    """Days on which somebody has the event, thinned evenly to `MOST_DAYS`, and the horizon."""
    happened = people.time[causes(people.people) == EVENT]
    days = np.unique(happened[(happened >= 1) & (happened <= people.horizon)])
    if len(days) > MOST_DAYS:
        days = days[np.linspace(0, len(days) - 1, MOST_DAYS).round().astype(int)]
    return np.union1d(days, [people.horizon])
