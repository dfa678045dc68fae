"""The people of an adjusted comparison, coded once: exposure, covariates, and the outcome as the estimators read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np
import pandas as pd

from stepdown.answers.coding import code, complete
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel
from stepdown.answers.methods.competing import causes

# What is compared, by the outcome's shape: the mean of a group, its difference, and a ratio where one is usual.
MEASURES = {
    "yes_no": (("risk", "risk_difference", "risk_ratio"),),
    "time_to_event": (("rmst", "rmst_difference", None), ("risk", "risk_difference", "risk_ratio")),
    "score": (("mean", "mean_difference", None),),
}
# Where something competes, time free of the event has no meaning of its own: the risk is compared, and death is no success.
COMPETING = (("risk", "risk_difference", "risk_ratio"),)


def measures_of(frame: QuestionFrame) -> tuple[tuple[str, str, str | None], ...]:
    """Mean, difference and ratio of everything that a question's outcome is compared by."""
    return COMPETING if "cause" in frame.people else MEASURES[frame.question.outcome.shape]


class AdjustedAnalysis(AnalysisModel):
    """An analysis that always adjusts for the question's adjustment set."""

    shapes: ClassVar = ("yes_no", "time_to_event", "score")
    adjusted: ClassVar = True


class WeightingAnalysis(AdjustedAnalysis):
    """An analysis by weights of the propensity: its balance and overlap are drawn."""

    weighs: ClassVar = True
    gates: ClassVar = ("balance", "convergence")


@dataclass(frozen=True, eq=False)
class AdjustedPeople:
    """Everybody with a known exposure, outcome and adjustment set.

    Parameters
    ----------
    people : one row a person.
    exposure : ndarray of str, shape (n,).
    covariates : ndarray, shape (n, p), coded against the first level of each category.
    shape : the outcome's.
    horizon : days.
    """

    people: pd.DataFrame
    exposure: np.ndarray
    covariates: np.ndarray
    shape: str
    horizon: int

    @property
    def outcome(self) -> np.ndarray:
        """A score or a yes/no; for times, see `time` and `event`."""
        return self.people["score" if self.shape == "score" else "value"].to_numpy(float)

    @property
    def time(self) -> np.ndarray:
        return self.people["day"].to_numpy(float)

    @property
    def event(self) -> np.ndarray:
        return self.people["event"].to_numpy(bool)

    def number(self, measure: str) -> np.ndarray:
        """One complete number a person for a measure's mean: pseudo-values where times are censored."""
        if self.shape != "time_to_event":
            return self.outcome
        if self.competing:
            from stepdown.estimators.pseudo_incidence import pseudo_incidence

            return pseudo_incidence(self.time, causes(self.people), self.exposure, self.horizon)
        from stepdown.estimators.pseudo_values import pseudo_values

        summary: Literal["risk", "restricted_mean"] = "restricted_mean" if measure == "rmst" else "risk"
        return pseudo_values(self.time, self.event, self.exposure, self.horizon, summary)

    @property
    def competing(self) -> bool:
        """Can something else rule the event out?"""
        return "cause" in self.people

    @property
    def family(self) -> Literal["logistic", "linear"]:
        """Outcome model: logistic for a yes/no, linear for scores and pseudo-values."""
        return "logistic" if self.shape == "yes_no" else "linear"

    def counts(self, *levels: str) -> dict[str, int | None]:
        """People, and people with the event, in these groups."""
        rows = np.isin(self.exposure, levels)
        if self.shape == "score":
            return {"n": int(rows.sum()), "n_events": None}
        happened = self.event if self.shape == "time_to_event" else self.outcome == 1
        return {"n": int(rows.sum()), "n_events": int(happened[rows].sum())}


def separated_by(frame: QuestionFrame, people: AdjustedPeople, reason: str) -> str:
    """The reason why there is no propensity, with the categories to look at: those with a level that one group lacks."""
    sparse = [
        variable.label
        for name, variable in frame.covariates(True).items()
        if variable.is_categorical and (pd.crosstab(people.people[name], people.exposure) == 0).any(axis=None)
    ]
    return f"{reason} Look at: {', '.join(sparse)}." if sparse else reason


def adjusted_people(frame: QuestionFrame) -> AdjustedPeople:
    """Code the people of a question.

    Raises
    ------
    ValueError
        If fewer than two groups have somebody with everything known.
    """
    shape, horizon = frame.question.outcome.shape, frame.question.horizon_days
    people = frame.people
    if shape == "score":
        last = frame.scores[frame.scores["due_day"] == horizon].drop_duplicates("person_id")
        people = people.assign(score=people["person_id"].map(last.set_index("person_id")["score"]))
    known = {"yes_no": "value", "time_to_event": "day", "score": "score"}[shape]
    variables = frame.covariates(True)
    people = complete(people, ["exposure", known, *variables])
    exposure = people["exposure"].to_numpy(str)
    if len(np.unique(exposure)) < 2:
        raise ValueError("fewer than two groups have somebody with a known outcome and adjustment set")
    return AdjustedPeople(people, exposure, code(people, variables).matrix, shape, horizon)
