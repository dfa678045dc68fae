"""What is compared: a variable with levels, one of which is the reference and in the population."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.errors import nearest
from stepdown.plan.checks.finding import Finding, Place, check_variable
from stepdown.plan.study import Question, StudyPlan
from stepdown.records.variables import Vocabulary


def check_exposure(
    question: Question, where: Place, plan: StudyPlan, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """Variable and reference of an exposure."""
    name = question.exposure.variable
    yield from check_variable(name, (*where, "exposure", "variable"), vocabulary)
    variable = vocabulary.variable(name)
    if variable is None:
        return
    if not variable.is_categorical:
        yield (
            (*where, "exposure", "variable"),
            f"{name} is a number; an exposure needs groups.",
            "Name a variable with levels.",
        )
    elif question.exposure.reference not in variable.levels:
        yield (
            (*where, "exposure", "reference"),
            f"'{question.exposure.reference}' is not a level of {name}.",
            nearest(question.exposure.reference, variable.levels),
        )
    population = plan.populations.get(question.population)
    for condition in population.conditions if population else []:
        if condition.variable == name and question.exposure.reference not in condition.is_in:
            yield (
                (*where, "exposure", "reference"),
                f"The population {question.population} leaves out the reference '{question.exposure.reference}'.",
                f"Choose one of: {', '.join(condition.is_in)}.",
            )
    if name in question.adjustment:
        yield (*where, "adjustment"), f"{name} is the exposure and cannot be adjusted for.", "Remove it."
