"""Variables and analyses that an analysis names: modifiers, strata, what helps to impute, and whom it follows."""

from __future__ import annotations

from collections.abc import Iterator

from stepdown.errors import nearest
from stepdown.plan.checks.finding import Finding, Place, check_variable
from stepdown.plan.checks.time_zero import has_a_day, known
from stepdown.plan.study import Question
from stepdown.records.variables import Vocabulary


def check_named(analysis, here: Place, question: Question, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Everything that an analysis names beside the exposure and the adjustment set."""
    yield from _check_strata(analysis, here, question, vocabulary)
    for k, name in enumerate(getattr(analysis, "auxiliary", [])):
        yield from _check_auxiliary(name, (*here, "auxiliary", k), question, vocabulary)
    yield from _check_modifier(analysis, here, question, vocabulary)
    methods = [other.method for other in question.analyses if not other.follows]
    if analysis.follows and analysis.of is not None and analysis.of not in methods:
        yield (*here, "of"), f"The question has no analysis by {analysis.of}.", nearest(analysis.of, methods)


def _check_modifier(analysis, here: Place, question: Question, vocabulary: Vocabulary) -> Iterator[Finding]:
    """People are told apart by something with levels that is known at time zero, and is not the exposure."""
    by = getattr(analysis, "by", None)
    if by is None:
        return
    yield from check_variable(by, (*here, "by"), vocabulary)
    modifier = vocabulary.variable(by)
    if modifier is not None and (not modifier.levels or not known(modifier, question)):
        yield (
            (*here, "by"),
            f"{by} has no levels, or is learned after time zero.",
            "Name a category known at it.",
        )
    if question.exposure and by == question.exposure.variable:
        yield (*here, "by"), f"{by} is the exposure itself.", "Name another variable."


def _check_strata(analysis, here: Place, question: Question, vocabulary: Vocabulary) -> Iterator[Finding]:
    """Strata are of the adjustment set, so what is learned after time zero is refused there."""
    for k, name in enumerate(getattr(analysis, "strata", [])):
        stratum = vocabulary.variable(name)
        if name not in question.adjustment or (stratum and not stratum.is_categorical):
            yield (
                (*here, "strata", k),
                f"'{name}' cannot be a stratum: strata are variables with levels of the question's adjustment set.",
                nearest(name, question.adjustment) if question.adjustment else "Add `adjustment:`.",
            )


def _check_auxiliary(
    name: str, where: Place, question: Question, vocabulary: Vocabulary
) -> Iterator[Finding]:
    """What helps to impute is not adjusted for, so it may be learned late; but it is one value a person, and no exposure."""
    yield from check_variable(name, where, vocabulary)
    if has_a_day(name, vocabulary):
        yield (
            where,
            f"{name} happens on a day of its own, so it is no single value of a person.",
            "Name a variable of persons, or a score: `baseline.<instrument>`, `wave_<wave>.<instrument>`.",
        )
    if question.exposure and name == question.exposure.variable:
        yield where, f"{name} is the exposure, which is always part of the imputation.", "Remove it."
