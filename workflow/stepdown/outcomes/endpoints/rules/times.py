"""The rule behind every time to an event: a window with enough hits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from stepdown.outcomes.endpoints import operations
from stepdown.outcomes.endpoints.rules.base import before, either
from stepdown.outcomes.endpoints.steps import Recode
from stepdown.outcomes.endpoints.words import Words


@dataclass(frozen=True)
class Window:
    """The first `width` positions in a row, from `start` on, with `needed` hits; time and event."""

    width: int
    needed: int
    symbols: str = "+"
    start: int = 1

    def times(self, words: Words) -> operations.WindowTimes:
        """All positions of the event: by the convention, first, threshold and confirmed."""
        return operations.window(operations.cut(words, self.start), self.width, self.needed, self.symbols)

    def score(self, words: Words) -> tuple[np.ndarray, np.ndarray]:
        inside = operations.cut(words, self.start)
        time, event = operations.window_time(inside, self.width, self.needed, self.symbols)
        return np.where(time == 0, np.nan, time), np.where(time == 0, np.nan, event)

    def words(self) -> str:
        what = either(self.symbols)
        many = f"{self.needed} {what} in {self.width} positions" if self.needed < self.width else what
        if self.needed == self.width:
            many = f"{what} at {self.width} positions in a row" if self.width > 1 else f"a {what} position"
        since = f", from position {self.start} on" if self.start > 1 else ""
        later = f" + {self.width - self.needed}" if self.width > self.needed else ""
        censored = f"length − {self.needed - 1}" if self.needed > 1 else "the length"
        short = self.start + self.width - 1
        return (
            f"the first time with {many}{since}; event at the window's first position{later}, else "
            f"censored at {censored}; no value for a word of fewer than {short} positions"
        )

    def after(self, recodes: Sequence[Recode]) -> Window:
        return replace(self, symbols=before(self.symbols, recodes))
