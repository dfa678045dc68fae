"""Groups that chance made share a baseline; groups that people chose do not."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.methods.repeated import effect_weights, repeated_design


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
    return SimpleNamespace(people=people, scores=scores, levels=["no", "yes"], question=question)


def effect(design: str) -> float:
    coded = repeated_design(frame(design))
    coefficients = np.linalg.lstsq(coded.matrix, coded.rows["score"].to_numpy(), rcond=None)[0]
    return float(effect_weights(coded, "yes", 1) @ coefficients)


def test_groups_that_chose_are_compared_by_how_far_they_moved():
    assert effect("observational") == pytest.approx(0.0, abs=1e-9)


def test_a_shared_baseline_would_have_blamed_the_later_wave_for_an_earlier_difference():
    assert effect("randomised") == pytest.approx(10.0)
