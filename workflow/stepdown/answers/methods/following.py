"""Analyses that judge what another analysis of the same question found."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from stepdown.answers.estimate import Estimate
from stepdown.answers.methods.base import AnalysisModel

DIFFERENCES = ("risk_difference", "mean_difference", "rmst_difference")


class FollowingAnalysis(AnalysisModel):
    """An analysis of an effect that is there already: its module has `follow(analysis, frame, rows)` -> `Answer`, and no
    `answer`.

    It runs when gates have been applied: what is withheld is not judged either.
    """

    # It looks at nobody's exposure itself.
    looks_ahead: ClassVar[bool] = False
    follows: ClassVar[bool] = True

    of: str | None = None
    """The method whose effect is judged; the primary analysis where absent."""


def judged(
    analysis: FollowingAnalysis, rows: Iterable[Estimate], measures: tuple[str, ...]
) -> list[Estimate]:
    """The effects that an analysis judges: of the first of these measures that is there, at the question's horizon."""
    own = [
        row for row in rows if (row.role == "primary" if analysis.of is None else row.method == analysis.of)
    ]
    for measure in measures:
        found = [row for row in own if row.measure == measure and row.reference]
        if found:
            last = max(row.horizon_days or 0 for row in found)
            return [row for row in found if (row.horizon_days or 0) == last]
    return []
