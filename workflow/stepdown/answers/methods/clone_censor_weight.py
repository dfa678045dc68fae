"""Starting something within a grace period against not starting it, without crediting anybody's waiting time."""

from __future__ import annotations

from dataclasses import asdict
from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from stepdown.answers.coding import code, complete
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt
from stepdown.answers.methods.competing import causes
from stepdown.answers.methods.strategy_rows import contrast_row
from stepdown.answers.methods.strategy_verdicts import STRATEGY_GATES, strategy_verdicts
from stepdown.answers.methods.time_varying import while_exposure_is_known
from stepdown.plan.base import PositiveDay
from stepdown.seeds import seed_of

LEVELS = {"start": "yes", "none": "no"}


class Analysis(AnalysisModel):
    """Clone, censor, weight (definitions, D.1): the primary method for aftercare, step-down and sessions.

    Everybody is cloned at time zero into starting by the last day of grace and not starting until it is over. The question's
    adjustment set explains who starts; intervals come from a bootstrap over people that models starting anew each time.
    """

    shapes: ClassVar = ("time_to_event",)
    looks_ahead: ClassVar = False
    gates: ClassVar = STRATEGY_GATES

    method: Literal["clone_censor_weight"]
    grace_days: PositiveDay = 14
    """The last day on which a start still counts as starting."""
    days: list[PositiveDay] = []
    """Days to compare at, beside the horizon."""
    replicates: int = Field(default=500, ge=50)
    """Bootstrap replicates."""
    adjusted: Literal[True] = True
    """Who starts is explained by the question's adjustment set: without it this method answers nothing."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.clone_censor_weight import clone_censor_weight

    covariates = frame.covariates(True)
    if "contact_observed_to" not in frame.people:
        reason = "no contact of this kind has a day"
        return Answer(
            [frame.estimate(analysis, "risk_difference", n=0, status="not_estimable", reason=reason)]
        )
    people = frame.people.dropna(subset=["day", "exposure", "contact_observed_to"])
    # Whoever has the outcome on day 0 had it before anybody could follow a strategy.
    rows = while_exposure_is_known(complete(people[people["day"] >= 1], ["day", *covariates]))
    rows = rows[rows["day"] >= 1]
    definition = f"{frame.question.outcome.definition}, started by day {analysis.grace_days}"
    days = sorted({*analysis.days, frame.question.horizon_days})
    fit, reason = attempt(
        clone_censor_weight,
        np.ceil(rows["day"].to_numpy(dtype=float)),
        np.minimum(causes(rows), 2),
        _first_day(rows),
        code(rows, covariates, {}).matrix if covariates else np.zeros((len(rows), 0)),
        grace=analysis.grace_days,
        days=days,
        seed=seed_of(frame.plan.seed, frame.question.id, analysis.method, str(analysis.grace_days)),
        replicates=analysis.replicates,
    )
    shared = {"definition": definition, "n": len(rows)}
    if fit is None:
        failed = frame.estimate(analysis, "risk_difference", status="not_estimable", reason=reason, **shared)
        return Answer([failed])
    sizes = {"yes": fit.n_started, "no": fit.n - fit.n_started}
    estimates = [
        frame.estimate(
            analysis,
            "risk",
            level=level,
            horizon_days=day,
            **asdict(fit.spread[strategy][day]),
            level_n=sizes[level],
            **shared,
        )
        for day in days
        for strategy, level in LEVELS.items()
    ]
    n_events = sum(fit.n_events.values())
    estimates += [
        contrast_row(
            analysis, frame, contrast, sizes, LEVELS, horizon_days=contrast.day, n_events=n_events, **shared
        )
        for contrast in fit.contrasts
    ]
    return Answer(estimates, strategy_verdicts(frame.plan.gates, fit, definition, analysis.replicates))


def _first_day(rows: pd.DataFrame) -> np.ndarray:
    """Day of the first contact; one on the day of time zero counts as day 1."""
    return np.maximum(rows["contact_day"].to_numpy(dtype=float, na_value=np.nan), 1)
