"""What the risk would be if everyone without a known outcome had the event, or none had."""

from __future__ import annotations

from typing import ClassVar, Literal

import pandas as pd

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer
from stepdown.answers.methods.competing import causes, causes_of

RULES = {"missing = no event": 0.0, "missing = event": 1.0}


class Analysis(AnalysisModel):
    """Worst- and best-case bounds (definitions, D.3) for the risk at the horizon and its difference.

    Each bound fills in the same answer for everybody who is missing; the bounds
    of the difference take the most extreme pair.
    """

    shapes: ClassVar = ("time_to_event", "yes_no")

    method: Literal["bounds"]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    rows, extremes, sizes, events = [], {}, {}, {}
    for level in frame.levels or [""]:
        group = frame.people[frame.people["exposure"] == level] if level else frame.people
        yes_no = frame.question.outcome.shape == "yes_no"
        known = group.dropna(subset="value" if yes_no else "day")
        if known.empty:
            continue
        event = known["value" if yes_no else "event"].to_numpy(bool)
        risk = float(event.mean()) if yes_no else _risk(known, frame)
        known_share = len(known) / len(group)
        extremes[level] = [risk * known_share + filled * (1 - known_share) for filled in RULES.values()]
        sizes[level], events[level] = len(group), int(event.sum())
        for (rule, filled), risk in zip(RULES.items(), extremes[level], strict=True):
            rows.append(
                frame.estimate(
                    analysis,
                    "risk",
                    level=level,
                    missing_rule=rule,
                    n=len(group),
                    n_events=int(event.sum() + filled * (len(group) - len(known))),
                    level_n=len(group),
                    estimate=risk,
                )
            )
    for level in frame.levels[1:]:
        reference = frame.levels[0]
        if level not in extremes or reference not in extremes:
            continue
        rows.append(
            frame.estimate(
                analysis,
                "risk_difference",
                level=level,
                reference=reference,
                missing_rule="missing = anything",
                n=sizes[level] + sizes[reference],
                n_events=events[level] + events[reference],
                level_n=sizes[level],
                reference_n=sizes[reference],
                lower=extremes[level][0] - extremes[reference][1],
                upper=extremes[level][1] - extremes[reference][0],
                reason="bounds only: no assumption about the missing picks a point",
            )
        )
    return Answer(rows)


def _risk(known: pd.DataFrame, frame: QuestionFrame) -> float:
    """The risk by the horizon; with nothing that competes this is 1 minus Kaplan–Meier."""
    from stepdown.estimators.aalen_johansen import aalen_johansen

    n_causes = max(2, *causes_of(frame))
    curve = aalen_johansen(known["day"].to_numpy(float), causes(known), n_causes=n_causes)
    return float(curve.at(frame.question.horizon_days)[0][0])
