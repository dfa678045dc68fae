"""The `source` block of a plan that reads one row a person."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator

from stepdown.plan.base import Identifier, PlanModel
from stepdown.records.adapters.base import SourceSettings
from stepdown.records.instruments import ScoreWords, all_described
from stepdown.records.mapping.columns import CodeList, Codes
from stepdown.records.schema import EVENT_STATUSES

ROW = "row"


def _column_or_covariate(value):
    return {"column": value} if isinstance(value, str) else value


class Covariate(PlanModel):
    """A baseline column: a category with levels, or a number."""

    column: str
    """The column's name in the source."""
    label: str = ""
    """What readers see; the name by default."""
    levels: Codes = {}
    """Source value -> canonical level, for a category; the order is the order to show, the first is the reference."""
    labels: Codes = {}
    """Canonical level -> words for readers."""
    missing: CodeList = []
    """Source values that mean "not known" in this column."""
    step: float = Field(default=1, gt=0)
    """For a number: the difference that effects are stated for (10 years, not 1)."""
    unit: str = ""
    """For a number: the unit of the step."""


class Event(PlanModel):
    """A duration with what ended it."""

    time: str
    """The column with the duration."""
    status: str
    """The column that says how it ended."""
    unit: Literal["days", "weeks", "months"] = "days"
    """The unit of the duration; months are 30.4375 days."""
    codes: Annotated[Codes, Field(min_length=1)]
    """Source code -> `event`, `censored`, or `competing` for an end that rules the event out. Say it for every code: a
    1 that means "censored" is common."""
    noun: str
    """The event as a noun: "first use"."""
    had: str
    """What people with the event had done: "had used"."""
    free: str
    """What people without it were: "had not used"."""
    good: bool = False
    """Is the event good news?"""

    @field_validator("codes")
    @classmethod
    def _known_statuses(cls, codes: dict[str, str]) -> dict[str, str]:
        if not set(codes.values()) <= set(EVENT_STATUSES):
            raise ValueError(f"a code becomes one of: {', '.join(EVENT_STATUSES)}")
        return codes


class Measure(ScoreWords):
    """A score that was taken several times. A registered instrument needs only its columns."""

    columns: dict[int, str]
    """Due day -> column. Day 0 is baseline."""

    @field_validator("columns")
    @classmethod
    def _not_before_baseline(cls, columns: dict[int, str]) -> dict[int, str]:
        if any(day < 0 for day in columns):
            raise ValueError("day 0 is baseline: no measurement can be due before it")
        return columns


class Settings(SourceSettings):
    """One table with a row a person, mapped in the plan."""

    adapter: Literal["wide"]
    file: str
    """The table: CSV (gz, zip), Parquet, Excel, SPSS, Stata or SAS."""
    person: str = ROW
    """The column that identifies a person; `row` where each row is one and there is no key."""
    missing: CodeList = ["", "NA"]
    """Source values that mean "not known" in every column."""
    persons: dict[Identifier, Annotated[Covariate, BeforeValidator(_column_or_covariate)]]
    """Baseline covariates by their canonical names."""
    events: dict[Identifier, Event] = {}
    """Times to events, by name."""
    measures: dict[Identifier, Measure] = {}
    """Repeated measures, by instrument."""

    @field_validator("measures")
    @classmethod
    def _described(cls, measures: dict[str, Measure]) -> dict[str, Measure]:
        all_described(measures)
        return measures

    @field_validator("persons")
    @classmethod
    def _key_apart(cls, persons: dict[str, Covariate]) -> dict[str, Covariate]:
        if "person_id" in persons:
            raise ValueError("person_id is the key: name its column under source.person")
        return persons


DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.4375}
