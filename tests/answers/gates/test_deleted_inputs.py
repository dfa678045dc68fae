"""What a gate needs is deleted: nobody knows whether the claim holds, so it is withheld in every output."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.methods import method as module_of
from stepdown.answers.methods.base import Answer

LATE = {"variable": "aftercare.primary_care", "reference": "no"}
STRATEGIES = {"method": "clone_censor_weight", "grace_days": 14, "replicates": 50}


def days(n: int = 1500) -> pd.DataFrame:
    """Time to first use after one of two arms, hazards proportional; a contact in between for most."""
    draw = np.random.default_rng(20)
    clinic, age = draw.random(n) < 0.5, draw.normal(40, 10, n)
    use = np.ceil(draw.exponential(90 * np.exp(0.3 * clinic - 0.02 * (age - 40))))
    contact = np.ceil(draw.exponential(15, n))
    day = np.minimum(use, 180)
    return pd.DataFrame(
        {
            "person_id": [f"p{i:04d}" for i in range(n)],
            "arm": np.where(clinic, "clinic", "control"),
            "age": age,
            "sex": np.where(draw.random(n) < 0.5, "male", "female"),
            "day": day,
            "event": use <= 180,
            "contact": np.where(contact < day, contact, np.nan),
        }
    )


@pytest.fixture
def timed(frame_of):
    """`timed(people, "cox", …)`: the frame of a question about time to first use, by arm or by a later contact."""

    def make(people: pd.DataFrame, **primary):
        late = primary["method"] in ("landmark", "time_varying", "clone_censor_weight")
        had = people["contact"].notna()
        aftercare = pd.DataFrame(
            {"person_id": people["person_id"], "wave": None, "day": people["contact"].where(had, 365),
             "kind": "primary_care", "received": had}
        ).astype({"wave": "Int64", "day": "Int64", "received": "boolean"})  # fmt: skip
        analyses = [{"role": "primary"} | primary, {"method": "e_value", "role": "sensitivity"}]
        changes = {"design": "observational", "adjustment": ["age", "sex"], "analyses": analyses}
        changes |= {"exposure": LATE} if late else {}
        cohort = people[["person_id", "arm", "age", "sex"]]
        return frame_of(cohort, people[["person_id", "day", "event"]], aftercare if late else None, **changes)

    return make


YES_NO = (
    "overlap",
    "iptw",
    "att",
    "matching_weights",
    "aipw",
    "standardization",
    "logistic",
    "firth",
    "modified_poisson",
)
TIMED = ("cox", "cause_specific_cox", "aft", "fine_gray", "landmark", "time_varying", "clone_censor_weight")
OPTIONS = {"landmark": {"landmark_day": 30, "adjusted": True}, "clone_censor_weight": STRATEGIES}


def needed() -> list[tuple[str, str]]:
    from stepdown.answers.methods import analyses

    pairs = []
    for name in (*YES_NO, *TIMED):
        asked = analyses()[name](**({"method": name, "role": "primary"} | OPTIONS.get(name, {})))
        shape = "yes_no" if name in YES_NO else "time_to_event"
        pairs += [(name, gate) for gate in asked.needs(shape)]
    return pairs


def guarded_by(gate: str) -> tuple[str, ...]:
    from stepdown.answers.gates import gates

    return gates()[gate].MEASURES


@pytest.mark.parametrize(("name", "gate"), needed())
def test_a_verdict_that_is_lost_withholds_the_claim(
    name, gate, world, asked, timed, released, assert_withheld, monkeypatch
):
    """Whatever a method must pass, and does not say that it passed, takes its effects along."""
    module = module_of(name)
    answer = module.answer

    def without(analysis, frame) -> Answer:
        found = answer(analysis, frame)
        return Answer(
            found.rows, [one for one in found.verdicts if one.gate != gate], found.curves, found.diagnostics
        )

    monkeypatch.setattr(module, "answer", without)
    frame = (
        asked(world(n=800, steep=0.4), name)
        if name in YES_NO
        else timed(days(800), **({"method": name} | OPTIONS.get(name, {})))
    )
    found = released(frame)
    assert gate in found.failed()
    assert_withheld(found, gate, guarded_by(gate))
    reasons = found.read("estimates.csv").table["reason"].dropna()
    assert reasons.str.contains(f"{gate}: it could not be checked").any()


def no_value(*_, **__):
    raise ValueError("It cannot be worked out.")


# Gate -> the method, and where its input comes from -> what is there instead.
INPUTS = {
    "balance": ("iptw", "stepdown.estimators.balance.balance", no_value),
    "overlap": ("aipw", "stepdown.estimators.weights.within_bounds", lambda *_: np.array([], bool)),
    "effective_sample_size": (
        "iptw", "stepdown.estimators.weights.effective_sample_size", lambda w, level, n: np.full(n, np.nan),
    ),
    "weight_tails": ("iptw", "stepdown.estimators.weights.weight_tails", lambda w, level, n: np.full(n, np.nan)),
    "events_per_parameter": ("aipw", "stepdown.answers.methods.outcome_verdicts._fewer", lambda happened: None),
    "convergence": ("overlap", "stepdown.estimators.categorical_likelihood.CategoricalFit.converged", None),
    "proportional_hazards": ("cox", "stepdown.estimators.proportional_hazards.proportional_hazards_test", no_value),
}  # fmt: skip


@pytest.mark.parametrize("gate", INPUTS)
def test_an_input_that_is_lost_withholds_the_claim(
    gate, world, asked, timed, released, assert_withheld, monkeypatch
):
    name, where, instead = INPUTS[gate]
    monkeypatch.setattr(where, instead)
    options = {"own_slopes": False} if name == "aipw" else {}
    frame = (
        timed(days(800), method=name) if name == "cox" else asked(world(n=800, steep=0.4), name, **options)
    )
    found = released(frame)
    assert gate in found.failed()
    assert_withheld(found, gate, guarded_by(gate))


def test_a_fit_that_says_it_has_not_settled_has_no_number(world, asked, released, monkeypatch):
    monkeypatch.setattr("stepdown.estimators.categorical_likelihood.CategoricalFit.converged", False)
    found = released(asked(world(n=800, steep=0.4), "overlap"))
    told = found.read("estimates.csv").table
    own = told[told["method"] == "overlap"]
    assert (own["status"] == "not_estimable").all() and own["estimate"].isna().all()
    assert own["reason"].str.startswith("the fit had not settled").all()
    assert "convergence" in found.failed()
    assert found.finding["status"] == "cannot_say"


def test_nobodys_site_is_known(world, asked, released, assert_withheld):
    people = world(n=800, steep=0.4).assign(primary_substance=pd.NA)
    found = released(asked(people, "overlap"), site="primary_substance")
    assert found.failed() == {"site_identifiability"}
    assert_withheld(found, "site_identifiability")


def test_people_at_known_sites_may_be_compared(world, asked, released):
    assert released(asked(world(n=800, steep=0.4), "overlap"), site="primary_substance").failed() == set()


@pytest.mark.parametrize("gate", ["ascertainment", "ascertainment_difference"])
def test_nobody_counted_who_is_known(gate, world, asked, released, assert_withheld, monkeypatch):
    monkeypatch.setattr("stepdown.answers.frame.QuestionFrame.known_by_level", lambda *_: {})
    found = released(asked(world(n=800, steep=0.4), "overlap"))
    assert gate in found.failed()
    assert_withheld(found, "ascertainment")


def test_chains_that_left_no_trace(world, asked, released, assert_withheld, monkeypatch):
    monkeypatch.setattr(
        "stepdown.estimators.imputation.shrink_factor", lambda traces, visited: dict.fromkeys(visited, np.nan)
    )
    people = world(n=400)
    people = people.assign(
        value=people["value"].mask(np.arange(400) % 9 == 0), age=people["age"].mask(np.arange(400) % 7 == 0)
    )
    found = released(asked(people, "multiple_imputation", cycles=10, adjusted=True))
    assert found.failed() == {"imputation_convergence"}
    assert_withheld(found, "imputation_convergence")


# ---- arms spoiled on purpose, in time


def test_hazards_that_cross(timed, released, assert_withheld):
    people = days(1500)
    draw = np.random.default_rng(5)
    clinic = people["arm"] == "clinic"
    shape = np.where(clinic, 0.5, 2.5)
    use = np.ceil(90 * draw.weibull(shape))
    people = people.assign(day=np.minimum(use, 180), event=use <= 180)
    found = released(timed(people, method="cox"))
    assert found.failed() == {"proportional_hazards"}
    assert_withheld(found, "proportional_hazards", ("hazard_ratio",))


@pytest.mark.parametrize(
    ("gate", "threshold"),
    [("people_behind_strategies", 5000), ("weight_tails", 1.0), ("events_per_parameter", 5000)],
)
def test_strategies_that_too_few_stand_for(gate, threshold, timed, released, assert_withheld):
    found = released(timed(days(1500), **STRATEGIES), {gate: threshold})
    assert found.failed() == {gate}
    assert_withheld(found, gate)
    # The risks under each strategy are the difference.
    told = found.read("estimates.csv").table
    assert (told.loc[told["measure"] == "risk", "status"] == "withheld").all()


def test_strategies_that_enough_stand_for_may_be_compared(timed, released):
    found = released(timed(days(1500), **STRATEGIES))
    assert found.failed() == set()
    told = found.read("estimates.csv").table
    assert (told["status"] == "ok").all(), told[["measure", "status", "reason"]]


@pytest.mark.parametrize("name", ["cox", "landmark", "time_varying", "aft", "fine_gray"])
def test_few_events_in_time(name, timed, released, assert_withheld):
    people = days(1500)
    happened = people["event"] & (np.arange(len(people)) % 50 == 0)
    people = people.assign(event=happened, day=people["day"].where(happened, 180))
    found = released(timed(people, **({"method": name, "adjusted": True} | OPTIONS.get(name, {}))))
    assert "events_per_parameter" in found.failed()
    assert_withheld(found, "events_per_parameter")
