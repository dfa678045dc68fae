"""Rows of strategies that are compared by cloning, censoring and weighting, or by censoring alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel

if TYPE_CHECKING:
    from stepdown.estimators.strategy_contrasts import Contrast


def contrast_row(
    analysis: AnalysisModel,
    frame: QuestionFrame,
    contrast: Contrast,
    sizes: Mapping[str, int],
    levels: Mapping[str, str] | None = None,
    **shared: Any,
) -> Estimate:
    """One strategy against another.

    Parameters
    ----------
    sizes : level -> people who followed its strategy.
    levels : strategy -> level, where they have other names.
    """
    level, reference = contrast.strategy, contrast.reference
    if levels is not None:
        level, reference = levels[level], levels[reference]
    return frame.estimate(
        analysis,
        contrast.measure,
        level=level,
        reference=reference,
        estimate=contrast.estimate,
        std_error=contrast.std_error,
        lower=contrast.lower,
        upper=contrast.upper,
        level_n=sizes[level],
        reference_n=sizes[reference],
        **shared,
    )
