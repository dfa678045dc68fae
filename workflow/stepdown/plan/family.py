"""Questions that are judged together, so that asking many does not make finding something too easy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from stepdown.errors import nearest
from stepdown.plan.base import Identifier, PlanModel

if TYPE_CHECKING:
    from stepdown.plan.study import StudyPlan


class Family(PlanModel):
    """Questions that are judged together: the chance of any false claim among them stays below `alpha`.

    The primary effect of each question counts, one for each level that is compared. A finding that is clear by itself
    and not within its family says that the data do not settle it.
    """

    name: Identifier
    """A short name, as the estimates give it."""
    questions: list[Identifier] = Field(min_length=1)
    """Ids of the questions, in the order of testing where that counts."""
    method: Literal["holm", "max_t", "fixed_sequence"] = "holm"
    """holm (any order), max_t (step-down max-T: any order, and kinder than Holm's where effects rest on the same people;
    adjusted comparisons tell what each person adds, other effects count as unrelated, which is cautious) or fixed_sequence
    (gatekeeping: a question is tested when all before it have passed, such as retention, then use, then symptoms)."""
    alpha: Annotated[float, Field(gt=0, lt=1)] = 0.05
    """Largest chance of any false claim in the family."""


def family_of(plan: StudyPlan, question: str) -> Family | None:
    """The family of a question, or None."""
    return next((family for family in plan.families if question in family.questions), None)


def is_judged_jointly(plan: StudyPlan, question: str) -> bool:
    """Does a question's family ask what each person adds to its effect?"""
    family = family_of(plan, question)
    return family is not None and family.method == "max_t"


def check_families(plan: StudyPlan) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Yield what is wrong with the families of a plan: names, places, and questions without an effect to judge."""
    questions = {question.id: question for question in plan.questions}
    for name, count in Counter(family.name for family in plan.families).items():
        if count > 1:
            yield ("families",), f"{count} families have the name '{name}'.", "Give each its own."
    times = Counter(name for family in plan.families for name in family.questions)
    for i, family in enumerate(plan.families):
        for j, name in enumerate(family.questions):
            where = ("families", i, "questions", j)
            if name not in questions:
                yield where, f"The plan has no question '{name}'.", nearest(name, questions)
            elif times[name] > 1:
                mend = "Judge each question in one family, once."
                yield where, f"{name} stands in the families {times[name]} times.", mend
            elif questions[name].exposure is None:
                yield where, f"{name} compares nothing, so it has no effect to judge.", "Leave it out."
            elif any(one.method == "non_inferiority" for one in questions[name].analyses):
                yield (
                    where,
                    f"{name} is judged by its margin, not by whether groups differ.",
                    "Leave it out: its margin was set beforehand, and its verdict needs no other.",
                )
