"""One question's people: population, exposure, covariates and outcome, one row a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from stepdown.answers.estimate import Estimate
from stepdown.cohort.clocks import told_from
from stepdown.cohort.stay_windows import STAY, window_of
from stepdown.outcomes.contacts import unrecorded_is_no
from stepdown.outcomes.exposures import first_contact_day

if TYPE_CHECKING:
    from stepdown.outcomes.definitions import OutcomeWords
    from stepdown.plan.study import Question, StudyPlan
    from stepdown.records.variables import Variable, Vocabulary


@dataclass(frozen=True)
class QuestionFrame:
    """Everything a method needs to answer one question.

    Parameters
    ----------
    people : population of the question, one row a person: person_id, the plan's
        variables, `exposure` (level or missing), and by the outcome's shape `day`
        and `event` (days up to the horizon) and, where something competes, `cause`
        (0 censored, 1 the event, 2 what rules it out), `lowest` and `highest`, or `value`; `baseline_score`.
        `contact_day` and `contact_observed_to` for a dated aftercare exposure.
    scores : for a score outcome, one row a person and wave (wave 0 is baseline).
    stays : for an outcome of states, one row a person and stay (`outcomes.retention.care_states`).
    contacts : days on which something began (`outcomes.contacts`), for exposures learned after time zero.
    outside : people of the population whom the outcome is not about, with the same columns: they could not have
        it (remission, of people who start in it).
    shared : what analyses of the question have worked out and others need too, such as imputed sets.
    """

    plan: StudyPlan
    question: Question
    vocabulary: Vocabulary
    people: pd.DataFrame
    scores: pd.DataFrame
    contacts: pd.DataFrame
    outside: pd.DataFrame = field(default_factory=pd.DataFrame)
    stays: pd.DataFrame = field(default_factory=pd.DataFrame)
    shared: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def exposure_variable(self) -> Variable | None:
        exposure = self.question.exposure
        return self.vocabulary.variable(exposure.variable) if exposure else None

    @property
    def levels(self) -> list[str]:
        """The reference first, whether somebody has it or not, then the other levels that somebody has."""
        variable = self.exposure_variable
        if variable is None:
            return []
        reference = self.question.exposure.reference
        order = [reference, *(level for level in variable.levels if level != reference)]
        present = set(self.people["exposure"].dropna())
        return [level for level in order if level == reference or level in present]

    @property
    def words(self) -> OutcomeWords:
        return self.question.outcome.words(self.vocabulary)

    def covariates(self, adjusted: bool) -> dict[str, Variable]:
        """The adjustment set by column name, empty when not adjusted."""
        names = self.question.adjustment if adjusted else []
        return {name: self.vocabulary.variable(name) for name in names}

    def estimate(self, analysis, measure: str, **values) -> Estimate:
        """An estimate row with what the question and the analysis already say filled in."""
        exposure = self.question.exposure
        given = {
            "study": self.plan.study,
            "question": self.question.id,
            "role": analysis.role,
            "method": analysis.method,
            "adjustment": " + ".join(self.covariates(getattr(analysis, "adjusted", False))) or "none",
            "measure": measure,
            "outcome": self.question.outcome_key,
            "definition": self.question.outcome.definition,
            "missing_rule": getattr(self.question.outcome, "missing_rule", "observed only"),
            "population": self.question.population,
            "exposure": exposure.variable if exposure else "",
            "horizon_days": self.question.horizon_days,
        }
        return Estimate(**(given | values))

    def known_by_level(self, exposure: pd.Series | None = None) -> dict[str, tuple[int, int]]:
        """Exposure level -> (people whose outcome is known, people).

        Parameters
        ----------
        exposure : the level of each row of `people`, where it is not the question's own.
        """
        if exposure is None and self.question.exposure is None:
            return self.known_overall()
        known = self.outcome_known()
        exposure = (self.people["exposure"] if exposure is None else exposure).dropna()
        groups = {str(level): rows for level, rows in exposure.groupby(exposure).groups.items()}
        # The reference first: that is what the others are compared with.
        reference = self.question.exposure.reference if self.question.exposure else None
        order = sorted(groups, key=lambda level: (level != reference, level))
        return {level: (int(known[groups[level]].sum()), len(groups[level])) for level in order}

    def known_overall(self) -> dict[str, tuple[int, int]]:
        """The same for everyone together, where groups form only later."""
        return {"everyone": (int(self.outcome_known().sum()), len(self.people))}

    def outcome_known(self) -> pd.Series:
        """For each person: is the outcome known (for a score, at the horizon's wave)?"""
        shape = self.question.outcome.shape
        if shape == "time_to_event":
            return self.people["day"].notna()
        if shape == "yes_no":
            return self.people["value"].notna()
        if shape == "interval":
            return self.people["lowest"].notna()
        if shape == "states":
            return self.people["person_id"].isin(self.stays["person_id"])
        last = self.scores[self.scores["due_day"] == self.question.horizon_days]
        return self.people["person_id"].isin(last["person_id"])


def build_frame(
    plan: StudyPlan,
    question: Question,
    vocabulary: Vocabulary,
    cohort: pd.DataFrame,
    outcome: pd.DataFrame,
    contacts: pd.DataFrame,
    zero_days: pd.DataFrame,
) -> QuestionFrame:
    """Join one question's population, exposure and outcome.

    Parameters
    ----------
    cohort : persons with their covariates and one `in_<population>` flag a population.
    outcome : the derived table of the question's outcome.
    contacts : of `outcomes.contacts`, for exposures learned after time zero.
    zero_days : of `cohort.clocks.zero_table`.
    """
    people = cohort[cohort[f"in_{question.population}"]].reset_index(drop=True)
    if question.clock != "admission":
        here = zero_days[zero_days["clock"] == question.clock].set_index("person_id")["zero_day"]
        people = people[people["person_id"].isin(here.index)].reset_index(drop=True)
        contacts = told_from({"aftercare": contacts}, here)["aftercare"]
    scores = pd.DataFrame(columns=["person_id", "wave", "due_day", "day", "score"])
    stays = pd.DataFrame()
    shape = question.outcome.shape
    if shape == "score":
        scores = outcome[outcome["person_id"].isin(people["person_id"])].reset_index(drop=True)
        baseline = scores[scores["wave"] == 0].set_index("person_id")["score"]
        people["baseline_score"] = people["person_id"].map(baseline)
    elif shape == "states":
        stays = outcome[outcome["person_id"].isin(people["person_id"])].reset_index(drop=True)
    elif shape == "time_to_event":
        people = _up_to(people.merge(outcome, on="person_id", how="left"), question.horizon_days)
    else:
        people = people.merge(outcome, on="person_id", how="left")
    people = _with_exposure(people, question, vocabulary, contacts)
    # Who is not known to be outside stays in: an unknown baseline is an unknown outcome.
    outside = people["counted"].eq(False).fillna(False).astype(bool) if "counted" in people else None
    if outside is None:
        return QuestionFrame(plan, question, vocabulary, people, scores, contacts, stays=stays)
    inside, beyond = (people[rows].reset_index(drop=True) for rows in (~outside, outside))
    return QuestionFrame(plan, question, vocabulary, inside, scores, contacts, beyond)


def _up_to(people: pd.DataFrame, horizon: int) -> pd.DataFrame:
    """Follow nobody beyond the horizon: what happens later is censored there."""
    beyond = people["day"] > horizon
    day = people["day"].astype("float64").where(~beyond, float(horizon))
    event = people["event"].astype("boolean").where(~beyond, False)
    if "cause" in people:
        people = people.assign(cause=people["cause"].astype("Int64").where(~beyond, 0))
    return people.assign(day=day, event=event)


def _with_exposure(
    people: pd.DataFrame, question: Question, vocabulary: Vocabulary, contacts: pd.DataFrame
) -> pd.DataFrame:
    if question.exposure is None:
        return people.assign(exposure=pd.NA)
    name = question.exposure.variable
    if vocabulary.variable(name).known_at != "later":
        return people.assign(exposure=people[name])
    # Learned after time zero: "ever received" is what a naive comparison would use.
    kind = name.removeprefix("aftercare.")
    contact = first_contact_day(contacts, kind).reindex(people["person_id"])
    if name.startswith(STAY):
        return people.assign(**_stayed(contact, people.index))
    if unrecorded_is_no(kind, question.exposure.unrecorded):
        began = contact["contact_day"].to_numpy(dtype="float64", na_value=np.nan)
        ever = pd.Series(np.where(np.isfinite(began), "yes", "no"), index=people.index, dtype="string")
        # Silence is "no" to the end of the follow-up.
        return people.assign(
            exposure=ever, contact_day=began, contact_observed_to=float(question.horizon_days)
        )
    ever = np.where(contact["contact_day"].notna(), "yes", "no")
    told = contacts[contacts["kind"] == kind].groupby("person_id")["received"].any()
    if contact["observed_to"].isna().all():
        return people.assign(exposure=people["person_id"].map(told.map({True: "yes", False: "no"})))
    known = contact["observed_to"].notna().to_numpy()
    return people.assign(
        exposure=pd.Series(ever, index=people.index, dtype="string").where(known),
        contact_day=contact["contact_day"].to_numpy(dtype="float64", na_value=np.nan),
        contact_observed_to=contact["observed_to"].to_numpy(dtype="float64", na_value=np.nan),
    )


def _stayed(contact: pd.DataFrame, index: pd.Index) -> dict[str, pd.Series]:
    """How long each stay turned out: its window where it was ended, the day, and the last day that it is known of."""
    days = contact["contact_day"].to_numpy(dtype="float64", na_value=np.nan)
    return {
        "exposure": pd.Series(window_of(days), index=index, dtype="string"),
        "contact_day": pd.Series(days, index=index),
        "contact_observed_to": pd.Series(
            contact["observed_to"].to_numpy(dtype="float64", na_value=np.nan), index=index
        ),
    }


def baseline_scores(assessments: pd.DataFrame) -> pd.DataFrame:
    """Wave-0 totals, one `baseline.<instrument>` column each, indexed by person_id."""
    at_start = assessments[assessments["wave"] == 0]
    wide = at_start.pivot(index="person_id", columns="instrument", values="total")
    return wide.astype("float64").rename(columns=lambda name: f"baseline.{name}")


def later_scores(assessments: pd.DataFrame) -> pd.DataFrame:
    """Totals at later waves, one `wave_<wave>.<instrument>` column each, indexed by person_id."""
    rows = assessments[assessments["wave"].notna() & (assessments["wave"] != 0)]
    names = (
        "wave_" + rows["wave"].astype("Int64").astype("string") + "." + rows["instrument"].astype("string")
    )
    rows = rows.assign(name=names).drop_duplicates(["person_id", "name"])
    return (
        rows.pivot(index="person_id", columns="name", values="total")
        .astype("float64")
        .rename_axis(columns=None)
    )


def due_days(waves: Mapping[int, int]) -> dict[int, int]:
    """Wave -> due day, with baseline."""
    return {0: 0, **waves}
