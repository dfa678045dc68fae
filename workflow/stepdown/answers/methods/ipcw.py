"""The effect when people whose outcome is known are weighted to stand for those like them who were lost."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

import numpy as np

from stepdown.answers.coding import code, complete
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.gates import Verdict
from stepdown.answers.gates.effective_sample_size import effective_sample_size
from stepdown.answers.gates.weight_tails import weight_tails
from stepdown.answers.loss import WeighingMethod, known, primary_weights, status_at_horizon
from stepdown.answers.methods.adjusted_people import AdjustedPeople
from stepdown.answers.methods.adjusted_rows import Measures, adjusted_rows, not_estimable
from stepdown.answers.methods.base import Answer, LossAnalysis, attempt
from stepdown.estimators.weights import Weights

RULE = "weighted for loss"
# The risk by the horizon of anything that happens, the mean of a score; a ratio says the same once more.
COMPARED: dict[str, Measures] = {
    "yes_no": (("risk", "risk_difference", None),),
    "score": (("mean", "mean_difference", None),),
}


class Analysis(LossAnalysis):
    """Inverse probability of censoring weights (definitions, D.3): who is seen stands for those like them who are not.

    The chance of being seen depends on the group, the adjustment set and what is auxiliary; of a time to an event it
    changes with time, and what is compared is the cumulative incidence at the horizon. With `weights` the groups are made
    alike as well. Errors come from stacked estimating equations.
    """

    shapes: ClassVar = ("yes_no", "time_to_event", "score")
    adjusted: ClassVar = True
    gates: ClassVar = ("effective_sample_size", "weight_tails")

    method: Literal["ipcw"]
    weights: WeighingMethod | None = None
    """Weight the groups to each other too, by this method; without it, they are compared as they are."""
    auxiliary: list[str] = []
    """Variables that help to tell who is lost and are not adjusted for. They may be learned after time zero."""
    separately: bool = False
    """Let everything matter differently for being lost in every group; it needs many people who were lost in each."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.weighted_means import weighted_means

    compared = COMPARED["score" if frame.question.outcome.shape == "score" else "yes_no"]
    found, reason = attempt(_people, analysis, frame)
    seen = None
    if found is not None:
        people, columns = found
        seen, reason = attempt(_seen, frame, people, columns)
    if seen is None:
        return Answer(not_estimable(analysis, frame, reason, compared))
    outcome = np.nan_to_num(people.outcome)

    def means(measure: str, level: str):
        return weighted_means(outcome, people.exposure, _weights(analysis, people, seen, level))

    rows = adjusted_rows(analysis, frame, people, means, analysis.weights == "att", compared)
    return Answer([replace(row, missing_rule=RULE) for row in rows], _verdicts(frame, people, seen))


def _people(analysis: Analysis, frame: QuestionFrame) -> tuple[AdjustedPeople, np.ndarray]:
    """Everybody with a known exposure and what loss may depend on; and that, coded, the groups first."""
    from stepdown.estimators.imputation_draws import independent_columns

    question, adjustment = frame.question, frame.covariates(True)
    helping = {name: frame.vocabulary.variable(name) for name in analysis.auxiliary if name not in adjustment}
    if not adjustment and not helping:
        raise ValueError("nothing is known at the start that loss could depend on")
    people = frame.people
    if question.outcome.shape == "score":
        last = frame.scores[frame.scores["due_day"] == question.horizon_days].drop_duplicates("person_id")
        people = people.assign(score=people["person_id"].map(last.set_index("person_id")["score"]))
    else:
        people = people.assign(value=status_at_horizon(frame).astype("Float64"))
    absent = [name for name in (adjustment | helping) if name not in people]
    if absent:
        raise ValueError(f"nobody has a value of {absent[0]}")
    people = complete(people.assign(known=known(frame)), ["exposure", *adjustment, *helping])
    exposure = people["exposure"].to_numpy(str)
    levels = np.unique(exposure)
    if len(levels) < 2:
        raise ValueError("fewer than two groups have anybody in them")
    groups = (exposure[:, np.newaxis] == levels[1:]).astype(float)
    known_before = code(people, adjustment | helping).matrix
    own = groups.T[:, :, np.newaxis] * known_before if analysis.separately else ()
    columns = np.column_stack([groups, known_before, *own])
    # The first score may stand in the adjustment set under another name: it predicts nothing twice.
    columns = columns[:, independent_columns(columns)]
    shape = "score" if question.outcome.shape == "score" else "yes_no"
    covariates = code(people, adjustment).matrix
    return AdjustedPeople(people, exposure, covariates, shape, question.horizon_days), columns


def _seen(frame: QuestionFrame, people: AdjustedPeople, columns: np.ndarray) -> Weights:
    """One over the chance of being seen."""
    from stepdown.estimators.observation_weights import follow_up_weights, observation_weights

    table = people.people
    if frame.question.outcome.shape != "time_to_event":
        return observation_weights(table["known"].to_numpy(bool), columns)
    ended = table["event"].astype("boolean").fillna(False).to_numpy(bool)
    if "cause" in table:
        ended = ended | (table["cause"].fillna(0) > 0).to_numpy(bool)
    return follow_up_weights(table["day"].to_numpy(float, na_value=np.nan), ended, columns, people.horizon)[1]


def _weights(analysis: Analysis, people: AdjustedPeople, seen: Weights, level: str) -> Weights:
    from stepdown.estimators.weights import product

    if analysis.weights is None or not people.covariates.shape[1]:
        return seen
    return product(seen, primary_weights(people, analysis.weights, level))


def _verdicts(frame: QuestionFrame, people: AdjustedPeople, seen: Weights) -> list[Verdict]:
    """Of the people of each group who were seen, how many their weights for loss are worth, and how far one lies out."""
    from stepdown.estimators.weights import effective_sample_size as effective
    from stepdown.estimators.weights import weight_tails as tails

    gates = frame.plan.gates
    levels, level = np.unique(people.exposure, return_inverse=True)
    counted = np.bincount(level, seen.value > 0, len(levels))
    worth = effective(seen.value, level, len(levels))
    shares = {str(name): float(w / n) for name, w, n in zip(levels, worth, counted, strict=True) if n}
    there = seen.value > 0
    beyond = dict(zip(map(str, levels), tails(seen.value[there], level[there], len(levels)), strict=True))
    return [
        *effective_sample_size(shares, gates.effective_sample_size, frame.levels[0]),
        *weight_tails(beyond, gates.weight_tails, frame.levels[0]),
    ]
