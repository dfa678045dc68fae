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


def chosen_by_sex(design: str = "observational") -> SimpleNamespace:
    """Women and people who start high fall further, and most of the exposed are such people: the exposure does nothing."""
    draw, n = np.random.default_rng(2), 80
    women, start = np.arange(n) % 2 == 0, draw.normal(20, 3, n)
    exposed = np.where(women, np.arange(n) % 8 != 0, np.arange(n) % 8 == 1) ^ (start > 23)
    people = pd.DataFrame(
        {
            "person_id": [f"p{i:02d}" for i in range(n)],
            "exposure": np.where(exposed, "yes", "no"),
            "sex": np.where(women, "female", "male"),
        }
    )
    falls = np.where(women, 6, 2) + 0.5 * (start - 20)
    parts = [
        pd.DataFrame(
            {"person_id": people["person_id"], "wave": w, "due_day": 90 * w, "day": 90 * w, "score": s}
        )
        for w, s in ((0, start), (1, start - falls), (2, start - 1.5 * falls))
    ]
    sex = Variable("sex", "Sex", {"female": "women", "male": "men"})
    return SimpleNamespace(
        people=people, scores=pd.concat(parts), levels=["no", "yes"], question=SimpleNamespace(design=design),
        covariates=lambda adjusted: {"sex": sex} if adjusted else {},
    )  # fmt: skip


def coefficients(coded) -> np.ndarray:
    return np.linalg.lstsq(coded.matrix, coded.outcome, rcond=None)[0]


def test_groups_that_chose_are_adjusted_for_where_they_started_too():
    naive, adjusted = (repeated_design(chosen_by_sex(), told) for told in (False, True))
    for wave in (1, 2):
        assert effect_weights(naive, "yes", wave) @ coefficients(naive) < -1
        assert effect_weights(adjusted, "yes", wave) @ coefficients(adjusted) == pytest.approx(0.0, abs=1e-9)
    assert adjusted.compared == [1, 2] and naive.compared == [1, 2]


def test_adjusted_changes_are_those_of_people_alike_on_average():
    frame = chosen_by_sex()
    adjusted = repeated_design(frame, True)
    start = frame.scores.loc[frame.scores["wave"] == 0, "score"]
    assert adjusted.given.mean == pytest.approx(start.mean())
    assert adjusted.given.std_error == pytest.approx(start.std() / np.sqrt(80))
    assert sum(adjusted.given.people.values()) == 80
    # Half of all people are women: (6 + 2) / 2, and half a point for each above 20.
    fall = 4 + 0.5 * (start.mean() - 20)
    for level in ("no", "yes"):
        found = [change_weights(adjusted, level, wave) @ coefficients(adjusted) for wave in (1, 2)]
        assert found == pytest.approx([-fall, -1.5 * fall])


def test_a_baseline_that_stands_in_the_adjustment_set_counts_once():
    frame = chosen_by_sex()
    start = frame.scores[frame.scores["wave"] == 0].set_index("person_id")["score"]
    frame.people["intake"] = frame.people["person_id"].map(start)
    sex = frame.covariates(True)
    alone = repeated_design(frame, True)
    intake = Variable("intake", "CES-D at intake", unit="points", step=5)
    frame.covariates = lambda adjusted: sex | {"intake": intake}
    np.testing.assert_array_equal(repeated_design(frame, True).matrix, alone.matrix)


def test_in_a_trial_the_baseline_stays_a_score_and_is_shared():
    adjusted = repeated_design(chosen_by_sex("randomised"), True)
    assert adjusted.given is None and adjusted.waves == [0, 1, 2] and ("yes", 0) not in adjusted.effect_column


def test_people_of_whom_a_covariate_or_the_start_is_not_known_are_left_out_where_it_counts():
    frame = chosen_by_sex()
    frame.people.loc[:2, "sex"] = pd.NA
    frame.scores = frame.scores[(frame.scores["wave"] > 0) | (frame.scores["person_id"] != "p09")]
    assert repeated_design(frame).rows["person_id"].nunique() == 80
    assert repeated_design(frame, True).rows["person_id"].nunique() == 76


def test_a_level_that_nobody_has_at_a_wave_takes_no_column_there():
    frame = chosen_by_sex()
    scores = frame.scores
    gone = (scores["wave"] == 2) & scores["person_id"].isin(frame.people["person_id"][::2])
    frame.scores = scores[~gone]
    coded = repeated_design(frame, True)
    # Two means, two differences, the baseline twice, sex once.
    assert coded.matrix.shape[1] == 7
    assert np.linalg.matrix_rank(coded.matrix) == 7


def effect(design: str) -> float:
    coded = repeated_design(frame(design))
    return float(effect_weights(coded, "yes", 1) @ coefficients(coded))


def test_groups_that_chose_are_compared_by_how_far_they_moved():
    assert effect("observational") == pytest.approx(0.0, abs=1e-9)


def test_a_shared_baseline_would_have_blamed_the_later_wave_for_an_earlier_difference():
    assert effect("randomised") == pytest.approx(10.0)
