"""Means by wave and group from a model of repeated scores; shared by `mmrm` and `mixed`.

In a randomised trial the analysis is the constrained longitudinal one: the
groups share one mean at baseline, before the randomisation could have done
anything, and differ freely at every later wave (Liang & Zeger 2000, Sankhya B
62:134-148). Groups that chance did not make start where they start: each has a
baseline mean of its own, and what is compared is the change from it.

What is adjusted for may matter differently at every wave, and is centred: a group's
mean is that of people who are like all of them on average. Where chance did not make the
groups, the score at baseline is part of it, since it may have decided who came into which
group: later waves are then compared given the baseline (Mallinckrodt et al. 2008,
10.1177/009286150804200402).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from stepdown.answers.coding import code, complete
from stepdown.answers.frame import QuestionFrame


@dataclass(frozen=True)
class Baseline:
    """A first wave that is adjusted for instead of modelled: where everybody starts, on average.

    Parameters
    ----------
    due_day : of the wave.
    mean, std_error : of the people in the model.
    people : group -> number of people.
    """

    due_day: int
    mean: float
    std_error: float
    people: Mapping[str, int]


@dataclass(frozen=True)
class RepeatedDesign:
    """The columns of the model, and where each wave and group effect stands.

    `wave_column[w]` is the reference group's mean at wave w; `effect_column[(level, w)]`
    the difference from it. Where there is a `given` baseline, scores are counted from its mean.
    """

    rows: pd.DataFrame
    matrix: np.ndarray
    waves: list[int]
    wave_column: dict[int, int]
    effect_column: dict[tuple[str, int], int]
    shared_baseline: bool
    given: Baseline | None = None

    @property
    def offset(self) -> float:
        """What the scores are counted from."""
        return self.given.mean if self.given else 0.0

    @property
    def outcome(self) -> np.ndarray:
        """The scores, counted from the offset."""
        return self.rows["score"].to_numpy(float) - self.offset

    @property
    def compared(self) -> list[int]:
        """The waves at which groups are compared."""
        return self.waves if self.given else self.waves[1:]

    @property
    def of_change(self) -> bool:
        """Is what is compared the change from each group's own baseline?"""
        return not self.shared_baseline and not self.given


@dataclass(frozen=True)
class _People:
    """Everybody in the model, and the columns that are adjusted for."""

    person: pd.Series
    covariates: np.ndarray
    rows: pd.DataFrame
    given: Baseline | None = field(default=None)


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
    shared_baseline = frame.question.design == "randomised"
    people = _people(frame, adjusted)
    if adjusted and not shared_baseline:
        people = _given_baseline(people)
    rows = people.rows
    waves = sorted(int(wave) for wave in rows["wave"].unique())
    if len(waves) < 2 or set(rows["exposure"]) != set(frame.levels) or len(frame.levels) < 2:
        raise ValueError("fewer than two groups or two interviews with a score")
    wave = rows["wave"].to_numpy(int)
    exposure = rows["exposure"].to_numpy(object)
    columns, wave_column, effect_column = [], {}, {}
    for w in waves:
        wave_column[w] = len(columns)
        columns.append((wave == w).astype(float))
    for level in frame.levels[1:]:
        for w in waves[1:] if shared_baseline else waves:
            effect_column[level, w] = len(columns)
            columns.append(((wave == w) & (exposure == level)).astype(float))
    columns += _by_wave(people, waves)
    return RepeatedDesign(
        rows, np.column_stack(columns), waves, wave_column, effect_column, shared_baseline, people.given
    )


def _people(frame: QuestionFrame, adjusted: bool) -> _People:
    """Everybody with a group, a score and what is adjusted for."""
    covariates = frame.covariates(adjusted)
    people = complete(frame.people, ["exposure", *covariates])
    group = people.set_index("person_id")["exposure"]
    rows = frame.scores.assign(exposure=frame.scores["person_id"].map(group))
    rows = rows.dropna(subset=["exposure", "score"]).sort_values(["person_id", "wave"], kind="stable")
    people = people[people["person_id"].isin(rows["person_id"])].reset_index(drop=True)
    return _People(people["person_id"], code(people, covariates).matrix, rows.reset_index(drop=True))


def _given_baseline(people: _People) -> _People:
    """The same people with a score at baseline, which becomes a covariate of the later ones."""
    rows = people.rows
    at_start = rows["wave"] == rows["wave"].min()
    first = rows[at_start].set_index("person_id")["score"].astype(float)
    later = rows[~at_start & rows["person_id"].isin(first.index)].reset_index(drop=True)
    known = people.person.isin(later["person_id"]).to_numpy()
    person = people.person[known].reset_index(drop=True)
    score = first.reindex(person).to_numpy()
    group = rows[at_start].set_index("person_id")["exposure"].reindex(person)
    baseline = Baseline(
        due_day=int(rows.loc[at_start, "due_day"].iloc[0]) if at_start.any() else 0,
        mean=float(score.mean()) if len(score) else 0.0,
        std_error=float(score.std(ddof=1) / np.sqrt(len(score))) if len(score) > 1 else np.nan,
        people=group.value_counts().to_dict(),
    )
    others = people.covariates[known]
    others = others[:, [not _same(column, score) for column in others.T]]
    return _People(person, np.column_stack([score, others]), later, baseline)


def _same(column: np.ndarray, score: np.ndarray) -> bool:
    """Is a covariate the baseline itself, in whatever steps it is counted?"""
    apart = np.column_stack([column - column.mean(), score - score.mean()])
    product, one, other = apart.prod(axis=1).sum(), *(apart**2).sum(axis=0)
    return bool(product**2 >= (1 - 1e-10) * one * other > 0)


def _by_wave(people: _People, waves: list[int]) -> list[np.ndarray]:
    """Each centred covariate at each wave; a column for a level that nobody has at a wave is left out there."""
    place = pd.Series(np.arange(len(people.person)), index=people.person)
    centred = people.covariates - people.covariates.mean(axis=0)
    centred = centred[people.rows["person_id"].map(place).to_numpy(int)]
    columns = []
    for w in waves:
        there = (people.rows["wave"] == w).to_numpy()
        varies = np.ptp(centred[there], axis=0) > 0
        columns += list(np.where(there[:, np.newaxis], centred[:, varies], 0.0).T)
    return columns


def mean_weights(design: RepeatedDesign, level: str, wave: int) -> np.ndarray:
    """Weights on the coefficients that give a group's mean at a wave, less the offset."""
    weights = np.zeros(design.matrix.shape[1])
    weights[design.wave_column[wave]] = 1.0
    if (level, wave) in design.effect_column:
        weights[design.effect_column[level, wave]] = 1.0
    return weights


def effect_weights(design: RepeatedDesign, level: str, wave: int) -> np.ndarray:
    """Weights that give a group's difference from the reference at a wave, or, where groups start apart, in change."""
    weights = np.zeros(design.matrix.shape[1])
    weights[design.effect_column[level, wave]] = 1.0
    if design.of_change:
        weights[design.effect_column[level, design.waves[0]]] -= 1.0
    return weights


def change_weights(design: RepeatedDesign, level: str, wave: int) -> np.ndarray:
    """Weights that give a group's change from baseline to a wave; the offset is a given baseline's mean."""
    mean = mean_weights(design, level, wave)
    return mean if design.given else mean - mean_weights(design, level, design.waves[0])
