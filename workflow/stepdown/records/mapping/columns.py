"""How one canonical column comes out of a source column."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Annotated, Any

import polars as pl
from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema, field_validator, model_validator

from stepdown.plan.base import PlanModel
from stepdown.records.reading.dates import strict_dates


def _as_text(value: Any) -> Any:
    """Codes are compared as text; YAML reads an unquoted yes or no as true or false, and that is refused."""
    if isinstance(value, bool):
        raise ValueError("YAML reads an unquoted yes, no, on or off as true or false: put it in quotes")
    return str(value) if isinstance(value, int | float) else value


def _texts(values: Any) -> Any:
    if isinstance(values, dict):
        return {_as_text(key): _as_text(value) for key, value in values.items()}
    if isinstance(values, list):
        return [_as_text(value) for value in values]
    return values


def _column_or_block(value: Any) -> Any:
    """`age: Age_Years` is short for `age: {column: Age_Years}`."""
    return {"column": value} if isinstance(value, str) else value


def _as_fraction(value: Any) -> Any:
    """`1/60` is a fraction in YAML too, where it is a text."""
    text = str(value).strip() if isinstance(value, int | float | str | Fraction) else ""
    if isinstance(value, bool) or not FACTOR.fullmatch(text) or not Fraction(text.replace(" ", "")):
        raise ValueError("a factor is a number above zero, or a fraction of two whole numbers as in 1/60")
    return Fraction(text.replace(" ", ""))


FACTOR = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?|[0-9]{1,9} ?/ ?0*[1-9][0-9]{0,8}")
Factor = Annotated[
    Fraction,
    BeforeValidator(_as_fraction),
    PlainSerializer(lambda factor: int(factor) if factor.denominator == 1 else str(factor)),
    WithJsonSchema({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "string"}]}),
]
Codes = Annotated[dict[str, str], BeforeValidator(_texts)]
CodeList = Annotated[list[str], BeforeValidator(_texts)]


class ColumnMap(PlanModel):
    """One canonical column: where it comes from and what its values become."""

    column: str | None = None
    """The column's name in the source."""
    value: Annotated[str | None, BeforeValidator(_as_text)] = None
    """A fixed value for every row, where the source has no column for it."""
    recode: Codes = {}
    """Source value -> canonical value. A value that is not listed sends its row to quarantine, and the ledger names
    the nearest one that is."""
    missing: CodeList = []
    """Source values that mean "not known", beside the empty field and the source's own list."""
    multiply: Factor = Fraction(1)
    """A factor that brings a number to the canonical unit: 7 for weeks, 30.4375 for months, 1/60 for minutes that become
    hours."""
    date_format: str | None = None
    """Set it for a date, as in `%m/%d/%Y`: the date becomes a day offset from the person's index and is dropped."""

    @field_validator("date_format")
    @classmethod
    def _known_format(cls, date_format: str | None) -> str | None:
        if date_format is not None:
            strict_dates(pl.Series([], dtype=pl.String), date_format)
        return date_format

    @model_validator(mode="after")
    def _one_origin(self) -> ColumnMap:
        if (self.column is None) == (self.value is None):
            raise ValueError("give either column or value")
        if self.value is not None and self != ColumnMap.model_construct(value=self.value):
            raise ValueError("a fixed value takes no other key")
        return self


Column = Annotated[ColumnMap, BeforeValidator(_column_or_block)]
