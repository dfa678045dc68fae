"""Means by wave and group from a model of repeated scores; shared by `mmrm` and `mixed`.

In a randomised trial the analysis is the constrained longitudinal one: the
groups share one mean at baseline, before the randomisation could have done
anything, and differ freely at every later wave (Liang & Zeger 2000, Sankhya B
62:134-148). Groups that chance did not make start where they start: each has a
baseline mean of its own, and what is compared is the change from it.

What is adjusted for may matter differently at every wave, and is centred: a group's
mean is that of people who are like all of them on average.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from stepdown.answers.coding import code, complete
from stepdown.answers.frame import QuestionFrame


@dataclass(frozen=True)
class RepeatedDesign:
    """The columns of the model, and where each wave and group effect stands.

    `wave_column[w]` is the reference group's mean at wave w; `effect_column[(level, w)]`
    the difference from it.
    """

    rows: pd.DataFrame
    matrix: np.ndarray
    waves: list[int]
    wave_column: dict[int, int]
    effect_column: dict[tuple[str, int], int]
    shared_baseline: bool


def repeated_design(frame: QuestionFrame, adjusted: bool = False) -> RepeatedDesign:
    """Code waves and wave-by-group differences; each wave's mean is a column of its own.

    Parameters
    ----------
    adjusted : for the question's adjustment set; people with a part of it unknown are left out.

    Raises
    ------
    ValueError
        If fewer than two groups, or fewer than two waves, have a score.
    """
    covariates = frame.covariates(adjusted)
    people = complete(frame.people, list(covariates))
    group = people.set_index("person_id")["exposure"]
    rows = frame.scores.assign(exposure=frame.scores["person_id"].map(group)).dropna(
        subset=["exposure", "score"]
    )
    rows = rows.sort_values(["person_id", "wave"], kind="stable").reset_index(drop=True)
    waves = sorted(int(wave) for wave in rows["wave"].unique())
    if len(waves) < 2 or set(rows["exposure"]) != set(frame.levels) or len(frame.levels) < 2:
        raise ValueError("fewer than two groups or two interviews with a score")
    wave = rows["wave"].to_numpy(int)
    exposure = rows["exposure"].to_numpy(object)
    columns, wave_column, effect_column = [], {}, {}
    for w in waves:
        wave_column[w] = len(columns)
        columns.append((wave == w).astype(float))
    shared_baseline = frame.question.design == "randomised"
    for level in frame.levels[1:]:
        for w in waves[1:] if shared_baseline else waves:
            effect_column[level, w] = len(columns)
            columns.append(((wave == w) & (exposure == level)).astype(float))
    if covariates:
        scored = people[people["person_id"].isin(rows["person_id"])].reset_index(drop=True)
        columns += _by_wave(code(scored, covariates).matrix, scored["person_id"], rows, waves)
    matrix = np.column_stack(columns)
    return RepeatedDesign(rows, matrix, waves, wave_column, effect_column, shared_baseline)


def _by_wave(matrix: np.ndarray, person: pd.Series, rows: pd.DataFrame, waves: list[int]) -> list[np.ndarray]:
    """Each centred covariate at each wave; a column for a level that nobody has at a wave is left out there."""
    place = pd.Series(np.arange(len(person)), index=person)
    centred = (matrix - matrix.mean(axis=0))[rows["person_id"].map(place).to_numpy(int)]
    columns = []
    for w in waves:
        there = (rows["wave"] == w).to_numpy()
        varies = np.ptp(centred[there], axis=0) > 0
        columns += list(np.where(there[:, np.newaxis], centred[:, varies], 0.0).T)
    return columns


def mean_weights(design: RepeatedDesign, level: str, wave: int) -> np.ndarray:
    """Weights on the coefficients that give a group's mean at a wave."""
    weights = np.zeros(design.matrix.shape[1])
    weights[design.wave_column[wave]] = 1.0
    if (level, wave) in design.effect_column:
        weights[design.effect_column[level, wave]] = 1.0
    return weights


def effect_weights(design: RepeatedDesign, level: str, wave: int) -> np.ndarray:
    """Weights that give a group's difference from the reference at a wave, or, where groups start apart, in change."""
    weights = np.zeros(design.matrix.shape[1])
    weights[design.effect_column[level, wave]] = 1.0
    if not design.shared_baseline:
        weights[design.effect_column[level, design.waves[0]]] -= 1.0
    return weights


def change_weights(design: RepeatedDesign, level: str, wave: int) -> np.ndarray:
    """Weights that give a group's change from baseline to a wave."""
    return mean_weights(design, level, wave) - mean_weights(design, level, design.waves[0])
