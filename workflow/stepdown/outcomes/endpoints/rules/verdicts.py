"""Rules that answer yes or no: runs, bounds, several conditions at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stepdown.outcomes.endpoints import operations
from stepdown.outcomes.endpoints.rules.base import Rule, before, either
from stepdown.outcomes.endpoints.steps import Recode, span
from stepdown.outcomes.endpoints.words import Words


@dataclass(frozen=True)
class Run:
    """Whether so many positions in a row hold one of the symbols."""

    length: int
    symbols: str

    def score(self, words: Words) -> tuple[np.ndarray]:
        return (operations.has_run(words, self.length, self.symbols),)

    def words(self) -> str:
        return f"true if {self.length} positions in a row are {either(self.symbols)}"

    def after(self, recodes: Sequence[Recode]) -> Run:
        return replace(self, symbols=before(self.symbols, recodes))


@dataclass(frozen=True)
class AtLeast:
    """Whether a measure reaches a bound."""

    rule: Rule
    bound: float

    def score(self, words: Words) -> tuple[np.ndarray]:
        return (self.rule.score(words)[0] >= self.bound,)

    def words(self) -> str:
        return f"{self.rule.words()} is at least {self.bound:.3g}"

    def after(self, recodes: Sequence[Recode]) -> AtLeast:
        return replace(self, rule=self.rule.after(recodes))


@dataclass(frozen=True)
class AtMost:
    """Whether a measure stays within a bound."""

    rule: Rule
    bound: float

    def score(self, words: Words) -> tuple[np.ndarray]:
        return (self.rule.score(words)[0] <= self.bound,)

    def words(self) -> str:
        return f"{self.rule.words()} is at most {self.bound:.3g}"

    def after(self, recodes: Sequence[Recode]) -> AtMost:
        return replace(self, rule=self.rule.after(recodes))


@dataclass(frozen=True)
class Within:
    """A rule on some of the positions."""

    first: int
    last: int
    rule: Rule

    def score(self, words: Words) -> tuple[np.ndarray, ...]:
        return self.rule.score(operations.cut(words, self.first, self.last))

    def words(self) -> str:
        return f"in {span(self.first, self.last)}, {self.rule.words()}"

    def after(self, recodes: Sequence[Recode]) -> Within:
        return replace(self, rule=self.rule.after(recodes))


@dataclass(frozen=True)
class All:
    """Whether every one of several rules holds."""

    rules: tuple[Rule, ...]

    def score(self, words: Words) -> tuple[np.ndarray]:
        return (np.all([rule.score(words)[0] for rule in self.rules], axis=0),)

    def words(self) -> str:
        return "true if " + "; and ".join(rule.words() for rule in self.rules)

    def after(self, recodes: Sequence[Recode]) -> All:
        return All(tuple(rule.after(recodes) for rule in self.rules))
