"""What each person adds to a primary effect: only for families judged by max-T, and as large as the effect's own error."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.plan.family import Family

METHODS = ["iptw", "overlap", "att", "matching_weights", "standardization", "aipw"]
OUTCOMES = {
    "yes_no": {"outcome": {"definition": "treatment_completed"}},
    "score": {"outcome": {"definition": "symptom_score", "instrument": "ces_d"}, "horizon_days": 183},
    "time_to_event": {"outcome": {"definition": "first_use"}},
}
N = 300


def world(kind: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Older people get the clinic more often."""
    draw = np.random.default_rng(8)
    z, people = draw.normal(size=N), [f"p{i:03d}" for i in range(N)]
    clinic = draw.random(N) < 1 / (1 + np.exp(-z))
    cohort = pd.DataFrame(
        {"person_id": people, "arm": np.where(clinic, "clinic", "control"), "age": 40 + 10 * z, "sex": "male"}
    )
    outcome = {
        "yes_no": {"value": draw.random(N) < 0.4},
        "score": {"wave": 6, "due_day": 183, "day": 183, "score": 30 + 5 * z + draw.normal(size=N)},
        "time_to_event": {"day": np.ceil(draw.exponential(150, N)), "event": draw.random(N) < 0.8},
    }[kind]
    return cohort, pd.DataFrame({"person_id": people} | outcome)


@pytest.fixture
def influence(frame_of):
    """`influence(kind, method, way of judging)`: the table, and the question's effect of which it is."""

    def make(kind: str, method: str, way: str | None, role: str = "primary"):
        others = [] if role == "primary" else [{"method": "overlap", "role": "primary"}]
        question = {
            "design": "observational",
            "adjustment": ["age"],
            "analyses": [*others, {"method": method, "role": role}],
        }
        frame = frame_of(*world(kind), **(question | OUTCOMES[kind]))
        families = [] if way is None else [Family(name="main", questions=["q"], method=way)]
        found = answer_question(replace(frame, plan=frame.plan.model_copy(update={"families": families})))
        return found.diagnostics["influence"], found.estimates

    return make


@pytest.mark.parametrize("kind", OUTCOMES)
@pytest.mark.parametrize("method", METHODS)
def test_its_squares_add_up_to_the_error(method, kind, influence):
    table, rows = influence(kind, method, "max_t")
    measure = {"time_to_event": "rmst_difference", "score": "mean_difference", "yes_no": "risk_difference"}[
        kind
    ]
    (effect,) = rows[rows["measure"] == measure].to_dict("records")
    assert set(table["level"]) == {"clinic"} and table["person_id"].is_unique
    n = len(table)
    assert n == effect["n"]
    error = np.sqrt((table["influence"].astype(float) ** 2).sum() * n / (n - 1))
    assert error == pytest.approx(effect["std_error"], rel=1e-9)


@pytest.mark.parametrize("way", [None, "holm", "fixed_sequence"])
def test_nobody_else_keeps_it(way, influence):
    table, _ = influence("yes_no", "overlap", way)
    assert table.empty and list(table.columns) == ["level", "person_id", "influence"]


def test_a_sensitivity_analysis_does_not_take_its_place(influence):
    primary, _ = influence("yes_no", "overlap", "max_t")
    both, _ = influence("yes_no", "iptw", "max_t", role="sensitivity")
    assert both.equals(primary)
