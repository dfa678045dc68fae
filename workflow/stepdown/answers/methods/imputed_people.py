"""The people of a question with what is missing imputed: outcome, adjustment set and whatever helps to tell them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from stepdown.answers.coding import code
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.loss import WeighingMethod, effect_means
from stepdown.answers.methods.adjusted_people import AdjustedPeople
from stepdown.answers.methods.base import LossAnalysis
from stepdown.seeds import seed_of

if TYPE_CHECKING:
    from stepdown.estimators.arm_means import ArmMeans
    from stepdown.estimators.imputation import Column, Imputations
    from stepdown.records.variables import Variable

OUTCOME = "the outcome"


class ImputingAnalysis(LossAnalysis):
    """An analysis of imputed sets.

    The question's adjustment set helps to impute whether or not it is adjusted for.
    """

    imputes: ClassVar = True
    gates: ClassVar = ("imputation_convergence",)

    adjusted: bool = False
    """Adjust for the question's adjustment set."""
    weights: WeighingMethod | None = None
    """Adjust by the weights of this method, as the primary analysis may, and not by standardization."""
    auxiliary: list[str] = []
    """Variables that help to tell what is missing and are not adjusted for. They may be learned after time zero: how
    treatment ended, or a score at another interview (`wave_6.phq9`)."""
    imputations: int = Field(default=20, ge=20, le=1000)
    """Imputed sets; as many as the percentage of people who lack the outcome or something adjusted for, if that is more."""
    cycles: int = Field(default=20, ge=10, le=200)
    """Times that each incomplete variable is drawn; with one incomplete variable, once is enough."""
    separately: bool = True
    """Impute every group from its own people, so that everything may matter differently in it."""
    numbers: Literal["normal", "matching"] = "normal"
    """How numbers are drawn: from a normal around their prediction, or from people with near predictions (always a value
    that was seen; too few are near where nearly everybody like that was lost, and the mean is then biased)."""


@dataclass(frozen=True, eq=False)
class ImputedPeople:
    """Everybody with a known exposure.

    Parameters
    ----------
    observed : people and exposure, the outcome missing where it is; what counts of people are taken from.
    imputations : completed columns, the outcome last.
    covariates : for each set, ndarray of shape (n, p), or None where nothing is adjusted for.
    compare : for each set, from a level and the outcome to the means of the groups.
    """

    observed: AdjustedPeople
    imputations: Imputations
    covariates: tuple[np.ndarray | None, ...]
    compare: tuple[Callable[..., ArmMeans], ...]

    @property
    def complete_df(self) -> float:
        """Degrees of freedom had nothing been missing."""
        return (
            len(self.observed.exposure)
            - self.observed.covariates.shape[1]
            - len(np.unique(self.observed.exposure))
        )

    def means(self, outcome: np.ndarray, number: int, level: str = "") -> ArmMeans:
        """Means of the groups in one set, compared with a level; plain means where nothing is adjusted for."""
        return self.compare[number]("", level, outcome)


def imputed_people(analysis: ImputingAnalysis, frame: QuestionFrame) -> ImputedPeople:
    """Impute what is missing, once for all analyses of a question that ask for the same.

    Raises
    ------
    ValueError
        If fewer than two groups have anybody, or too little is known in one of them.
    """
    asked = analysis.model_dump(include=set(ImputingAnalysis.model_fields) - {"role", "only_if_lost"})
    key = repr(sorted(asked.items()))
    if key not in frame.shared:
        frame.shared[key] = _imputed(analysis, frame)
    return frame.shared[key]


def _imputed(analysis: ImputingAnalysis, frame: QuestionFrame) -> ImputedPeople:
    from stepdown.estimators.imputation import Column, impute

    shape, adjustment = frame.question.outcome.shape, frame.covariates(True)
    helping = {name: frame.vocabulary.variable(name) for name in analysis.auxiliary if name not in adjustment}
    people = with_outcome(frame).dropna(subset="exposure").reset_index(drop=True)
    exposure = people["exposure"].to_numpy(str)
    if len(np.unique(exposure)) < 2:
        raise ValueError("fewer than two groups have anybody in them")
    matching = analysis.numbers == "matching"
    columns = [_column(people, name, variable, matching) for name, variable in adjustment.items()]
    columns += [
        column
        for column in (_column(people, name, variable, matching) for name, variable in helping.items())
        if not _told_already(column, columns)
    ]
    if not analysis.separately:
        columns.append(_column(people, "exposure", frame.exposure_variable, matching))
    outcome = people[outcome_column(shape)].to_numpy(dtype=float, na_value=np.nan)
    columns.append(Column(OUTCOME, outcome, "number" if shape == "score" else "category", matching))
    analysed = [column.values for column in columns if column.name in (OUTCOME, *adjustment)]
    incomplete = np.isnan(np.column_stack(analysed)).any(axis=1).mean()
    sets = impute(
        columns,
        seed_of(frame.plan.seed, frame.question.id, "imputation"),
        max(analysis.imputations, ceil(100 * incomplete)),
        analysis.cycles,
        exposure if analysis.separately else None,
    )
    kept = adjustment if analysis.adjusted else {}
    coded = [_coded(people, sets, kept, number) for number in range(len(sets.values))]
    first = coded[0] if kept else np.empty((len(people), 0))
    observed = AdjustedPeople(people, exposure, first, shape, frame.question.horizon_days)
    # Where nothing adjusted for was missing, every set has the same covariates, and one propensity serves all.
    same = not any(sets.share_missing[name] for name in kept)
    compare = [
        effect_means(observed, analysis.weights, None if same else columns)
        for columns in (coded[:1] if same else coded)
    ]
    return ImputedPeople(observed, sets, tuple(coded), tuple(compare * (len(coded) if same else 1)))


def outcome_column(shape: str) -> str:
    return "score" if shape == "score" else "value"


def with_outcome(frame: QuestionFrame) -> pd.DataFrame:
    """The people of a question; where the outcome is a score, with that of the horizon's interview as `score`."""
    if frame.question.outcome.shape != "score":
        return frame.people
    last = frame.scores[frame.scores["due_day"] == frame.question.horizon_days].drop_duplicates("person_id")
    return frame.people.assign(score=frame.people["person_id"].map(last.set_index("person_id")["score"]))


def rule_words(analysis: ImputingAnalysis, people: ImputedPeople) -> str:
    """The rule about missing outcomes, for the estimates table."""
    number = len(people.imputations.values)
    helped = f", with {' + '.join(analysis.auxiliary)}" if analysis.auxiliary else ""
    return f"multiple imputation (missing at random, {number} sets{helped})"


def _column(people: pd.DataFrame, name: str, variable: Variable, matching: bool) -> Column:
    from stepdown.estimators.imputation import Column

    if name not in people:
        raise ValueError(f"nobody has a value of {name}")
    if not variable.is_categorical:
        return Column(name, people[name].to_numpy(dtype=float, na_value=np.nan), "number", matching)
    positions = {level: float(place) for place, level in enumerate(variable.levels)}
    values = people[name].map(positions).to_numpy(dtype=float, na_value=np.nan)
    return Column(name, values, "category")


def _told_already(column: Column, others: list[Column]) -> bool:
    """Is it a number of the adjustment set under another name? Two copies would only impute each other."""

    def same(other: Column) -> bool:
        both = ~np.isnan(column.values) & ~np.isnan(other.values)
        return bool(both.any()) and np.array_equal(column.values[both], other.values[both])

    return any(same(other) for other in others)


def _coded(
    people: pd.DataFrame, sets: Imputations, kept: dict[str, Variable], number: int
) -> np.ndarray | None:
    """Completed covariates as columns of a model."""
    if not kept:
        return None
    completed = {}
    for name, variable in kept.items():
        values = sets.column(name)[number]
        levels = np.array(list(variable.levels), dtype=object)
        completed[name] = levels[values.astype(int)] if variable.is_categorical else values
    return code(pd.DataFrame(completed, index=people.index), kept).matrix
