"""Estimate rows of a repeated-scores model, from any fit that can answer a contrast."""

from __future__ import annotations

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel
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
    definition = frame.question.outcome.definition
    if not design.shared_baseline:
        definition += ", change from baseline"
    definition += qualifier
    plain = frame.question.outcome.definition + qualifier
    rows = []
    for level in frame.levels:
        for wave in design.waves:
            n = int(seen.get((level, wave), 0))
            mean = contrast(mean_weights(design, level, wave))
            mean.pop("p_value")
            shared = {
                "definition": plain,
                "missing_rule": missing_rule,
                "horizon_days": int(due[wave]),
                "level": level,
                "n": n,
                "level_n": n,
            }
            rows.append(frame.estimate(analysis, "mean", **shared, **mean))
            if wave != design.waves[0]:
                change = contrast(change_weights(design, level, wave))
                rows.append(frame.estimate(analysis, "mean_change", **shared, **change))
    for level in frame.levels[1:]:
        for wave in design.waves[1:]:
            reference = frame.levels[0]
            rows.append(
                frame.estimate(
                    analysis,
                    "mean_difference",
                    definition=definition,
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
