"""Sentences whose every number points to the row it comes from."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

MINUS = "−"
THIN_SPACE = "\u2009"


@dataclass(frozen=True)
class Number:
    """A number in a sentence: as printed, and where it stands in estimates.csv (first data row = 1)."""

    text: str
    row: int
    column: str


@dataclass(frozen=True)
class Sentence:
    """Plain text and numbers in reading order."""

    parts: tuple[str | Number, ...]

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)

    def as_record(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "parts": [
                part if isinstance(part, str) else {"text": part.text, "row": part.row, "column": part.column}
                for part in self.parts
            ],
        }


def say(template: str, **values: str | Number) -> Sentence:
    """Fill `{name}` places; the first letter becomes a capital.

    >>> say("of 100 people, {a} stayed.", a=Number("62", 4, "estimate")).text
    'Of 100 people, 62 stayed.'
    """
    parts: list[str | Number] = []
    for literal, name, _, _ in string.Formatter().parse(template):
        for part in (literal, values[name] if name is not None else ""):
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            elif part != "":
                parts.append(part)
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0][:1].upper() + parts[0][1:]
    return Sentence(tuple(parts))


def whole(value: float) -> str:
    """A whole number with a true minus and thin spaces: −1 204."""
    text = f"{abs(value):,.0f}".replace(",", THIN_SPACE)
    return f"{MINUS}{text}" if round(value) < 0 else text


def per_100(value: float) -> str:
    """A share as people in 100."""
    return whole(100 * value)


def one_decimal(value: float) -> str:
    text = f"{abs(value):.1f}"
    return f"{MINUS}{text}" if value < 0 and float(text) else text


def size(value: float) -> str:
    """How large, whatever the sign, in whole units."""
    return whole(abs(value))


def size_one_decimal(value: float) -> str:
    return one_decimal(abs(value))


class Rows:
    """Look up rows of the protected estimates and take numbers from them."""

    def __init__(self, estimates: pd.DataFrame, question: str):
        numbered = estimates.assign(row=range(1, len(estimates) + 1))
        self.table = numbered[numbered["question"] == question].fillna(
            {"level": "", "reference": "", "reason": ""}
        )

    def find(self, **wanted: Any) -> dict | None:
        """The first row with these values, or None."""
        found = self.all(**wanted)
        return found[0] if found else None

    def all(self, **wanted: Any) -> list[dict]:
        mask = pd.Series(True, index=self.table.index)
        for column, value in wanted.items():
            mask &= (
                self.table[column].isin(value)
                if isinstance(value, list | tuple)
                else self.table[column] == value
            )
        return self.table[mask].to_dict("records")

    @staticmethod
    def number(row: dict, column: str, style: Callable[[float], str]) -> Number:
        return Number(style(row[column]), int(row["row"]), column)


def usable(row: dict | None) -> bool:
    """May this row's numbers be stated?"""
    return row is not None and row["status"] == "ok" and row["estimate"] == row["estimate"]


def crosses(row: dict, null: float) -> bool:
    """Does the interval hold the value of no effect?"""
    return not (row["lower"] > null or row["upper"] < null)


def span(
    row: dict, less: str, more: str, style: Callable[[float], str], unit: str
) -> tuple[str, dict[str, Number]]:
    """An interval in words, as a template and its numbers: '4 days fewer to 9 more'.

    Parameters
    ----------
    less, more : words for a negative and a positive difference.
    """
    low, high = Rows.number(row, "lower", style), Rows.number(row, "upper", style)
    if row["lower"] < 0 < row["upper"]:
        return f"{{low}} {unit} {less} to {{high}} {more}", {"low": low, "high": high}
    if row["upper"] <= 0:
        low, high = high, low
    return f"{{low}} to {{high}} {unit}", {"low": low, "high": high}
