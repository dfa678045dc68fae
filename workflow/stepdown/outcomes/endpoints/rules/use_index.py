"""The index of illicit use of Ling et al. 1976."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stepdown.outcomes.endpoints import operations
from stepdown.outcomes.endpoints.rules.base import Points
from stepdown.outcomes.endpoints.steps import Recode
from stepdown.outcomes.endpoints.words import Words


@dataclass(frozen=True)
class UseIndex:
    """120 minus the weighted use, so that higher is better (0 to 120).

    `penalties` are the factors of a use (``+`` and ``*``) at each position: later use weighs more.
    """

    points: Points
    penalties: tuple[float, ...]

    def score(self, words: Words) -> tuple[np.ndarray]:
        return (120 - operations.lingscore(words, self.points.by_symbol(), np.array(self.penalties)),)

    def words(self) -> str:
        return (
            f"120 less the points for use ({self.points.words()}), those of positive and mixed positions "
            f"times {self.penalties[0]:g} (first) to {self.penalties[-1]:g} (last), as a share of 120 for "
            f"the most possible; "
            f"no value for a word of fewer than {len(self.penalties)} positions"
        )

    def after(self, recodes: Sequence[Recode]) -> UseIndex | None:
        # A penalty belongs to the symbol itself, so a recode cannot be moved into the points.
        return None if recodes else self
