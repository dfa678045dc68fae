"""Straight lines: how many points a month each group moves, people having a level and a slope of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import pandas as pd

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.convergence import of_fits
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt
from stepdown.answers.methods.longitudinal import (
    AT_RANDOM,
    DEGREES_WORDS,
    Contrast,
    DegreesOfFreedom,
    contrasts,
    joint_row,
    no_answer,
)

# Days of a mean month.
MONTH = 30.4375


class Analysis(AnalysisModel):
    """Random intercept and slope a person, REML: the difference between groups in points a month.

    Time is the day on which each interview was held, so that late ones count as late. The score is taken to move along a
    straight line; where it falls at first and then stays, `mmrm` describes it better.
    """

    shapes: ClassVar = ("score",)
    gates: ClassVar = ("convergence",)

    method: Literal["random_slope"]
    degrees_of_freedom: DegreesOfFreedom = "kenward_roger"
    """Satterthwaite or Kenward–Roger widen the intervals for few people; normal does not."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.random_slope import random_slope

    design, reason = attempt(_lines, frame)
    if design is None:
        return no_answer(analysis, frame, "slope_difference", reason)
    fit, reason = attempt(
        random_slope,
        design.rows["score"].to_numpy(float),
        design.matrix,
        design.rows["person_id"].to_numpy(str),
        design.matrix[:, 1],
        degrees_of_freedom=analysis.degrees_of_freedom,
    )
    if fit is None:
        return no_answer(analysis, frame, "slope_difference", reason, design.rows)
    words = [
        "points a month",
        *([DEGREES_WORDS[analysis.degrees_of_freedom]] if analysis.degrees_of_freedom != "normal" else []),
        *(["people's levels or slopes do not vary freely"] if fit.singular else []),
    ]
    definition = ", ".join([frame.question.outcome.definition, *words])
    contrast = contrasts(fit)
    answers = _slopes(analysis, frame, design, contrast, definition)
    answers += _line(analysis, frame, design, contrast, definition.replace("points a month", "straight line"))
    if len(frame.levels) > 2:
        effects = np.array([design.apart(level) for level in frame.levels[1:]])
        n = int(design.rows["person_id"].nunique())
        answers.append(joint_row(analysis, frame, fit, effects, n, definition))
    return Answer(answers, [of_fits(fit)])


@dataclass(frozen=True)
class Lines:
    """The rows and columns of the model, and the weights on its coefficients that give each group's line.

    `start[level]` gives the score on day 0, `slope[level]` the points a month.
    """

    rows: pd.DataFrame
    matrix: np.ndarray
    start: dict[str, np.ndarray]
    slope: dict[str, np.ndarray]
    reference: str

    def apart(self, level: str) -> np.ndarray:
        """Weights that give a level's slope less the reference's."""
        return self.slope[level] - self.slope[self.reference]

    @property
    def residual_df(self) -> int:
        return len(self.rows) - self.matrix.shape[1]


def _lines(frame: QuestionFrame) -> Lines:
    """Code months and groups. Groups that chance made start together: before it, nothing could tell them apart.

    Raises
    ------
    ValueError
        If fewer than two groups have a score.
    """
    group = frame.people.set_index("person_id")["exposure"]
    rows = frame.scores.assign(exposure=frame.scores["person_id"].map(group))
    rows = rows.dropna(subset=["exposure", "score", "day"])
    rows = rows.sort_values(["person_id", "wave"], kind="stable").reset_index(drop=True)
    if len(frame.levels) < 2 or set(rows["exposure"]) != set(frame.levels):
        raise ValueError("fewer than two groups with a score")
    month = rows["day"].to_numpy(float) / MONTH
    exposure = rows["exposure"].to_numpy(object)
    columns = {("start", ""): np.ones(len(rows)), ("slope", ""): month}
    for level in frame.levels[1:]:
        member = (exposure == level).astype(float)
        if frame.question.design != "randomised":
            columns["start", level] = member
        columns["slope", level] = member * month
    weights = dict(zip(columns, np.eye(len(columns)), strict=True))
    start, slope = (
        {level: weights[part, ""] + weights.get((part, level), 0.0) for level in frame.levels}
        for part in ("start", "slope")
    )
    return Lines(rows, np.column_stack(list(columns.values())), start, slope, frame.levels[0])


def _slopes(
    analysis: Analysis, frame: QuestionFrame, design: Lines, contrast: Contrast, definition: str
) -> list[Estimate]:
    """Points a month of each group, and each group's less the reference's."""
    people = design.rows.groupby("exposure")["person_id"].nunique()
    shared = {"definition": definition, "missing_rule": AT_RANDOM}
    answers = []
    for level, weights in design.slope.items():
        n = int(people[level])
        answers.append(
            frame.estimate(analysis, "slope", level=level, n=n, level_n=n, **shared, **contrast(weights))
        )
    for level in frame.levels[1:]:
        compared = _compared(design, level, people) | shared
        answers.append(
            frame.estimate(analysis, "slope_difference", **compared, **contrast(design.apart(level)))
        )
    return answers


def _line(
    analysis: Analysis, frame: QuestionFrame, design: Lines, contrast: Contrast, definition: str
) -> list[Estimate]:
    """Where each group's line stands on the day each interview is due, how far it came, and how far apart they end."""
    seen = design.rows.groupby(["exposure", "due_day"])["person_id"].nunique()
    people = design.rows.groupby("exposure")["person_id"].nunique()
    answers = []
    for level in frame.levels:
        for day in sorted(int(day) for day in design.rows["due_day"].unique()):
            n = int(seen.get((level, day), 0))
            shared = {
                "definition": definition,
                "missing_rule": AT_RANDOM,
                "horizon_days": day,
                "level": level,
            }
            shared |= {"n": n, "level_n": n}
            months = day / MONTH
            mean = contrast(design.start[level] + months * design.slope[level])
            mean.pop("p_value")
            answers.append(frame.estimate(analysis, "mean", **shared, **mean))
            if day > 0:
                change = contrast(months * design.slope[level])
                answers.append(frame.estimate(analysis, "mean_change", **shared, **change))
    months = frame.question.horizon_days / MONTH
    for level in frame.levels[1:]:
        compared = _compared(design, level, people) | {"definition": definition, "missing_rule": AT_RANDOM}
        difference = contrast(months * design.apart(level))
        answers.append(frame.estimate(analysis, "mean_difference", **compared, **difference))
    return answers


def _compared(design: Lines, level: str, people: pd.Series) -> dict:
    """Whom a difference compares, and what the door must know of it."""
    return {
        "level": level,
        "reference": design.reference,
        "n": int(design.rows["person_id"].nunique()),
        "level_n": int(people[level]),
        "reference_n": int(people[design.reference]),
        "residual_df": design.residual_df,
    }
