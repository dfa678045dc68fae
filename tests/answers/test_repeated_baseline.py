"""Groups that chance made share a baseline; groups that people chose do not."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.methods.repeated import change_weights, effect_weights, repeated_design
from stepdown.records.variables import Variable


def frame(design: str) -> SimpleNamespace:
    """Six people, two waves: the exposed start 10 points higher and both groups fall by 4."""
    people = pd.DataFrame({"person_id": list("abcdef"), "exposure": ["no"] * 3 + ["yes"] * 3})
    start = np.array([20.0, 21, 22, 30, 31, 32])
    scores = pd.concat(
        [
            pd.DataFrame(
                {"person_id": people["person_id"], "wave": w, "due_day": 90 * w, "day": 90 * w, "score": s}
            )
            for w, s in ((0, start), (1, start - 4))
        ]
    )
    question = SimpleNamespace(design=design)
    return SimpleNamespace(
        people=people, scores=scores, levels=["no", "yes"], question=question, covariates=lambda adjusted: {}
    )


def chosen_by_sex() -> SimpleNamespace:
    """Women fall by 6 points, men by 2, and most of the exposed are women: the exposure itself does nothing."""
    draw = np.random.default_rng(2)
    women = np.arange(80) % 2 == 0
    exposed = np.where(women, np.arange(80) % 8 != 0, np.arange(80) % 8 == 1)
    people = pd.DataFrame(
        {
            "person_id": [f"p{i:02d}" for i in range(80)],
            "exposure": np.where(exposed, "yes", "no"),
            "sex": np.where(women, "female", "male"),
        }
    )
    start = 20 + 3 * women + draw.normal(0, 1, 80)
    parts = [
        pd.DataFrame(
            {"person_id": people["person_id"], "wave": w, "due_day": 90 * w, "day": 90 * w, "score": s}
        )
        for w, s in ((0, start), (1, start - np.where(women, 6, 2)))
    ]
    question = SimpleNamespace(design="observational")
    sex = Variable("sex", "Sex", {"female": "women", "male": "men"})
    return SimpleNamespace(
        people=people, scores=pd.concat(parts), levels=["no", "yes"], question=question,
        covariates=lambda adjusted: {"sex": sex} if adjusted else {},
    )  # fmt: skip


def coefficients(coded) -> np.ndarray:
    return np.linalg.lstsq(coded.matrix, coded.rows["score"].to_numpy(), rcond=None)[0]


def test_what_is_adjusted_for_may_matter_differently_at_every_wave():
    naive, adjusted = (repeated_design(chosen_by_sex(), told) for told in (False, True))
    assert effect_weights(naive, "yes", 1) @ coefficients(naive) == pytest.approx(-3 + 1, abs=0.5)
    assert effect_weights(adjusted, "yes", 1) @ coefficients(adjusted) == pytest.approx(0.0, abs=1e-9)


def test_adjusted_means_are_those_of_people_alike_on_average():
    adjusted = repeated_design(chosen_by_sex(), True)
    changes = [change_weights(adjusted, level, 1) @ coefficients(adjusted) for level in ("no", "yes")]
    # Half of all people are women: (6 + 2) / 2.
    assert changes == pytest.approx([-4.0, -4.0])


def test_people_of_whom_a_covariate_is_not_known_are_left_out_where_it_counts():
    frame = chosen_by_sex()
    frame.people.loc[:2, "sex"] = pd.NA
    assert repeated_design(frame).rows["person_id"].nunique() == 80
    assert repeated_design(frame, True).rows["person_id"].nunique() == 77


def test_a_level_that_nobody_has_at_a_wave_takes_no_column_there():
    frame = chosen_by_sex()
    scores = frame.scores
    gone = (scores["wave"] == 1) & scores["person_id"].isin(frame.people["person_id"][::2])
    frame.scores = scores[~gone]
    coded = repeated_design(frame, True)
    assert coded.matrix.shape[1] == 5
    assert np.linalg.matrix_rank(coded.matrix) == 5


def effect(design: str) -> float:
    coded = repeated_design(frame(design))
    return float(effect_weights(coded, "yes", 1) @ coefficients(coded))


def test_groups_that_chose_are_compared_by_how_far_they_moved():
    assert effect("observational") == pytest.approx(0.0, abs=1e-9)


def test_a_shared_baseline_would_have_blamed_the_later_wave_for_an_earlier_difference():
    assert effect("randomised") == pytest.approx(10.0)
