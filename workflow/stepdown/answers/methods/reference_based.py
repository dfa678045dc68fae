"""What if people who left had from then on done as the reference group does?"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from stepdown.answers.estimate import Estimate
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.adjusted_rows import not_estimable
from stepdown.answers.methods.base import Answer, LossAnalysis, attempt
from stepdown.seeds import seed_of

WORDS = {
    "jump_to_reference": "jump to reference",
    "copy_reference": "copy reference",
    "missing_at_random": "multiple imputation (missing at random)",
}


class Analysis(LossAnalysis):
    """Reference-based multiple imputation of scores by interview (definitions, D.3).

    What lies between two scores is imputed at random; what comes after the last one follows the rule. Compared is the
    score at the horizon, given that at baseline. Rubin's variance is the conservative one here: the interval is wider
    than it need be.
    """

    shapes: ClassVar = ("score",)

    method: Literal["reference_based"]
    rule: Literal["jump_to_reference", "copy_reference", "missing_at_random"] = "jump_to_reference"
    """jump_to_reference: what was gained is lost on leaving; copy_reference: it wears off; missing_at_random: it stays as in
    others of the group."""
    imputations: int = Field(default=20, ge=20, le=1000)
    """Imputed sets."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    from stepdown.estimators.reference_based import impute_by_reference

    wide, group = scores_by_wave(frame)
    reference = frame.levels[0]
    if not {0, frame.question.horizon_days} <= set(wide.columns) or group.nunique() < 2:
        return Answer(
            not_estimable(
                analysis, frame, "fewer than two groups with a score at baseline and at the horizon"
            )
        )
    completed, reason = attempt(
        impute_by_reference,
        wide.to_numpy(dtype=float),
        group.to_numpy(str),
        reference,
        analysis.rule,
        seed_of(frame.plan.seed, frame.question.id, analysis.method),
        analysis.imputations,
    )
    if completed is None:
        return Answer(not_estimable(analysis, frame, reason))
    present = [level for level in frame.levels[1:] if (group == level).any()]
    return Answer(
        [_row(analysis, frame, completed, group.to_numpy(str), level, present) for level in present]
    )


def scores_by_wave(frame: QuestionFrame) -> tuple[pd.DataFrame, pd.Series]:
    """A row a person with a known exposure and any score, a column an interview up to the horizon; and the exposure."""
    exposure = frame.people.set_index("person_id")["exposure"].dropna()
    scores = frame.scores[frame.scores["due_day"] <= frame.question.horizon_days].dropna(subset="score")
    scores = scores[scores["person_id"].isin(exposure.index)].drop_duplicates(["person_id", "due_day"])
    wide = scores.pivot(index="person_id", columns="due_day", values="score").sort_index()
    return wide, exposure.reindex(wide.index)


def _row(
    analysis: Analysis,
    frame: QuestionFrame,
    completed: np.ndarray,
    group: np.ndarray,
    level: str,
    levels: list[str],
) -> Estimate:
    from stepdown.estimators.linear import linear
    from stepdown.estimators.rubin import pool

    sizes = {one: int((group == one).sum()) for one in (level, frame.levels[0])}
    dummies = np.column_stack([(group == one).astype(float) for one in levels])
    degrees = len(group) - dummies.shape[1] - 2
    about = {
        "level": level,
        "reference": frame.levels[0],
        "missing_rule": WORDS[analysis.rule],
        "adjustment": "score at baseline",
        "n": sum(sizes.values()),
        "level_n": sizes[level],
        "reference_n": sizes[frame.levels[0]],
        "residual_df": degrees,
    }
    place = 1 + levels.index(level)  # the intercept comes first

    def pooled():
        fits = [linear(one[:, -1], np.column_stack([dummies, one[:, 0]])) for one in completed]
        return pool(
            [fit.coefficients[place] for fit in fits], [fit.covariance[place, place] for fit in fits], degrees
        )

    found, reason = attempt(pooled)
    if found is None:
        return frame.estimate(analysis, "mean_difference", **about, status="not_estimable", reason=reason)
    return frame.estimate(
        analysis,
        "mean_difference",
        **about,
        estimate=found.estimate,
        std_error=found.std_error,
        lower=found.lower,
        upper=found.upper,
        p_value=found.p_value,
    )
