"""The analyses of config/harbor.yaml beside what is true: the primary ones, their fellows of one estimand, the naive ones.

The plan says what is run; its truth is found in `truth_questions`. Two departures: fewer bootstrap replicates than the plan
has, which a mean over worlds can do with, and a plain difference of shares or means as the naive answer where the plan has
none or only a hazard ratio.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import isfinite, nan
from pathlib import Path

import numpy as np
import pandas as pd

from stepdown.answers.answer import answer_question
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.adjusted_people import adjusted_people
from stepdown.plan.load import load_plan
from stepdown.plan.study import StudyPlan
from stepdown.simulate.harbor.truth_questions import QUESTIONS, Truth

PLAN = Path(__file__).parents[1] / "config" / "harbor.yaml"
REPLICATES = 60
# Methods that answer for everybody who could start at either level, where the truth in the table is of the overlap.
FOR_EVERYBODY = ("aipw", "iptw", "standardization")
WORDS = {
    "clone_censor_weight": "clone, censor, weight",
    "aipw": "AIPW",
    "iptw": "IPTW",
    "interaction": "overlap",
    "mmrm": "MMRM",
    "incidence_difference": "naive",
    "cox": "naive Cox model, log hazard ratio",
    "landmark": "landmark, log hazard ratio",
}
METHODS = (*FOR_EVERYBODY, "overlap", "interaction", "clone_censor_weight", "incidence_difference", "mmrm")
# Of ratios only this is true: where nothing has an effect, their logarithm is 0.
RATIOS = {"clone_censor_weight": "risk_ratio", "cox": "hazard_ratio", "landmark": "hazard_ratio"}
Rows = dict[str, tuple[str, float, float, float, float, float]]


@cache
def harbor_plan() -> StudyPlan:
    """The plan of Harbor."""
    return load_plan(PLAN)


def rows_of(frame: QuestionFrame, null: bool) -> Rows:
    """Name -> the name of its truth, estimate, standard error, 95 % limits, and whether the gates let it be stated."""
    question = frame.question
    asked = QUESTIONS[question.id]
    prognostic = question.design == "descriptive"
    wanted = METHODS + (tuple(RATIOS) if null and not prognostic else ())
    analyses = [_quicker(one) for one in question.analyses if one.method in wanted and _judged(one)]
    if not analyses or not (asked.truths or null):
        return {}
    found = answer_question(replace(frame, question=question.model_copy(update={"analyses": analyses})))
    table = found.estimates
    rows: Rows = {}
    for truth in asked.truths:
        same = (
            (table["level"] == truth.level)
            & (table["measure"] == truth.measure)
            & (table["horizon_days"] == truth.days)
            # Beside the interaction stand the effects within the groups, which have the same measures.
            & ((table["method"] == "interaction") == (truth.measure == "interaction_contrast"))
        )
        name = f"{question.id}{_which(asked.truths, truth)}"
        for row in table[same].to_dict("records"):
            effect = truth.effect.replace("/ato", "/ate") if row["method"] in FOR_EVERYBODY else truth.effect
            words = "naive" if row["role"] == "naive" else WORDS.get(row["method"], row["method"])
            _keep(rows, f"{name}: {words}", effect, row)
        for analysis in analyses:
            _nothing(rows, name, truth, analysis.method)
        if truth.measure != "interaction_contrast" and f"{name}: naive" not in rows:
            rows[f"{name}: naive"] = (truth.effect.replace("/ato", "/ate"), *_plain(frame, truth), 1.0)
    return rows | (_ratios(question.id, table) if null else {})


def _judged(analysis) -> bool:
    """Primary and naive ones, and sensitivities of the same estimand."""
    if analysis.method == "interaction":
        return analysis.by == "housing"
    return analysis.role in ("primary", "naive") or analysis.method in FOR_EVERYBODY


def _quicker(analysis):
    fewer = {"replicates": REPLICATES} if "replicates" in type(analysis).model_fields else {}
    return analysis.model_copy(update=fewer)


def _which(truths: tuple[Truth, ...], truth: Truth) -> str:
    """What tells a question's truths apart."""
    if truth.measure == "interaction_contrast":
        return ", by housing"
    if len({one.level for one in truths}) > 1:
        return f", {truth.level.replace('_', '-')}"
    return f", day {truth.days}" if len({one.days for one in truths}) > 1 else ""


def _ratios(question: str, table: pd.DataFrame) -> Rows:
    """Logarithms of ratios, of which 0 is true where nothing has an effect."""
    rows: Rows = {}
    last = table["horizon_days"].max()
    for row in table[table["horizon_days"] == last].to_dict("records"):
        if RATIOS.get(row["method"]) == row["measure"]:
            row |= {part: np.log(row[part]) for part in ("estimate", "lower", "upper")}
            words = WORDS[row["method"]] + (", log risk ratio" if row["measure"] == "risk_ratio" else "")
            _keep(rows, f"{question}: {words}", "nothing", row)
    return rows


def _keep(rows: Rows, name: str, effect: str, row: dict) -> None:
    values = tuple(float(row[part]) for part in ("estimate", "std_error", "lower", "upper"))
    if all(isfinite(value) for value in values):
        rows[name] = (effect, *values, float(row["status"] == "ok"))


def _nothing(rows: Rows, name: str, truth: Truth, method: str) -> None:
    """A row without an estimate, where an analysis of this truth found none: such a world counts as one without a claim."""
    interaction = truth.measure == "interaction_contrast"
    words = f"{name}: {WORDS.get(method, method)}"
    if words not in rows and method in METHODS and (method == "interaction") == interaction:
        effect = truth.effect.replace("/ato", "/ate") if method in FOR_EVERYBODY else truth.effect
        rows[words] = (effect, nan, nan, nan, nan, 0.0)


def _plain(frame: QuestionFrame, truth: Truth) -> tuple[float, float, float, float]:
    """Difference of two shares or means as a spreadsheet gives it."""
    if frame.question.outcome.shape == "time_to_event":
        people = frame.people.dropna(subset=["day", "exposure"])
        exposure = people["exposure"].to_numpy(str)
        outcome = (people["event"].astype(bool) & (people["day"] <= truth.days)).to_numpy(float)
    else:
        people = adjusted_people(frame)
        exposure, outcome = people.exposure, people.outcome
    one, other = outcome[exposure == truth.level], outcome[exposure == frame.question.exposure.reference]
    estimate = one.mean() - other.mean()
    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    return estimate, error, estimate - 1.96 * error, estimate + 1.96 * error
