"""Mean days of each group as rows of the estimates, and how groups compare with the reference."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import NO_ERROR, AnalysisModel, attempt


def mean_row(
    analysis: AnalysisModel, frame: QuestionFrame, measure: str, mean: Any, reason: str, **counts
) -> Estimate:
    """A group's mean with its interval, or why it has none."""
    from stepdown.estimators.visible_error import seen

    if mean is not None and not seen(mean.estimate, mean.std_error):
        mean, reason = None, NO_ERROR
    if mean is None:
        return frame.estimate(analysis, measure, **counts, status="not_estimable", reason=reason)
    return frame.estimate(
        analysis,
        measure,
        **counts,
        estimate=mean.estimate,
        std_error=mean.std_error,
        lower=mean.lower,
        upper=mean.upper,
    )


def comparisons(
    analysis: AnalysisModel,
    frame: QuestionFrame,
    means: Mapping[str, Any],
    sizes: Mapping[str, Mapping[str, int]],
    measures: Mapping[str, Callable],
    **shared,
) -> list[Estimate]:
    """Each level against the reference, by every measure.

    Parameters
    ----------
    means : level -> its mean; levels without one are absent.
    sizes : level -> its n and n_events.
    measures : name -> function of the level's and the reference's mean.
    shared : further columns of every row.
    """
    rows, reference = [], frame.levels[0] if frame.levels else ""
    for level in frame.levels[1:]:
        compared = {"level": level, "reference": reference} | shared
        for measure, compare in measures.items():
            if level not in means or reference not in means:
                reason = "a group has no mean"
                rows.append(
                    frame.estimate(analysis, measure, **compared, n=0, status="not_estimable", reason=reason)
                )
                continue
            counts = {
                "n": sizes[level]["n"] + sizes[reference]["n"],
                "n_events": sizes[level]["n_events"] + sizes[reference]["n_events"],
                "level_n": sizes[level]["n"],
                "reference_n": sizes[reference]["n"],
            }
            found, reason = attempt(compare, means[level], means[reference])
            if found is None:
                rows.append(
                    frame.estimate(
                        analysis, measure, **compared, **counts, status="not_estimable", reason=reason
                    )
                )
                continue
            rows.append(
                frame.estimate(
                    analysis,
                    measure,
                    **compared,
                    **counts,
                    estimate=found.estimate,
                    std_error=found.std_error,
                    lower=found.lower,
                    upper=found.upper,
                    p_value=found.p_value,
                )
            )
    return rows
