"""Levels of care compared as if everybody had kept to the level at which they started."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
from pydantic import Field

from stepdown.answers.coding import code
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.people_behind_strategies import people_behind_strategies
from stepdown.answers.methods.adjusted_people import AdjustedAnalysis, AdjustedPeople, adjusted_people
from stepdown.answers.methods.adjusted_rows import not_estimable
from stepdown.answers.methods.base import Answer, attempt
from stepdown.answers.methods.seen import seen_at
from stepdown.answers.methods.strategy_rows import contrast_row
from stepdown.outcomes.exposures import first_contact_day
from stepdown.outcomes.stays import DEPARTURE
from stepdown.plan.base import PositiveDay
from stepdown.seeds import seed_of

if TYPE_CHECKING:
    from stepdown.estimators.per_protocol import PerProtocol


class Analysis(AdjustedAnalysis):
    """Overlap weights at the start, and people censored when they leave the first level before the plan said so (D.8).

    Whoever leaves is stood for by those like them who stayed, in the question's adjustment set and in what was seen in the
    week before: positive screens and attended sessions. A planned end, a step to another level, death and jail are no
    departure. Intervals come from a bootstrap over people that fits both models anew each time.
    """

    shapes: ClassVar = ("yes_no",)
    gates: ClassVar = ("people_behind_strategies",)

    method: Literal["per_protocol"]
    keep_days: PositiveDay = 56
    """Who leaves the first level unplanned before this day departs from the protocol. Eight weeks is the shortest plan of
    intensive outpatient care."""
    interval_days: PositiveDay = 7
    """The chance of departing is modelled for each interval of so many days."""
    replicates: int = Field(default=500, ge=50)
    """Bootstrap replicates."""


def definition_of(frame: QuestionFrame) -> str:
    """What its rows are about, for the `definition` column."""
    return f"{frame.question.outcome.definition}, per protocol"


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    definition = definition_of(frame)
    people, reason = attempt(adjusted_people, frame)
    fit = None
    if people is not None:
        fit, reason = attempt(_fit, analysis, frame, people)
    if fit is None:
        return Answer(not_estimable(analysis, frame, reason))
    sizes = {group.level: group.n_kept for group in fit.groups}
    shared = {"definition": definition}
    rows = [
        frame.estimate(
            analysis,
            "risk",
            level=group.level,
            n=group.n,
            level_n=group.n_kept,
            **asdict(group.risk),
            **shared,
        )
        for group in fit.groups
    ]
    people = {group.level: group.n for group in fit.groups}
    for contrast in fit.contrasts:
        n = people[contrast.strategy] + people[contrast.reference]
        rows.append(contrast_row(analysis, frame, contrast, sizes, n=n, **shared))
    left = {group.level: group.effective_size for group in fit.groups}
    floor = frame.plan.gates.people_behind_strategies
    return Answer(rows, [people_behind_strategies(left, floor, definition)])


def _fit(analysis: Analysis, frame: QuestionFrame, people: AdjustedPeople) -> PerProtocol:
    from stepdown.estimators.act_windows import Window, interval_ends
    from stepdown.estimators.decisions import Decisions
    from stepdown.estimators.per_protocol import per_protocol

    ends = interval_ends([Window("kept", analysis.keep_days)], 1, analysis.interval_days)
    departed, over = _departures(frame, people)
    started = {"exposure": frame.exposure_variable}
    own = code(people.people, started, {"exposure": frame.levels[0]}).matrix
    starts = [0, *(end + 1 for end in ends[:-1])]
    seen = seen_at(frame.contacts, people.people["person_id"], starts)
    return per_protocol(
        people.outcome,
        people.exposure,
        people.covariates,
        Decisions.of(departed, over, ends, np.column_stack([people.covariates, own]), seen),
        keep_to=analysis.keep_days,
        levels=frame.levels,
        day=frame.question.horizon_days,
        seed=seed_of(frame.plan.seed, frame.question.id, analysis.method, str(analysis.keep_days)),
        replicates=analysis.replicates,
    )


def _departures(frame: QuestionFrame, people: AdjustedPeople) -> tuple[np.ndarray, np.ndarray]:
    """The day on which each person left unplanned, infinite where that did not come; last day before other ends.

    Raises
    ------
    ValueError
        If the records tell of nobody's stay.
    """
    rows = people.people
    departed = np.full(len(rows), np.inf)
    over = np.full(len(rows), np.nan)
    for level in frame.levels:
        told = first_contact_day(frame.contacts, f"{DEPARTURE}{level}").reindex(rows["person_id"])
        own = people.exposure == level
        day = told["contact_day"].to_numpy(dtype="float64", na_value=np.nan)
        seen_to = told["observed_to"].to_numpy(dtype="float64", na_value=np.nan)
        departed[own] = np.where(np.isnan(day), np.inf, day)[own]
        over[own] = np.where(np.isnan(day), seen_to - 1, np.inf)[own]
    if np.isnan(over).all():
        raise ValueError("the records tell of nobody when the first stay was over")
    # Of whom nothing is told, no departure was seen, and no day is known to be without one.
    return departed, np.where(np.isnan(over), -1.0, over)
