"""Answer one question: run its analyses, apply its gates, count its people."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan

import pandas as pd

from stepdown.answers.coding import complete
from stepdown.answers.estimate import EFFECTS, Estimate, estimates_table
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates import Verdict
from stepdown.answers.gates.apply import apply_gates, with_silent
from stepdown.answers.gates.precision import detectable
from stepdown.answers.loss import somebody_lost
from stepdown.answers.methods import method
from stepdown.answers.methods.base import drawn, weighing
from stepdown.answers.methods.influence import INFLUENCE
from stepdown.answers.methods.landmark import exposure_at
from stepdown.answers.methods.occupancy import PATHWAYS
from stepdown.answers.question_gates import question_needs, question_verdicts
from stepdown.beside import tables_behind


@dataclass(frozen=True)
class RawAnswer:
    """Everything found about one question, before disclosure control."""

    estimates: pd.DataFrame
    verdicts: list[dict]
    flow: list[dict]
    curves: pd.DataFrame
    diagnostics: dict[str, pd.DataFrame]


CURVE_COLUMNS = ["level", "day", "n_at_risk", "n_events", "n_censored", "survival", "lower", "upper"]
# Every question has all of these tables; one that no analysis fills is empty.
NO_DIAGNOSTICS = {
    name: pd.DataFrame(columns=columns)
    for name, columns in (tables_behind() | {"pathways": PATHWAYS, "influence": INFLUENCE}).items()
}


def answer_question(frame: QuestionFrame) -> RawAnswer:
    """Run every analysis of a question's plan, in the plan's order.

    Left out are those that ask what people who were lost could change, where nobody was, if the plan says so.
    """
    shared = with_silent(question_needs(frame), question_verdicts(frame), [])
    rows, verdicts, curves = [], [_as_record(verdict, "question") for verdict in shared], []
    analyses, diagnostics = frame.question.analyses, dict(NO_DIAGNOSTICS)
    following = [analysis for analysis in analyses if analysis.follows]
    nobody_lost = not somebody_lost(frame)
    for analysis in analyses:
        if analysis.follows or (nobody_lost and getattr(analysis, "only_if_lost", False)):
            continue
        found = method(analysis.method).answer(analysis, frame)
        own = with_silent(analysis.needs(frame.question.outcome.shape), found.verdicts, found.rows)
        rows += apply_gates(found.rows, [*own, *shared])
        verdicts += [_as_record(verdict, _label(analysis)) for verdict in own]
        if analysis.role == "primary" or analysis in (weighing(analyses), drawn(analyses)):
            diagnostics |= found.diagnostics
        if found.curves is not None and analysis is drawn(analyses):
            curves.append(found.curves)
    judged = list(rows)
    for analysis in following:
        found = method(analysis.method).follow(analysis, frame, judged)
        rows += found.rows
        verdicts += [_as_record(verdict, _label(analysis)) for verdict in found.verdicts]
    verdicts += _precision(frame, judged)
    return RawAnswer(
        estimates_table(rows),
        verdicts,
        question_flow(frame),
        pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(columns=CURVE_COLUMNS),
        diagnostics,
    )


def question_flow(frame: QuestionFrame) -> list[dict]:
    """From the population to the people analysed, with how many are left out at each step and why."""
    people, question = frame.people, frame.question
    steps = [
        {
            "step": frame.plan.populations[question.population].description,
            "remaining": len(people) + len(frame.outside),
            "left_out": 0,
        }
    ]
    if len(frame.outside):
        why = "could not have the outcome, from where they started"
        steps.append({"step": why, "remaining": len(people), "left_out": len(frame.outside)})

    def keep(mask: pd.Series, why: str) -> None:
        nonlocal people
        kept = people[mask.loc[people.index]]
        steps.append({"step": why, "remaining": len(kept), "left_out": len(people) - len(kept)})
        people = kept

    primary = next(analysis for analysis in question.analyses if analysis.role == "primary")
    landmark = getattr(primary, "landmark_day", None)
    if question.exposure:
        exposure = exposure_at(frame, landmark) if landmark else people["exposure"]
        keep(exposure.notna(), f"{frame.exposure_variable.label.lower()} not known")
    if question.outcome.shape == "score" and primary.method in (
        "mmrm",
        "mixed",
        "random_slope",
        "gee",
        "reference_based",
    ):
        scored = frame.scores["person_id"].unique()
        keep(people["person_id"].isin(scored), "no score at any interview")
        if getattr(primary, "adjusted", False) and question.design != "randomised":
            later = frame.scores.loc[frame.scores["wave"] > 0, "person_id"]
            both = people["baseline_score"].notna() & people["person_id"].isin(later)
            keep(both, "no score at baseline, or none later")
    elif not primary.imputes:
        keep(frame.outcome_known(), f"{frame.words.noun} not known")
    if landmark and question.outcome.shape == "time_to_event":
        keep(people["day"] > landmark, f"{frame.words.noun} by day {landmark}, the landmark")
    names = list(frame.covariates(any(getattr(a, "adjusted", False) for a in question.analyses)))
    if names and not primary.imputes:
        covered = complete(people.reset_index(names="row"), names)["row"]
        keep(
            pd.Series(people.index.isin(covered), index=people.index),
            "a covariate not known (adjusted analyses only)",
        )
    return [{"question": question.id, **step} for step in steps]


def _precision(frame: QuestionFrame, rows: list[Estimate]) -> list[dict]:
    """What the primary analysis could have detected by the horizon, where its effects may be stated."""
    return [
        _as_record(detectable(row), "primary")
        for row in rows
        if row.role == "primary"
        and row.measure in EFFECTS
        and row.status == "ok"
        and row.horizon_days == frame.question.horizon_days
        and row.estimate == row.estimate
    ]


def _label(analysis) -> str:
    """The analysis in words: its method and what sets it apart."""
    parts = [analysis.method]
    if getattr(analysis, "landmark_day", None):
        parts.append(f"day {analysis.landmark_day}")
    if hasattr(analysis, "adjusted"):
        parts.append("adjusted" if analysis.adjusted else "unadjusted")
    return ", ".join(parts)


def _as_record(verdict: Verdict, analysis: str) -> dict:
    return {
        "analysis": analysis,
        "gate": verdict.gate,
        "verdict": verdict.verdict,
        "value": None if isnan(verdict.value) else verdict.value,
        "threshold": None if isnan(verdict.threshold) else verdict.threshold,
        "words": verdict.words,
        "counts": {level: list(pair) for level, pair in verdict.counts.items()},
        "effect": dict(verdict.effect),
    }
