"""The form of a file of plan tests."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from stepdown.plan.base import Identifier, PlanModel

Value = bool | int | float | str


class Case(PlanModel):
    """A few made-up people, and what a question of the plan must make of them."""

    case: str = Field(min_length=1)
    """What this case is about, in words: it is printed when it fails."""
    question: Identifier
    """A question of the plan; its outcome is derived."""
    words: dict[str, str] = {}
    """Person -> use-pattern word: screens of the outcome's first substance, one at the end of each interval. + positive,
    - negative, * one of each, o due and not given, _ nothing due."""
    records: dict[str, str] = {}
    """Table -> its rows as text: column names in the first line, cells apart by spaces, a dot for a missing one. Columns
    that are left out take usual values; people need not be listed under persons."""
    expected: dict[str, Literal["not known"] | dict[str | int, Value]] = Field(min_length=1)
    """Person -> fields of the outcome and their values (day, event, cause; value; wave: score), or `not known`."""


class PlanTests(PlanModel):
    """One file of tests."""

    study: Identifier
    """The plan that is tested."""
    cases: list[Case] = Field(min_length=1)
    """The cases; each has people of its own."""
