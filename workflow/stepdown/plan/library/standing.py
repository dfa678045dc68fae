"""Which questions of the library a study asks, which it could ask, and why not the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from stepdown.plan.checks import check_plan
from stepdown.plan.library.entry import Entry, library

if TYPE_CHECKING:
    from stepdown.plan.study import Claim, Question, StudyPlan
    from stepdown.records.variables import Vocabulary

Status = Literal["asked", "can be asked", "needs another adjustment set", "cannot be asked"]


@dataclass(frozen=True)
class Standing:
    """Where one question of the library stands in a study.

    Parameters
    ----------
    id, asks, claim : the question's name, its words, and the claim behind it.
    status : whether the study asks it, and if not whether it could.
    reasons : why it cannot be asked as it stands; empty where it can.
    """

    id: str
    asks: str
    claim: Claim
    status: Status
    reasons: tuple[str, ...] = ()


def standings(plan: StudyPlan, vocabulary: Vocabulary, beside: Path | None = None) -> list[Standing]:
    """Every question of the library, judged by the checks that a plan must pass. No record is read.

    Parameters
    ----------
    beside : the plan's folder, whose own folder `questions` counts too.
    """
    return [_standing(entry, plan, vocabulary) for entry in library(beside).values()]


def _standing(entry: Entry, plan: StudyPlan, vocabulary: Vocabulary) -> Standing:
    question = entry.question(plan.spells.model_dump())
    about = (entry.id, question.question, question.claim)
    if any(asked.use == entry.id for asked in plan.questions):
        return Standing(*about, "asked")
    missing = {name for name in _variables(entry, question) if vocabulary.variable(name) is None}
    unadjusted = {name for name in question.adjustment if vocabulary.variable(name) is None} - missing
    reasons = [_lacks(missing)] if missing else []
    reasons += dict.fromkeys(_troubles(entry, question, plan, vocabulary))
    if reasons:
        return Standing(*about, "cannot be asked", tuple(reasons))
    if unadjusted:
        return Standing(*about, "needs another adjustment set", (_lacks(unadjusted),))
    return Standing(*about, "can be asked")


def _variables(entry: Entry, question: Question) -> Iterator[str]:
    """What the question cannot do without: who it is about, what is compared, and in whom effects may differ."""
    yield from (condition.variable for condition in entry.people.conditions)
    if question.exposure:
        yield question.exposure.variable
    yield from (analysis.by for analysis in question.analyses if getattr(analysis, "by", None))


def _lacks(names: set[str]) -> str:
    noun = "variable" if len(names) == 1 else "variables"
    return f"This study has no {noun} {', '.join(sorted(names))}."


def _troubles(entry: Entry, question: Question, plan: StudyPlan, vocabulary: Vocabulary) -> Iterator[str]:
    """What the checks say of a plan that asks this question alone, but for variables that are not there."""
    alone = plan.model_copy(
        update={"questions": [question], "populations": {entry.id: entry.people}, "families": []}
    )
    for place, what, _ in check_plan(alone, vocabulary):
        if place[0] in ("questions", "populations") and "is not a variable of the source" not in what:
            yield what
