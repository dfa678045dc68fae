"""Estimate rows of a repeated-scores model, from any fit that can answer a contrast."""

from __future__ import annotations

from typing import Any

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import Z95, AnalysisModel
from stepdown.answers.methods.longitudinal import AT_RANDOM, Contrast
from stepdown.answers.methods.repeated import (
    RepeatedDesign,
    change_weights,
    effect_weights,
    mean_weights,
)


def repeated_rows(
    analysis: AnalysisModel,
    frame: QuestionFrame,
    design: RepeatedDesign,
    contrast: Contrast,
    missing_rule: str = AT_RANDOM,
    qualifier: str = "",
) -> list[Estimate]:
    """Group means at every wave, changes from baseline, and differences between groups.

    Parameters
    ----------
    contrast : weights on the coefficients -> estimate, std_error, lower, upper, p_value.
    missing_rule : what is taken of scores that are missing.
    qualifier : what sets the model apart from the method's usual one, for the end of every definition.
    """
    due = dict(zip(design.rows["wave"], design.rows["due_day"], strict=True))
    seen = design.rows.groupby(["exposure", "wave"])["person_id"].nunique()
    n_people = design.rows["person_id"].nunique()
    plain = frame.question.outcome.definition + qualifier
    rows = []
    for level in frame.levels:
        if design.given:
            rows.append(_start(analysis, frame, design, level, definition=plain, missing_rule=missing_rule))
        for wave in design.waves:
            n = int(seen.get((level, wave), 0))
            shared = {
                "definition": plain,
                "missing_rule": missing_rule,
                "horizon_days": int(due[wave]),
                "level": level,
                "n": n,
                "level_n": n,
            }
            mean = _mean(design, contrast, level, wave)
            rows.append(frame.estimate(analysis, "mean", **shared, **mean))
            if wave in design.compared:
                change = contrast(change_weights(design, level, wave))
                rows.append(frame.estimate(analysis, "mean_change", **shared, **change))
    reference = frame.levels[0]
    for level in frame.levels[1:]:
        for wave in design.compared:
            rows.append(
                frame.estimate(
                    analysis,
                    "mean_difference",
                    definition=compared_definition(frame, design, qualifier),
                    missing_rule=missing_rule,
                    horizon_days=int(due[wave]),
                    level=level,
                    reference=reference,
                    n=n_people,
                    level_n=int(seen.get((level, wave), 0)),
                    reference_n=int(seen.get((reference, wave), 0)),
                    residual_df=len(design.rows) - design.matrix.shape[1],
                    **contrast(effect_weights(design, level, wave)),
                )
            )
    return rows


def compared_definition(frame: QuestionFrame, design: RepeatedDesign, qualifier: str, words: str = "") -> str:
    """What groups are compared by, in the words of the `definition` column; `words` stand before the qualifier."""
    kind = ", change from baseline" if design.of_change else ", given the baseline" if design.given else ""
    return frame.question.outcome.definition + kind + words + qualifier


def _mean(design: RepeatedDesign, contrast: Contrast, level: str, wave: int) -> dict[str, float]:
    found = contrast(mean_weights(design, level, wave))
    place = {part: found[part] + design.offset for part in ("estimate", "lower", "upper")}
    return place | {"std_error": found["std_error"]}


def _start(
    analysis: AnalysisModel, frame: QuestionFrame, design: RepeatedDesign, level: str, **shared: Any
) -> Estimate:
    """Where people start who are alike on average: all groups at the same mean."""
    start = design.given
    n, reach = int(start.people.get(level, 0)), Z95 * start.std_error
    return frame.estimate(
        analysis,
        "mean",
        horizon_days=start.due_day,
        level=level,
        n=n,
        level_n=n,
        estimate=start.mean,
        std_error=start.std_error,
        lower=start.mean - reach,
        upper=start.mean + reach,
        **shared,
    )
