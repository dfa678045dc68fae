"""The curve of an adjusted risk leads to the number in the sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.methods.adjusted_curves import MOST_DAYS

N = 800


@pytest.fixture(scope="module")
def world() -> tuple[pd.DataFrame, pd.DataFrame]:
    draw = np.random.default_rng(8)
    age = draw.normal(40, 10, N)
    z = (age - 40) / 10
    people = [f"p{i:04d}" for i in range(N)]
    arm = np.where(draw.random(N) < 1 / (1 + np.exp(-z)), "clinic", "control")
    time, lost = np.ceil(draw.exponential(120 * np.exp(-0.6 * z))), np.ceil(draw.uniform(60, 500, N))
    cohort = pd.DataFrame({"person_id": people, "arm": arm, "age": age})
    return cohort, pd.DataFrame({"person_id": people, "day": np.minimum(time, lost), "event": time <= lost})


def answered(frame_of, world, primary: str, figure: str = "curves", **options):
    curves = {"method": "kaplan_meier", "role": "descriptive", "days": [90, 180]}
    return answer_question(
        frame_of(
            *world,
            design="observational",
            adjustment=["age"],
            outcome={"definition": "first_use"},
            analyses=[curves, {"method": primary, "role": "primary"} | options],
            figure={"kind": figure},
        )
    )


@pytest.mark.parametrize(
    ("method", "options"),
    [("overlap", {}), ("iptw", {}), ("att", {}), ("standardization", {}), ("aipw", {"folds": 2})],
)
def test_curves_end_at_the_risk_of_the_primary_analysis(method, options, frame_of, world):
    raw = answered(frame_of, world, method, **options)
    curves = raw.diagnostics["adjusted"]
    risks = raw.estimates[(raw.estimates["measure"] == "risk") & (raw.estimates["method"] == method)]
    assert len(risks) == 2
    for row in risks.itertuples():
        curve = curves[curves["level"] == row.level]
        last = curve.iloc[-1]
        assert last["day"] == row.horizon_days
        assert (last["risk"], last["lower"], last["upper"]) == pytest.approx(
            (row.estimate, row.lower, row.upper)
        )
        # Far fewer people have had the event early on than late; small steps back are censoring, not time.
        assert len(curve) <= MOST_DAYS + 1
        assert curve["risk"].iloc[0] < 0.1 and curve["risk"].diff().min() > -0.01
        assert ((curve["lower"] <= curve["risk"]) & (curve["risk"] <= curve["upper"])).all()


@pytest.mark.parametrize(("primary", "figure"), [("kaplan_meier", "curves"), ("overlap", "forest")])
def test_no_adjusted_curves_without_an_adjusted_primary_analysis_or_a_figure_of_curves(
    primary, figure, frame_of, world
):
    options = {"days": [90]} if primary == "kaplan_meier" else {}
    assert answered(frame_of, world, primary, figure, **options).diagnostics["adjusted"].empty
