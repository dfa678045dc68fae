"""How long is enough: windows of weeks at a level, compared as strategies from day 0 and never as they turned out."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from stepdown.answers.coding import code, complete
from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates.people_behind_strategies import people_behind_strategies
from stepdown.answers.methods.base import AnalysisModel, Answer, attempt
from stepdown.answers.methods.competing import causes
from stepdown.answers.methods.seen import seen_at
from stepdown.answers.methods.strategy_rows import contrast_row
from stepdown.cohort.stay_windows import WINDOWS
from stepdown.plan.base import PositiveDay
from stepdown.seeds import seed_of

if TYPE_CHECKING:
    from stepdown.estimators.window_strategies import WindowStrategies


class Analysis(AnalysisModel):
    """Clone, censor, weight for weeks of treatment (definitions, D.1 and G6): stop within a window, whatever the window.

    Everybody is cloned at time zero into every window; a clone is censored when the person stops before its window opens, or
    has not stopped when it closes. Who stops in the window's last days stands for all who then still had to. Who stops is
    explained by the question's adjustment set and by what was seen on the way: positive screens and attended sessions of the
    week before. Death and jail end a stay without leaving a strategy. Intervals come from a bootstrap over people.
    """

    shapes: ClassVar = ("yes_no", "time_to_event")
    looks_ahead: ClassVar = False
    gates: ClassVar = ("people_behind_strategies",)

    method: Literal["duration_strategies"]
    grace_days: PositiveDay = 14
    """The last days of a window, within which whoever is still in treatment has to stop."""
    interval_days: PositiveDay = 7
    """People decide in weeks: the chance of stopping is modelled for each interval of so many days."""
    seen_on_the_way: bool = True
    """Explain stopping also by the week before: positive screens and attended sessions."""
    replicates: int = Field(default=500, ge=50)
    """Bootstrap replicates."""
    adjusted: Literal[True] = True
    """Who stops is explained by the question's adjustment set: without it this method answers nothing."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    definition = f"{frame.question.outcome.definition}, grace of {analysis.grace_days} days"
    rows = _people(frame)
    fit, reason = attempt(_fit, analysis, frame, rows)
    if fit is None:
        shared = {"definition": definition, "n": len(rows), "status": "not_estimable", "reason": reason}
        return Answer([frame.estimate(analysis, "risk_difference", **shared)])
    sizes = {strategy.name: strategy.n_followed for strategy in fit.strategies}
    left = {strategy.name: strategy.effective_size for strategy in fit.strategies}
    verdict = people_behind_strategies(left, frame.plan.gates.people_behind_strategies, definition)
    return Answer(_rows(analysis, frame, fit, sizes, definition), [verdict])


def _people(frame: QuestionFrame) -> pd.DataFrame:
    """People whose stay and outcome are known; whoever has the outcome on day 0 had it before any strategy."""
    outcome = "day" if frame.question.outcome.shape == "time_to_event" else "value"
    rows = complete(frame.people, ["contact_observed_to", outcome, *frame.covariates(True)])
    return rows[rows["day"] >= 1].reset_index(drop=True) if outcome == "day" else rows


def _fit(analysis: Analysis, frame: QuestionFrame, rows: pd.DataFrame) -> WindowStrategies:
    from stepdown.estimators.act_windows import Window, interval_ends, stretches
    from stepdown.estimators.decisions import Decisions
    from stepdown.estimators.window_strategies import incidence_risks, value_risks, window_strategies

    reference = frame.question.exposure.reference
    names = [reference, *(name for name in WINDOWS if name != reference)]
    windows = [Window(name, WINDOWS[name].first, WINDOWS[name].last) for name in names]
    ends = interval_ends(windows, analysis.grace_days, analysis.interval_days)
    stop = rows["contact_day"].fillna(np.inf).to_numpy(dtype=float)
    # What ends a stay but is nobody's doing comes on the day on which the stay was over.
    free_to = np.where(np.isinf(stop), rows["contact_observed_to"].to_numpy(dtype=float) - 1, np.inf)
    horizon = frame.question.horizon_days
    if frame.question.outcome.shape == "time_to_event":
        time, cause = np.ceil(rows["day"].to_numpy(dtype=float)), np.minimum(causes(rows), 2)
        free_to = np.minimum(free_to, np.where((cause == 0) & (time >= horizon), np.inf, time - 1))
        risks = incidence_risks(time, cause, ends, [horizon])
    else:
        risks = value_risks(rows["value"].astype(float))
    covariates = frame.covariates(True)
    baseline = code(rows, covariates, {}).matrix if covariates else np.zeros((len(rows), 0))
    starts = [0, *(end + 1 for end in ends[:-1])]
    seen = seen_at(frame.contacts, rows["person_id"], starts) if analysis.seen_on_the_way else None
    return window_strategies(
        Decisions.of(stop, free_to, ends, baseline, seen, stretches(windows, ends)),
        stop,
        windows,
        risks,
        [horizon],
        seed=seed_of(frame.plan.seed, frame.question.id, analysis.method, str(analysis.grace_days)),
        replicates=analysis.replicates,
    )


def _rows(
    analysis: Analysis, frame: QuestionFrame, fit: WindowStrategies, sizes: dict[str, int], definition: str
) -> list[Estimate]:
    shared, reference = {"definition": definition, "n": fit.n}, frame.question.exposure.reference
    rows = [
        frame.estimate(
            analysis,
            "risk",
            level=strategy.name,
            level_n=strategy.n_followed,
            **asdict(strategy.risk[0]),
            **shared,
        )
        for strategy in fit.strategies
    ]
    rows += [contrast_row(analysis, frame, contrast, sizes, **shared) for contrast in fit.contrasts]
    rows += [
        frame.estimate(
            analysis,
            "risk_difference",
            level=name,
            reference=reference,
            status="not_estimable",
            reason=reason,
            **shared,
        )
        for name, reason in fit.not_estimable.items()
    ]
    return rows
