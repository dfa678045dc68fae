"""Share with the event by day, for each exposure group, when something else can happen first."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer
from stepdown.answers.methods.competing import EVENT, causes, causes_of, definition_of
from stepdown.plan.base import PositiveDay

if TYPE_CHECKING:
    from stepdown.estimators.aalen_johansen import AalenJohansen

# Every kind of exit by day, for the figure of exits.
EXITS = [
    "level", "cause", "day", "n_at_risk", "n_events", "n", "incidence", "lower", "upper", "neither",
]  # fmt: skip


class Analysis(AnalysisModel):
    """Aalen–Johansen cumulative incidence of the event, and of what competes with it, at chosen days."""

    shapes: ClassVar = ("time_to_event",)
    draws: ClassVar = True

    method: Literal["aalen_johansen"]
    days: list[PositiveDay] = Field(min_length=1)
    """Days at which to state the share; with day 0 they are the ticks of the figure."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.aalen_johansen import aalen_johansen

    rows, curves, exits = [], [], []
    for level in frame.levels or [""]:
        group = frame.people[frame.people["exposure"] == level] if level else frame.people
        group = group.dropna(subset="day")
        if group.empty:
            reason = "nobody in this group has a known outcome"
            empty = {"level": level, "n": 0, "status": "not_estimable", "reason": reason}
            rows.append(frame.estimate(analysis, "cumulative_incidence", **empty))
            continue
        fit = aalen_johansen(group["day"].to_numpy(float), causes(group), n_causes=max(2, *causes_of(frame)))
        for cause in causes_of(frame):
            rows += _rows(analysis, frame, level, fit, cause, len(group))
        curves.append(_curve(level, fit))
        exits += [_exits(level, fit, cause, len(group)) for cause in causes_of(frame)]
    if not curves:
        return Answer(rows)
    diagnostics = {"exits": pd.concat(exits, ignore_index=True)}
    return Answer(rows, curves=pd.concat(curves, ignore_index=True), diagnostics=diagnostics)


def _rows(
    analysis: Analysis, frame: QuestionFrame, level: str, fit: AalenJohansen, cause: int, n: int
) -> list[Estimate]:
    """One row a day."""
    incidence, std_error, lower, upper = fit.at(analysis.days)
    rows = []
    for i, day in enumerate(analysis.days):
        # With the event's share beside it, what competes would tell how many had neither: the door must see them.
        neither = None if cause == EVENT else round(n * (1 - incidence[i].sum()))
        rows.append(
            frame.estimate(
                analysis,
                "cumulative_incidence",
                definition=definition_of(frame, cause),
                level=level,
                horizon_days=day,
                n=n,
                n_events=int(fit.n_events[fit.time <= day, cause - 1].sum()),
                level_n=n,
                reference_n=neither,
                estimate=incidence[i, cause - 1],
                std_error=std_error[i, cause - 1],
                lower=lower[i, cause - 1],
                upper=upper[i, cause - 1],
            )
        )
    return rows


def _curve(level: str, fit: AalenJohansen) -> pd.DataFrame:
    """The event's curve as the share without it, which is how the door takes curves."""
    own = EVENT - 1
    return pd.DataFrame(
        {
            "level": level,
            "day": fit.time,
            "n_at_risk": fit.n_at_risk,
            "n_events": fit.n_events[:, own],
            "n_censored": fit.n_censored + np.delete(fit.n_events, own, axis=1).sum(axis=1),
            "survival": 1 - fit.incidence[:, own],
            "lower": 1 - fit.upper[:, own],
            "upper": 1 - fit.lower[:, own],
        }
    )


def _exits(level: str, fit: AalenJohansen, cause: int, n: int) -> pd.DataFrame:
    """Cumulative incidence of one cause by day, with the share that had neither it nor another one."""
    i = cause - 1
    return pd.DataFrame(
        {
            "level": level, "cause": cause, "day": fit.time, "n_at_risk": fit.n_at_risk, "n_events": fit.n_events[:, i],
            "n": n, "incidence": fit.incidence[:, i], "lower": fit.lower[:, i], "upper": fit.upper[:, i],
            "neither": 1 - fit.incidence.sum(axis=1),
        }
    )  # fmt: skip
