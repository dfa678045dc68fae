"""Rows of an adjusted comparison: every group's mean, and each group against the reference."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.adjusted_people import AdjustedPeople, measures_of
from stepdown.answers.methods.base import NO_ERROR, AnalysisModel, attempt

if TYPE_CHECKING:
    from stepdown.estimators.arm_means import ArmMeans, Ratio
    from stepdown.estimators.restricted_mean import Difference

# From the measure of a group's mean and the level that is compared to the means of all groups.
Means = Callable[[str, str], "ArmMeans"]
# Mean, difference and ratio, of everything that is compared.
Measures = tuple[tuple[str, str, str | None], ...]


def adjusted_rows(
    analysis: AnalysisModel,
    frame: QuestionFrame,
    people: AdjustedPeople,
    means: Means,
    own_target: bool = False,
    measures: Measures | None = None,
) -> list[Estimate]:
    """Estimate everything that the outcome's shape asks for.

    Parameters
    ----------
    own_target : whether every comparison is about other people (those who had the level): a group's
        mean then belongs to one comparison, and is given where there is only one.
    measures : mean, difference and ratio to give, where they are not those of the outcome's shape.
    """
    reference, *others = frame.levels
    rows = []
    for mean, difference, ratio in measures or measures_of(frame):
        fitted = {level: attempt(means, mean, level) for level in others}
        if others and (not own_target or len(others) == 1):
            rows += _group_means(analysis, frame, people, mean, *fitted[others[0]])
        for level in others:
            for measure in filter(None, (difference, ratio)):
                rows.append(_comparison(analysis, frame, people, measure, level, reference, *fitted[level]))
    return rows


def not_estimable(
    analysis: AnalysisModel, frame: QuestionFrame, reason: str, measures: Measures | None = None
) -> list[Estimate]:
    """One row a comparison and measure, each with the reason."""
    return [
        frame.estimate(
            analysis,
            measure,
            level=level,
            reference=frame.levels[0],
            n=0,
            status="not_estimable",
            reason=reason,
        )
        for _, *effects in measures or measures_of(frame)
        for level in frame.levels[1:]
        for measure in filter(None, effects)
    ]


def _group_means(
    analysis: AnalysisModel,
    frame: QuestionFrame,
    people: AdjustedPeople,
    measure: str,
    fit: ArmMeans | None,
    reason: str,
) -> list[Estimate]:
    if fit is None:
        return []
    from stepdown.estimators.visible_error import seen

    rows = []
    for level in fit.levels:
        counts = people.counts(level)
        found = fit.mean(level, probability=measure == "risk")
        if not seen(found.estimate, found.std_error):
            why = {"status": "not_estimable", "reason": NO_ERROR}
            rows.append(frame.estimate(analysis, measure, level=str(level), **counts, **why))
            continue
        rows.append(
            frame.estimate(
                analysis,
                measure,
                level=str(level),
                **counts,
                level_n=counts["n"],
                estimate=found.estimate,
                std_error=found.std_error,
                lower=found.lower,
                upper=found.upper,
            )
        )
    return rows


def _comparison(
    analysis: AnalysisModel,
    frame: QuestionFrame,
    people: AdjustedPeople,
    measure: str,
    level: str,
    reference: str,
    fit: ArmMeans | None,
    reason: str,
) -> Estimate:
    found = None
    if fit is not None:
        found, reason = attempt(fit.ratio if measure.endswith("ratio") else fit.difference, level, reference)
    return effect_row(analysis, frame, people, measure, level, found, reason)


def effect_row(
    analysis: AnalysisModel,
    frame: QuestionFrame,
    people: AdjustedPeople,
    measure: str,
    level: str,
    found: Difference | Ratio | None,
    reason: str,
) -> Estimate:
    """A level against the reference, or why there is no estimate."""
    reference = frame.levels[0]
    counts = people.counts(level, reference)
    about = {
        "level": level,
        "reference": reference,
        **counts,
        "level_n": people.counts(level)["n"],
        "reference_n": people.counts(reference)["n"],
        "residual_df": len(people.exposure) - people.covariates.shape[1] - len(frame.levels),
    }
    if found is None:
        return frame.estimate(analysis, measure, **about, status="not_estimable", reason=reason)
    return frame.estimate(
        analysis,
        measure,
        **about,
        estimate=found.estimate,
        std_error=found.std_error,
        lower=found.lower,
        upper=found.upper,
        p_value=found.p_value,
    )
