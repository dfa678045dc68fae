"""How strong would something unknown have to be to explain an effect away?"""

from __future__ import annotations

from typing import ClassVar, Literal

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import Answer, attempt
from stepdown.answers.methods.following import FollowingAnalysis, judged

# With more than this share having the event, odds and hazard ratios are farther from 1 than the risk ratio.
COMMON = 0.15


class Analysis(FollowingAnalysis):
    """E-value of an effect and of the limit of its interval that is nearer to no effect (VanderWeele and Ding 2017)."""

    shapes: ClassVar = ("yes_no", "time_to_event", "score")

    method: Literal["e_value"]


def follow(analysis: Analysis, frame: QuestionFrame, rows: list[Estimate]) -> Answer:
    """One row a comparison: `estimate` for the effect, `lower` for the limit."""
    from stepdown.estimators.e_value import e_value

    found = []
    for row in judged(analysis, rows, ("risk_ratio", "odds_ratio", "hazard_ratio", "mean_difference")):
        about = {"level": row.level, "reference": row.reference, "n": row.n, "n_events": row.n_events,
                 "level_n": row.level_n, "reference_n": row.reference_n, "adjustment": row.adjustment,
                 "horizon_days": row.horizon_days, "definition": row.measure}  # fmt: skip
        if row.status != "ok":
            found.append(frame.estimate(analysis, "e_value", **about, status=row.status, reason=row.reason))
            continue
        common = bool(row.n_events is not None and row.n and row.n_events / row.n > COMMON)
        spread = _spread(frame) if row.measure == "mean_difference" else None
        value, reason = attempt(
            e_value, row.measure, row.estimate, row.lower, row.upper, common=common, spread=spread
        )
        if value is None:
            found.append(frame.estimate(analysis, "e_value", **about, status="not_estimable", reason=reason))
        else:
            found.append(
                frame.estimate(analysis, "e_value", **about, estimate=value.estimate, lower=value.limit)
            )
    return Answer(found)


def _spread(frame: QuestionFrame) -> float:
    last = frame.scores[frame.scores["due_day"] == frame.question.horizon_days]
    return float(last["score"].std())
