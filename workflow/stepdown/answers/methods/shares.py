"""The share of each group that had a yes/no outcome, as it was observed."""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer


class Analysis(AnalysisModel):
    """Share of people with the outcome in each group, with Wilson's interval; nothing is adjusted for."""

    shapes: ClassVar = ("yes_no",)

    method: Literal["shares"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from statsmodels.stats.proportion import proportion_confint

    known = frame.people.dropna(subset="value")
    rows = []
    for level in frame.levels or [""]:
        group = known[(known["exposure"] == level).fillna(False)] if level else known
        n, events = len(group), int(group["value"].sum())
        counts = {"level": level, "n": n, "n_events": events, "level_n": n}
        if not n:
            reason = "nobody in the group has a known outcome"
            rows.append(frame.estimate(analysis, "risk", **counts, status="not_estimable", reason=reason))
            continue
        lower, upper = proportion_confint(events, n, method="wilson")
        rows.append(frame.estimate(analysis, "risk", **counts, estimate=events / n, lower=lower, upper=upper))
    return Answer(rows)
