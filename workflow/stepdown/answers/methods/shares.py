"""The share of each group that had a yes/no outcome, as it was observed, and for how many it is known."""

from __future__ import annotations

from typing import ClassVar, Literal

import pandas as pd

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer


class Analysis(AnalysisModel):
    """Share of people with the outcome in each group, with Wilson's interval; nothing is adjusted for.

    Where the outcome of some people is not known, the share for whom it is comes beside it: unknown is not a no.
    """

    shapes: ClassVar = ("yes_no",)

    method: Literal["shares"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    some_unknown = bool(frame.people["value"].isna().any())
    rows = []
    for level in frame.levels or [""]:
        everyone = of_level(frame.people, level)
        known = everyone["value"].notna()
        rows.append(share(frame, analysis, "risk", level, everyone.loc[known, "value"].astype(bool)))
        if some_unknown:
            rows.append(share(frame, analysis, "known", level, known))
    return Answer(rows)


def of_level(people: pd.DataFrame, level: str) -> pd.DataFrame:
    """The people of one exposure level; everybody where nothing is compared."""
    return people[(people["exposure"] == level).fillna(False).astype(bool)] if level else people


def share(
    frame: QuestionFrame, analysis: AnalysisModel, measure: str, level: str, yes: pd.Series, **values
) -> Estimate:
    """The share of `yes` with Wilson's interval.

    Parameters
    ----------
    yes : one flag a person of the denominator.
    values : what else the row says.
    """
    from statsmodels.stats.proportion import proportion_confint

    n, events = len(yes), int(yes.sum())
    counts = {"level": level, "n": n, "n_events": events, "level_n": n} | values
    if not n:
        reason = "nobody in the group has a known outcome"
        return frame.estimate(analysis, measure, **counts, status="not_estimable", reason=reason)
    lower, upper = proportion_confint(events, n, method="wilson")
    return frame.estimate(analysis, measure, **counts, estimate=events / n, lower=lower, upper=upper)
