"""What the risk would be if everyone without a known outcome had the event, or none had."""

from __future__ import annotations

from typing import ClassVar, Literal

import pandas as pd

from stepdown.answers.frame import QuestionFrame
from stepdown.answers.loss import status_at_horizon
from stepdown.answers.methods.base import Answer, LossAnalysis
from stepdown.answers.methods.competing import causes, causes_of

# What is filled in, by the word of the rule; people who are lost on the way are counted with the missing if a plan says so.
FILLED = {"no event": 0.0, "event": 1.0}


class Analysis(LossAnalysis):
    """Worst- and best-case bounds (definitions, D.3) for the risk at the horizon and its difference.

    Each bound fills in the same answer for everybody who is missing; the bounds
    of the difference take the most extreme pair.
    """

    shapes: ClassVar = ("time_to_event", "yes_no")

    method: Literal["bounds"]
    followed_in_part: Literal["at_random", "lost"] = "at_random"
    """Of a time to an event, what becomes of people who are followed for a part of the time: `at_random`, they go on as
    others do (Kaplan–Meier, Aalen–Johansen); `lost`, they count as people of whom nothing is known from then on."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    rows, extremes, sizes, events = [], {}, {}, {}
    lost = analysis.followed_in_part == "lost" and frame.question.outcome.shape == "time_to_event"
    people = frame.people.assign(value=status_at_horizon(frame)) if lost else frame.people
    who = "lost" if lost else "missing"
    for level in frame.levels or [""]:
        group = people[people["exposure"] == level] if level else people
        yes_no = frame.question.outcome.shape == "yes_no" or lost
        known = group.dropna(subset="value" if yes_no else "day")
        if known.empty:
            continue
        event = known["value" if yes_no else "event"].to_numpy(bool)
        risk = float(event.mean()) if yes_no else _risk(known, frame)
        known_share = len(known) / len(group)
        extremes[level] = [risk * known_share + filled * (1 - known_share) for filled in FILLED.values()]
        sizes[level], events[level] = len(group), int(event.sum())
        for (rule, filled), risk in zip(FILLED.items(), extremes[level], strict=True):
            rows.append(
                frame.estimate(
                    analysis,
                    "risk",
                    level=level,
                    missing_rule=f"{who} = {rule}",
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
                missing_rule=f"{who} = anything",
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
