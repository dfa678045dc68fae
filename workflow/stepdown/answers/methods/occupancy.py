"""Where people are on chosen days, how long they are in each state, and where they go from one day to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from stepdown.answers.methods.base import Z95, AnalysisModel, Answer, attempt
from stepdown.outcomes.retention.care_states import IN_CARE, NO_FURTHER, STATES, numbered
from stepdown.plan.base import PositiveDay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

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


@dataclass(frozen=True)
class Onward:
    """Of the people in a state on a day, the chance of each state on the next of the chosen days.

    `fit` is empty for a state that nobody ever leaves: there is nothing to estimate, but it is part of the picture.
    """

    state: str
    day: int
    next_day: int
    fit: StateOccupation | None

    @property
    def chances(self) -> np.ndarray:
        if self.fit is None:
            return np.eye(len(STATES))[STATES.index(self.state)]
        return self.fit.probability[-1]


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.state_occupation import state_occupation

    stays, horizon, tell = frame.stays, frame.question.horizon_days, partial(frame.estimate, analysis)
    fit, reason = None, "the care of nobody in this group is known"
    if not stays.empty:
        in_care = [STATES.index(name) for name in IN_CARE]
        arrays = numbered(stays).values()
        fit, reason = attempt(state_occupation, *arrays, len(STATES), horizon, sets=[in_care])
    if fit is None:
        n = stays["person_id"].nunique()
        return Answer([tell("occupancy", n=n, status="not_estimable", reason=reason)])
    days = [0, *sorted(set(analysis.days))]
    onward = list(_onward(stays, fit, days))
    members = {name: (name,) for name in STATES} | {TOGETHER: IN_CARE}
    ever = {name: _ever(stays, states, horizon) for name, states in members.items()}
    told = [(i, name) for i, name in enumerate(ever) if ever[name]]
    # Who came under observation later may have been elsewhere on day 0; a state that nobody was ever in has no row.
    rows = [
        _chance(tell, "occupancy", of_state(frame, name), fit, day, i) for day in days[1:] for i, name in told
    ]
    rows += [_days(tell, of_state(frame, name), fit, i, ever[name]) for i, name in told]
    rows += [
        _chance(
            tell, "transition_probability", of_move(frame, one.state, one.day, to), one.fit, one.next_day, i
        )
        for one in onward
        if one.fit
        for i, to in enumerate(STATES)
        if one.chances[i] >= NOBODY
    ]
    return Answer(rows, diagnostics={"pathways": _pathways(fit, days, onward)})


def _onward(stays: pd.DataFrame, fit: StateOccupation, days: Sequence[int]) -> Iterator[Onward]:
    """From each chosen day to the next, for each state that somebody is in."""
    from stepdown.estimators.state_occupation import later_occupation

    left, arrays = set(stays.loc[stays["to"] != NO_FURTHER, "state"]), tuple(numbered(stays).values())
    for day, next_day in pairwise(days):
        for i in np.flatnonzero(fit.at(day)[0][: len(STATES)] >= NOBODY):
            later = None
            if STATES[i] in left:
                later, _ = attempt(later_occupation, *arrays, len(STATES), next_day, i, day)
                if later is None:
                    continue
            yield Onward(STATES[i], day, next_day, later)


def _pathways(fit: StateOccupation, days: Sequence[int], onward: Iterable[Onward]) -> pd.DataFrame:
    """`PATHWAYS`: people in each state on each day, and where they are on the next."""
    here = {(day, state): fit.n * fit.at(day)[0][i] for day in days for i, state in enumerate(STATES)}
    rows = [(day, state, pd.NA, "", n) for (day, state), n in here.items()]
    for one in onward:
        n = here[one.day, one.state]
        rows += [
            (one.day, one.state, one.next_day, to, n * chance)
            for to, chance in zip(STATES, one.chances, strict=True)
        ]
    table = pd.DataFrame(rows, columns=PATHWAYS).astype({"to_day": "Int64"})
    return table[table["n"] >= fit.n * NOBODY].reset_index(drop=True)


def _ever(stays: pd.DataFrame, states: Sequence[str], horizon: int) -> int:
    """People who were in one of the states by the horizon."""
    inside = stays["state"].isin(states) & (stays["start"] <= horizon)
    moved = stays["to"].isin(states) & (stays["stop"] <= horizon)
    return stays.loc[inside | moved, "person_id"].nunique()


def _chance(
    tell: Callable[..., Estimate], measure: str, definition: str, fit: StateOccupation, day: int, i: int
) -> Estimate:
    """The chance of one column of a fit on a day, for all whom the fit follows."""
    estimate, std_error, lower, upper = (float(part[i]) for part in fit.at(day))
    return tell(
        measure,
        definition=definition,
        horizon_days=day,
        n=fit.n,
        level_n=fit.n,
        estimate=estimate,
        std_error=std_error,
        lower=lower,
        upper=upper,
    )


def _days(
    tell: Callable[..., Estimate], definition: str, fit: StateOccupation, i: int, ever: int
) -> Estimate:
    """Mean days in one column of a fit, up to the horizon."""
    mean, error = float(fit.days[i]), float(fit.days_std_error[i])
    return tell(
        "expected_days",
        definition=definition,
        n=fit.n,
        level_n=fit.n,
        # Who was ever there, for the door alone: of a state for good it is who is there at the end.
        reference_n=ever,
        estimate=mean,
        std_error=error,
        lower=max(0.0, mean - Z95 * error),
        upper=min(float(fit.horizon), mean + Z95 * error),
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
