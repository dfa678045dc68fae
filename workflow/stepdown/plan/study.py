"""The study plan: what is asked, of which records, and by which rules.

Every field's docstring is its documentation: `config/README.md` and the JSON
schema for editors are generated from this file (`make docs`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Union

from pydantic import Field, model_validator

from stepdown.answers.gates import thresholds
from stepdown.answers.methods import analyses
from stepdown.cohort.clocks import Clock
from stepdown.outcomes.definitions import definitions
from stepdown.plan.base import Identifier, PlanModel, PositiveDay
from stepdown.plan.family import Family
from stepdown.plan.follow_up_loss import FollowUpLoss
from stepdown.plan.spells import with_spells
from stepdown.records.adapters import settings_models

OutcomeDefinition = Annotated[Union[tuple(definitions().values())], Field(discriminator="definition")]  # noqa: UP007
Analysis = Annotated[Union[tuple(analyses().values())], Field(discriminator="method")]  # noqa: UP007
SourceBlock = Annotated[Union[tuple(settings_models().values())], Field(discriminator="adapter")]  # noqa: UP007


class Condition(PlanModel):
    """One rule of eligibility."""

    variable: str
    """A variable known at baseline."""
    is_in: list[str] = Field(min_length=1)
    """The levels that are eligible."""
    because: str
    """Why, in words for the flow diagram."""


class Population(PlanModel):
    """Who a question is about."""

    description: str
    """In words, for the reports."""
    conditions: list[Condition] = []
    """Rules of eligibility, applied in order; none means everyone."""


class Exposure(PlanModel):
    """What is compared."""

    variable: str
    """A variable of the source: a person column, or aftercare.<kind>."""
    reference: str
    """The level that the others are compared with."""
    unrecorded: Literal["unknown", "no"] = "unknown"
    """For an exposure learned after time zero: what it means that nothing is recorded of it. `no` where the records hold
    every contact; a program's own sessions and admissions always do."""


class IntercurrentEvent(PlanModel):
    """Something that happens after time zero and touches the outcome (ICH E9 R1)."""

    event: str
    """What happens."""
    strategy: str
    """How the estimand treats it."""


class FigurePlan(PlanModel):
    """The figure of a question."""

    kind: Literal["curves", "forest", "trajectory", "pathways"]
    """curves (share with the event by day), forest (effects with intervals), trajectory (means by wave) or pathways (where
    people are on a few days, and where they go between them)."""


class Claim(PlanModel):
    """What people say, that a question puts to the test."""

    number: str = ""
    """Its number in docs/questions.md."""
    says: str
    """The claim in one sentence."""
    source: str
    """Who says so, or where the estimand is laid down."""
    refuted_by: str = ""
    """What result would speak against it."""
    leaves_out: list[str] = []
    """What of the claim this question does not ask."""


class Question(PlanModel):
    """One question in plain words, with its estimand and the analyses that answer it."""

    use: Identifier | None = None
    """A question of the library (`stepdown questions` lists them): everything that is not said beside it is taken from
    there, its id and its population too."""
    id: Identifier
    """A short name: it becomes a file name and the `question` column."""
    question: str
    """The question as a program director would ask it."""
    design: Literal["randomised", "observational", "descriptive"]
    """How the groups came about. It decides which verbs a finding may use."""
    population: Identifier = "everyone"
    """A name under `populations`."""
    time_zero: str
    """The day the clock starts, in words."""
    clock: Clock = "admission"
    """Where day 0 of this question is: `admission` (day 0 of the records), or `end_of_treatment` (the last day of the index
    spell; who died in it, went to jail from it or is still in it is left out)."""
    exposure: Exposure | None = None
    """What is compared; leave it out when the question compares nothing."""
    outcome: OutcomeDefinition
    """One of the registered outcome definitions."""
    horizon_days: PositiveDay
    """The last day that counts. Later events are not counted."""
    summary: str
    """The summary measure in words, for the protocol table."""
    adjustment: list[str] = []
    """Variables known at baseline that adjusted analyses account for, or the predictors of a logistic question."""
    intercurrent_events: list[IntercurrentEvent] = []
    """Events that need a strategy."""
    analyses: list[Analysis] = Field(min_length=1)
    """What to run; exactly one has the role primary."""
    follow_up_loss: FollowUpLoss | None = None
    """The same as the study's `follow_up_loss`, for this question alone; without it, the study's holds."""
    figure: FigurePlan
    """The figure that shows the answer."""
    claim: Claim | None = None
    """The claim that the question puts to the test."""
    assumptions: list[str] = []
    """What must hold for the answer to be more than a description; the reports print it."""

    @property
    def outcome_key(self) -> str:
        """The name of the outcome's table: the same definition from another day 0 is another outcome."""
        return self.outcome.key if self.clock == "admission" else f"{self.outcome.key}_from_{self.clock}"


class Gates(*thresholds()):
    """Thresholds that an effect must pass before it is stated; each stands in its gate's file under answers/gates/.
    A gate is passed, failed, not evaluated (what it needs is missing, so the effect is withheld as if it had failed) or not
    applicable (the plan does not ask, or there is nothing to ask it of: nothing is withheld).
    """


class Disclosure(PlanModel):
    """Rules of the only door to the release."""

    min_cell: int = Field(default=11, ge=5)
    """Counts below this are hidden. 11 is the CMS cell policy: no cell of 1 to 10."""
    round_to: Literal[5] = 5
    """Counts are rounded to this after hiding; shares come from the rounded counts."""


class Spells(PlanModel):
    """How episodes are chained into treatment spells."""

    gap_days: PositiveDay = 30
    """The longest pause within a spell. Published anchors differ (3 to 194 days); 30 is that of readmission measures."""
    sensitivities: list[PositiveDay] = [3, 14, 45, 60, 90]
    """Other gap rules, for the table of how many episodes each one merges."""
    records_end_day: PositiveDay | None = None
    """The day to which everybody's records run, where the source does not say it person by person."""


class StudyPlan(PlanModel):
    """A study: one YAML file under config/."""

    study: Identifier
    """The study's short name: it must be the file's name and becomes the folder under results/."""
    title: str
    """The title of the reports."""
    description: str
    """What the records are, for somebody who has not seen them."""
    data: Literal["real", "simulated"]
    """Simulated studies are watermarked everywhere."""
    citation: str = ""
    """How to cite the records."""
    seed: int = Field(default=20031204, ge=0)
    """Every random step draws from this seed and its own name. (The default study draws nothing at random.)"""
    source: SourceBlock
    """Where the records come from: one of the registered adapters, with its settings."""
    follow_up_by: str
    """The exposure variable by which follow-up is shown before any effect."""
    site: str | None = None
    """The variable that names the site, where there are several: groups that were at different sites are not compared."""
    follow_up_loss: FollowUpLoss = Field(default="beside", validate_default=True)  # type: ignore[assignment]
    """What stands beside every question that compares groups known at its start, without being written: `beside`, all that
    fits the outcome (docs/missing-outcomes.md says which); `none`; or a list of methods. An analysis that a question
    writes itself is not repeated, and none of them speaks where everybody's outcome is known."""
    spells: Spells = Spells()
    """The gap rule of treatment spells, and the end of the records; retention outcomes take them from here."""
    populations: dict[Identifier, Population]
    """Named populations; a question refers to one by its name."""
    gates: Gates = Gates()
    """Thresholds for stating an effect."""
    disclosure: Disclosure = Disclosure()
    """Rules for releasing numbers."""
    questions: list[Question] = Field(min_length=1)
    """The questions, in the order of the reports."""
    families: list[Family] = []
    """Questions that are judged together, with one limit for any false claim among them."""

    @model_validator(mode="before")
    @classmethod
    def _one_gap_rule(cls, content: Any) -> Any:
        """Give every retention outcome the study's gap rule and end of records, where it has none of its own."""
        return with_spells(content)

    def outcome_tables(self) -> dict[str, Question]:
        """Name of each outcome's table -> a question that asks for it."""
        return {question.outcome_key: question for question in self.questions}

    def question(self, question_id: str) -> Question:
        return next(question for question in self.questions if question.id == question_id)

    def slice(self, *parts: str) -> dict[str, Any]:
        """The named parts as plain data: what a workflow rule depends on, and no more."""
        return {part: self.model_dump(mode="json")[part] for part in parts}
