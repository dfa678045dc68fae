"""What is done to a word before its rule: small declarations, applied in order.

A step knows how to do itself (`apply`) and how to say itself (`words`). `MISSING_RULE` stands where a
definition decides about ``o``; the rule that is asked for takes its place (`missing.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from stepdown.outcomes.endpoints import operations
from stepdown.outcomes.endpoints.words import Words

NAMES = {
    "+": "positive",
    "-": "negative",
    "*": "mixed",
    "o": "missing",
    "_": "a position without a visit",
}


class Step(Protocol):
    def apply(self, words: Words) -> Words: ...

    def words(self) -> str: ...


@dataclass(frozen=True)
class Recode:
    """Count one symbol as another."""

    symbol: str
    to: str

    def apply(self, words: Words) -> Words:
        return operations.recode(words, self.symbol, self.to)

    def words(self) -> str:
        return f"{NAMES[self.symbol]} counts as {NAMES[self.to]}"


@dataclass(frozen=True)
class Delete:
    """Leave a symbol out; what follows moves to the left."""

    symbol: str

    def apply(self, words: Words) -> Words:
        return operations.delete(words, self.symbol)

    def words(self) -> str:
        return f"{NAMES[self.symbol]} is left out, and what follows moves up"


@dataclass(frozen=True)
class Cut:
    """Positions `first` to `last`; negative ones from the end of the person's own word."""

    first: int
    last: int = -1

    def apply(self, words: Words) -> Words:
        return operations.cut(words, self.first, self.last)

    def words(self) -> str:
        return f"take {span(self.first, self.last)}"


@dataclass(frozen=True)
class WhileRetained:
    """Up to the last position that is not missing."""

    def apply(self, words: Words) -> Words:
        return operations.while_retained(words)

    def words(self) -> str:
        return "take the positions up to the last one that is not missing"


@dataclass(frozen=True)
class Lattice:
    """The visits of the study: ``o`` a visit, ``_`` none."""

    visits: str

    def apply(self, words: Words) -> Words:
        return operations.lattice(words, self.visits)

    def words(self) -> str:
        at = [str(i) for i, visit in enumerate(self.visits, start=1) if visit == "o"]
        where = f"keep the visits at positions {', '.join(at)} of {len(self.visits)}"
        return f"{where}; a word that ends before is missing"


@dataclass(frozen=True)
class CarryForward:
    """Fill a symbol with the last other one before it."""

    symbol: str
    within: bool = False

    def apply(self, words: Words) -> Words:
        return operations.carry_forward(words, self.symbol, self.within)

    def words(self) -> str:
        until = ", up to the last contact" if self.within else ""
        return f"{NAMES[self.symbol]} takes the last symbol before it{until}"


@dataclass(frozen=True)
class MostFrequent:
    """Fill missing with the person's more frequent result."""

    def apply(self, words: Words) -> Words:
        return operations.most_frequent(words)

    def words(self) -> str:
        return "missing takes the person's more frequent result (a tie: positive)"


@dataclass(frozen=True)
class Neighbours:
    """Fill a missing position between two results with their mean."""

    def apply(self, words: Words) -> Words:
        return operations.neighbours(words)

    def words(self) -> str:
        return "missing between two results takes their mean, rounded towards use"


@dataclass(frozen=True)
class MissingRule:
    """The place where the missing rule acts."""

    def apply(self, words: Words) -> Words:
        raise TypeError("The missing rule has to be named before the steps are applied.")

    def words(self) -> str:
        return "the missing rule"


MISSING_RULE = MissingRule()
MIXED_IS_POSITIVE = Recode("*", "+")


def span(first: int, last: int) -> str:
    """Say a range of positions."""
    if first < 0:
        return f"the last {-first} positions of the person's own word" + (
            "" if last == -1 else f" but {-last - 1}"
        )
    if last == -1:
        return f"the positions from {first} on"
    return f"position {first}" if first == last else f"positions {first} to {last}"
