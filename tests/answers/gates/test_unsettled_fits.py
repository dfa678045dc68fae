"""Every iterative fit that is stopped before it settles gives a reason, and never a number."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question

N = 400
QUESTIONS = {
    "yes_no": {"outcome": {"definition": "treatment_completed"}},
    "score": {"outcome": {"definition": "symptom_score", "instrument": "ces_d"}, "horizon_days": 365},
    "time_to_event": {"outcome": {"definition": "first_use"}},
}
LATE = {"variable": "aftercare.primary_care", "reference": "no"}
STRATEGIES = {"grace_days": 14, "replicates": 50}
SEARCH = "stepdown.estimators."
# Method -> shape of the outcome, where its fit is told how many steps it may take, and options.
FITS = {
    "overlap": ("yes_no", "categorical_likelihood.MOST_STEPS", {}),
    "iptw": ("score", "categorical_likelihood.MOST_STEPS", {}),
    "att": ("time_to_event", "categorical_likelihood.MOST_STEPS", {}),
    "matching_weights": ("yes_no", "categorical_likelihood.MOST_STEPS", {}),
    "aipw": ("yes_no", "categorical_likelihood.MOST_STEPS", {}),
    "standardization": ("yes_no", "categorical_likelihood.MOST_STEPS", {}),
    "firth": ("yes_no", "firth.MOST_STEPS", {}),
    "modified_poisson": ("yes_no", "generalized_linear.MOST_STEPS", {}),
    "cox": ("time_to_event", "cox_newton.MAX_ITERATIONS", {}),
    "cause_specific_cox": ("time_to_event", "cox_newton.MAX_ITERATIONS", {}),
    "landmark": ("time_to_event", "cox_newton.MAX_ITERATIONS", {"landmark_day": 30}),
    "time_varying": ("time_to_event", "cox_newton.MAX_ITERATIONS", {}),
    "fine_gray": ("time_to_event", "fine_gray.MAX_ITERATIONS", {}),
    "aft": ("time_to_event", "ascent.MAX_ITERATIONS", {}),
    "clone_censor_weight": ("time_to_event", "pooled_logistic.STEPS", STRATEGIES),
    "mmrm": ("score", "mmrm_search.MOST_STEPS", {}),
    "random_slope": ("score", "mmrm_search.MOST_STEPS", {}),
    "gee": ("score", "gee.MOST_STEPS", {}),
}  # fmt: skip


@pytest.fixture
def answered(frame_of):
    """`answered("cox", "time_to_event", …)`: the raw estimates of that analysis of 400 people."""

    def run(method: str, shape: str, **options) -> pd.DataFrame:
        draw = np.random.default_rng(31)
        clinic, age = draw.random(N) < 0.5, draw.normal(40, 10, N)
        people = [f"p{i:03d}" for i in range(N)]
        cohort = pd.DataFrame({"person_id": people, "arm": np.where(clinic, "clinic", "control"), "age": age})
        aftercare = None
        changes = QUESTIONS[shape]
        if shape == "yes_no":
            outcome = pd.DataFrame({"person_id": people, "value": draw.random(N) < 0.3 + 0.2 * clinic})
        elif shape == "score":
            own = draw.normal(0, 4, N)
            waves = {0: 0, 6: 183, 12: 365}
            outcome = pd.concat(
                pd.DataFrame(
                    {"person_id": people, "wave": wave, "due_day": due, "day": due,
                     "score": 30 + own - 0.01 * due * (1 + clinic) + draw.normal(0, 3 + wave / 6, N)}
                )
                for wave, due in waves.items()
            )  # fmt: skip
        else:
            use, contact = np.ceil(draw.exponential(90, N)), np.ceil(draw.exponential(15, N))
            outcome = pd.DataFrame({"person_id": people, "day": np.minimum(use, 180), "event": use <= 180})
            if method in ("landmark", "time_varying", "clone_censor_weight"):
                had = contact < outcome["day"]
                aftercare = pd.DataFrame(
                    {"person_id": people, "wave": None, "day": np.where(had, contact, 365), "kind": "primary_care",
                     "received": had}
                ).astype({"wave": "Int64", "day": "Int64", "received": "boolean"})  # fmt: skip
                changes = changes | {"exposure": LATE}
        analyses = [{"method": method, "role": "primary"} | options]
        changes = changes | {"design": "observational", "adjustment": ["age"], "analyses": analyses}
        return answer_question(frame_of(cohort, outcome, aftercare, **changes)).estimates

    return run


@pytest.mark.parametrize("method", FITS)
def test_a_fit_that_is_left_alone_settles(method, answered):
    shape, _, options = FITS[method]
    effects = answered(method, shape, **options)
    effects = effects[effects["reference"] != ""]
    assert len(effects) and effects["status"].isin(["ok", "withheld"]).all(), effects["reason"].tolist()


@pytest.mark.parametrize("method", FITS)
def test_a_fit_that_is_stopped_early_has_a_reason_and_no_number(method, answered, monkeypatch):
    shape, steps, options = FITS[method]
    monkeypatch.setattr(f"{SEARCH}{steps}", 1)
    effects = answered(method, shape, **options)
    assert len(effects) and not effects["status"].isin(["ok"]).any(), effects[["measure", "status"]]
    assert (effects["reason"] != "").all()


def test_a_logistic_model_that_is_stopped_early_has_a_reason_and_no_number(answered, monkeypatch):
    from statsmodels.discrete.discrete_model import Logit

    fit = Logit.fit
    monkeypatch.setattr(Logit, "fit", lambda self, **options: fit(self, **(options | {"maxiter": 1})))
    effects = answered("logistic", "yes_no")
    assert (effects["status"] == "not_estimable").all() and (effects["reason"] != "").all()
