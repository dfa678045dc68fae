"""Rules that measure an amount: counts, sums, shares, the longest piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stepdown.outcomes.endpoints import operations
from stepdown.outcomes.endpoints.rules.base import Points, before, either
from stepdown.outcomes.endpoints.steps import Recode
from stepdown.outcomes.endpoints.words import Words


@dataclass(frozen=True)
class Count:
    """How many positions hold one of the symbols."""

    symbols: str

    def score(self, words: Words) -> tuple[np.ndarray]:
        return (operations.tally(words, self.symbols),)

    def words(self) -> str:
        return f"the number of {either(self.symbols)} positions"

    def after(self, recodes: Sequence[Recode]) -> Count:
        return replace(self, symbols=before(self.symbols, recodes))


@dataclass(frozen=True)
class Sum:
    """The points of all positions together."""

    points: Points

    def score(self, words: Words) -> tuple[np.ndarray]:
        return (operations.weighted_sum(words, self.points.by_symbol()),)

    def words(self) -> str:
        return f"the sum of the positions: {self.points.words()}"

    def after(self, recodes: Sequence[Recode]) -> Sum:
        return Sum(self.points.after(recodes))


@dataclass(frozen=True)
class Share:
    """The points of all positions over their number; `empty` for a word without positions."""

    points: Points
    empty: float = 0.0

    def score(self, words: Words) -> tuple[np.ndarray]:
        return (operations.share(words, self.points.by_symbol(), self.empty),)

    def words(self) -> str:
        return f"the mean over the positions: {self.points.words()} ({self.empty:g} if there is no position)"

    def after(self, recodes: Sequence[Recode]) -> Share:
        return replace(self, points=self.points.after(recodes))


@dataclass(frozen=True)
class Longest:
    """The longest piece between positives."""

    breaks: str = "+"

    def score(self, words: Words) -> tuple[np.ndarray]:
        return (operations.longest(words, self.breaks),)

    def words(self) -> str:
        return f"the length of the longest piece without a {either(self.breaks)} position"

    def after(self, recodes: Sequence[Recode]) -> Longest:
        return Longest(before(self.breaks, recodes))
