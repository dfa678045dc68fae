"""How a prepared word becomes a value: small declarations that compute and say themselves.

Every rule has

`score(words)`
    arrays of shape (n,), one a column of the endpoint; NaN is missing;
`words()`
    the rule in words;
`after(recodes)`
    the rule that gives the same values without those recodes: what makes two definitions comparable
    that say one thing in two ways. None if there is no such rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from stepdown.outcomes.endpoints.alphabet import SYMBOLS
from stepdown.outcomes.endpoints.steps import NAMES, Recode
from stepdown.outcomes.endpoints.words import Words


class Rule(Protocol):
    def score(self, words: Words) -> tuple[np.ndarray, ...]: ...

    def words(self) -> str: ...

    def after(self, recodes: Sequence[Recode]) -> Rule | None: ...


@dataclass(frozen=True)
class Points:
    """What each symbol is worth; 0 if not said."""

    positive: float = 0.0
    negative: float = 0.0
    missing: float = 0.0
    mixed: float = 0.0

    def by_symbol(self) -> dict[str, float]:
        return dict(zip("+-o*", (self.positive, self.negative, self.missing, self.mixed), strict=True))

    def words(self) -> str:
        worth = {symbol: value for symbol, value in self.by_symbol().items() if value}
        return ", ".join(f"{value:g} for {NAMES[symbol]}" for symbol, value in worth.items())

    def after(self, recodes: Sequence[Recode]) -> Points:
        worth = {**self.by_symbol(), "_": 0.0}
        return Points(*(worth[recoded(symbol, recodes)] for symbol in "+-o*"))


NEGATIVES = Points(negative=1, mixed=0.5)
NOT_POSITIVES = Points(negative=1, missing=1, mixed=0.5)


def recoded(symbol: str, recodes: Sequence[Recode]) -> str:
    """What a symbol has become after the recodes, in their order."""
    for recode in recodes:
        if symbol == recode.symbol:
            symbol = recode.to
    return symbol


def before(symbols: str, recodes: Sequence[Recode]) -> str:
    """The symbols that the recodes turn into one of `symbols`."""
    return "".join(symbol for symbol in SYMBOLS if recoded(symbol, recodes) in symbols)


def either(symbols: str) -> str:
    return " or ".join(NAMES[symbol] for symbol in symbols)
