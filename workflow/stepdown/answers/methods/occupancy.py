"""Where people are on chosen days, how long they are in each state, and where they go from one day to the next."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from stepdown.answers.methods.base import Z95, AnalysisModel, Answer, attempt
from stepdown.plan.base import PositiveDay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stepdown.answers.estimate import Estimate
    from stepdown.answers.frame import QuestionFrame
    from stepdown.estimators.state_occupation import StateOccupation

# All levels of care together, and pauses between them.
TOGETHER = "in_care"
# A share below it is nought to the last digits of the arithmetic.
NOBODY = 1e-9
# People in a state on a day; and of them, how many are in another one on the next of the chosen days.
PATHWAYS = ["day", "state", "to_day", "to", "n"]
MOVE = re.compile(r"from (?P<state>\w+) on day (?P<day>\d+) to (?P<to>\w+)")


class Analysis(AnalysisModel):
    """Share of people in each state on chosen days, days spent in each, and the chance of each state from one to the next.

    Aalen–Johansen occupation probabilities with the infinitesimal jackknife by person; from one of the chosen days (and
    day 0) to the next, of the people who were seen in a state then (landmark Aalen–Johansen): neither assumes that where
    people go depends on nothing but where they are.
    """

    shapes: ClassVar = ("states",)
    draws: ClassVar = True

    method: Literal["occupancy"]
    days: list[PositiveDay] = Field(min_length=1)
    """Days on which to state where people are; with day 0 they are the columns of the figure."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.state_occupation import later_occupation, state_occupation
    from stepdown.outcomes.retention.care_states import IN_CARE, STATES, numbered

    if frame.stays.empty:
        reason = "the care of nobody in this group is known"
        return Answer([frame.estimate(analysis, "occupancy", n=0, status="not_estimable", reason=reason)])
    stays = tuple(numbered(frame.stays).values())
    horizon, days = frame.question.horizon_days, [0, *sorted(set(analysis.days))]
    in_care = [STATES.index(name) for name in IN_CARE]
    fit, reason = attempt(state_occupation, *stays, len(STATES), horizon, sets=[in_care])
    n = frame.stays["person_id"].nunique()
    if fit is None:
        return Answer([frame.estimate(analysis, "occupancy", n=n, status="not_estimable", reason=reason)])
    names = [*STATES, TOGETHER]
    ever = [_ever(frame.stays, [name], horizon) for name in STATES]
    ever.append(_ever(frame.stays, IN_CARE, horizon))
    # Who came under observation later may have been elsewhere on day 0; a state that nobody was ever in has no row.
    rows = [
        _share(analysis, frame, names[i], day, fit, i, n)
        for day in days[1:]
        for i in range(len(names))
        if ever[i]
    ]
    rows += [_days(analysis, frame, name, fit, i, n, ever[i]) for i, name in enumerate(names) if ever[i]]
    pathways = [
        (day, name, pd.NA, "", n * fit.at(day)[0][i]) for day in days for i, name in enumerate(STATES)
    ]
    for day, next_day in pairwise(days):
        for i, name in enumerate(STATES):
            here = fit.at(day)[0][i]
            if here < NOBODY:
                continue
            later, _ = attempt(later_occupation, *stays, len(STATES), next_day, i, day)
            settled = not (frame.stays.loc[frame.stays["state"] == name, "to"] != "").any()
            if settled:
                # Nobody ever leaves it: no estimate, but part of the picture.
                moves = np.eye(len(STATES))[i]
            elif later is None:
                continue
            else:
                moves = later.probability[-1]
                rows += _moves(analysis, frame, (name, day), (STATES, next_day), later)
            pathways += [(day, name, next_day, to, n * here * moves[j]) for j, to in enumerate(STATES)]
    table = pd.DataFrame(pathways, columns=PATHWAYS).astype({"to_day": "Int64"})
    return Answer(rows, diagnostics={"pathways": table[table["n"] >= n * NOBODY].reset_index(drop=True)})


def _ever(stays: pd.DataFrame, states: list[str] | tuple[str, ...], horizon: int) -> int:
    """People who were in one of the states by the horizon."""
    inside = stays["state"].isin(states) & (stays["start"] <= horizon)
    moved = stays["to"].isin(states) & (stays["stop"] <= horizon)
    return stays.loc[inside | moved, "person_id"].nunique()


def _share(
    analysis: Analysis, frame: QuestionFrame, name: str, day: int, fit: StateOccupation, i: int, n: int
) -> Estimate:
    probability, std_error, lower, upper = (float(part[i]) for part in fit.at(day))
    return frame.estimate(
        analysis,
        "occupancy",
        definition=of_state(frame, name),
        horizon_days=day,
        n=n,
        level_n=n,
        estimate=probability,
        std_error=std_error,
        lower=lower,
        upper=upper,
    )


def _days(
    analysis: Analysis, frame: QuestionFrame, name: str, fit: StateOccupation, i: int, n: int, ever: int
) -> Estimate:
    mean, error = float(fit.days[i]), float(fit.days_std_error[i])
    return frame.estimate(
        analysis,
        "expected_days",
        definition=of_state(frame, name),
        n=n,
        level_n=n,
        # Who was ever there, for the door alone: of a state for good it is who is there at the end.
        reference_n=ever,
        estimate=mean,
        std_error=error,
        lower=max(0.0, mean - Z95 * error),
        upper=min(float(fit.horizon), mean + Z95 * error),
    )


def _moves(
    analysis: Analysis,
    frame: QuestionFrame,
    origin: tuple[str, int],
    goal: tuple[tuple[str, ...], int],
    fit: StateOccupation,
) -> Iterator[Estimate]:
    """From one state on a day to every state that somebody was in on the next."""
    (name, day), (states, next_day) = origin, goal
    for j, to in enumerate(states):
        if fit.probability[-1, j] >= NOBODY:
            yield frame.estimate(
                analysis,
                "transition_probability",
                definition=of_move(frame, name, day, to),
                horizon_days=next_day,
                n=fit.n,
                level_n=fit.n,
                estimate=float(fit.probability[-1, j]),
                std_error=float(fit.std_error[-1, j]),
                lower=float(fit.lower[-1, j]),
                upper=float(fit.upper[-1, j]),
            )


def told_by(definition: str) -> tuple[str, int, str]:
    """State, day and where to, of a row's `definition` as the two below write it; without a move, -1 and ""."""
    text = definition.partition(", ")[2]
    found = MOVE.fullmatch(text)
    return (found["state"], int(found["day"]), found["to"]) if found else (text, -1, "")


def of_state(frame: QuestionFrame, state: str) -> str:
    """What a row about a state is a row about: "care_state, outpatient"."""
    return f"{frame.question.outcome.definition}, {state}"


def of_move(frame: QuestionFrame, state: str, day: int, to: str) -> str:
    """What a row about a move is a row about: "care_state, from residential on day 30 to outpatient"."""
    return f"{frame.question.outcome.definition}, from {state} on day {day} to {to}"
