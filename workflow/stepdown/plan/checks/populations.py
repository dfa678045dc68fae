"""Who a question is about must be known on day 0."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.errors import nearest
from stepdown.plan.checks.finding import Finding, Place, check_variable
from stepdown.plan.study import Condition, Question, StudyPlan
from stepdown.records.variables import Vocabulary


def check_populations(plan: StudyPlan, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Every condition of every population."""
    for name, population in plan.populations.items():
        for i, condition in enumerate(population.conditions):
            yield from _check_condition(condition, ("populations", name, "conditions", i), vocabulary)


def check_population_of(question: Question, where: Place, plan: StudyPlan) -> Iterator[Finding]:
    """A question's population must be one of the plan."""
    if question.population not in plan.populations:
        yield (
            (*where, "population"),
            f"'{question.population}' is not defined under populations.",
            nearest(question.population, plan.populations),
        )


def _check_condition(condition: Condition, where: Place, vocabulary: Vocabulary) -> Iterator[Finding]:
    yield from check_variable(condition.variable, (*where, "variable"), vocabulary)
    variable = vocabulary.variable(condition.variable)
    if variable is None:
        return
    for level in condition.is_in:
        if level not in variable.levels:
            yield (
                (*where, "is_in"),
                f"'{level}' is not a level of {condition.variable}.",
                nearest(level, variable.levels),
            )
    if variable.known_at != "baseline":
        yield (
            (*where, "variable"),
            f"{condition.variable} is learned after time zero: it cannot choose who is followed from day 0.",
            "Name a variable known at baseline.",
        )
