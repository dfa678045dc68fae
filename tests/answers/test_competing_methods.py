"""Methods for competing risks: what they say, what they leave out, and what takes a model's claim away."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.answer import answer_question
from stepdown.answers.estimate import Estimate
from stepdown.answers.gates import Verdict
from stepdown.answers.gates.apply import apply_gates
from stepdown.answers.methods.base import drawn
from stepdown.estimators.aalen_johansen import aalen_johansen
from stepdown.estimators.cause_specific import cause_specific
from stepdown.estimators.fine_gray import fine_gray
from stepdown.estimators.gray import gray
from stepdown.estimators.kaplan_meier import kaplan_meier

N = 300
PEOPLE = [f"p{i:03d}" for i in range(N)]
METHODS = ["aalen_johansen", "gray", "cause_specific_cox", "fine_gray", "bounds"]
OPTIONS = {"aalen_johansen": {"days": [60, 120]}}


def tables(seed=1) -> tuple[pd.DataFrame, pd.DataFrame]:
    draw = np.random.default_rng(seed)
    cohort = pd.DataFrame({"person_id": PEOPLE, "arm": ["control", "clinic"] * (N // 2)})
    cause = draw.choice([0, 1, 2], N, p=[0.3, 0.45, 0.25])
    day = draw.integers(1, 260, N)
    return cohort, pd.DataFrame({"person_id": PEOPLE, "day": day, "event": cause == 1, "cause": cause})


@pytest.fixture
def answered(frame_of):
    """The answer of one method, and the frame's people who have an outcome."""

    def run(method: str, outcome=None, **options):
        cohort, derived = tables()
        derived = derived if outcome is None else outcome(derived)
        analysis = {"method": method, "role": "primary"} | OPTIONS.get(method, {}) | options
        frame = frame_of(cohort, derived, analyses=[analysis])
        return answer_question(frame), frame.people.dropna(subset="day")

    return run


def test_the_horizon_censors_every_cause(frame_of):
    cohort, outcome = tables()
    people = frame_of(cohort, outcome).people
    late = (outcome["day"] > 180).to_numpy()
    assert (people["cause"][late] == 0).all()
    assert people["cause"][~late].tolist() == outcome["cause"][~late].tolist()
    assert ((people["cause"] == 1) == people["event"]).all()


def test_cumulative_incidence_of_every_cause_by_level_and_day(answered):
    found, people = answered("aalen_johansen")
    rows = found.estimates.set_index(["level", "horizon_days", "definition"])
    assert len(rows) == 2 * 2 * 2
    group = people[people["arm"] == "clinic"]
    incidence, std_error, lower, upper = aalen_johansen(group["day"], group["cause"].astype(int)).at(120)
    for cause, definition in enumerate(["first_use", "first_use, competing events"]):
        row = rows.loc[("clinic", 120, definition)]
        assert (row["measure"], row["n"]) == ("cumulative_incidence", 150)
        assert row["n_events"] == ((group["cause"] == cause + 1) & (group["day"] <= 120)).sum()
        values = [row[name] for name in ("estimate", "std_error", "lower", "upper")]
        np.testing.assert_allclose(values, [x[cause] for x in (incidence, std_error, lower, upper)])
    # The door must know how many had neither: with both shares it could be worked out.
    competing = rows.loc[("clinic", 120, "first_use, competing events")]
    assert competing["reference_n"] == round(150 * (1 - incidence.sum()))


def test_its_curves_are_those_of_the_event_as_the_door_takes_them(answered):
    found, people = answered("aalen_johansen")
    curve = found.curves[found.curves["level"] == "clinic"]
    group = people[people["arm"] == "clinic"]
    fit = aalen_johansen(group["day"], group["cause"].astype(int))
    np.testing.assert_allclose(curve["survival"], 1 - fit.incidence[:, 0])
    assert (curve["lower"] <= curve["survival"]).all()
    assert (curve["n_events"] + curve["n_censored"]).sum() == len(group)
    assert curve["n_events"].sum() == (group["cause"] == 1).sum()


def test_gray_tests_every_cause(answered):
    found, people = answered("gray")
    for cause, row in enumerate(found.estimates.to_dict("records"), start=1):
        theirs = gray(people["day"], people["cause"].astype(int), people["arm"].astype(str), cause)
        assert (row["estimate"], row["p_value"]) == (theirs.chi_square, theirs.p_value)
        assert row["n_events"] == theirs.observed.sum()
        assert row["level_n"] == 150


def test_cause_specific_cox_has_both_causes(answered):
    found, people = answered("cause_specific_cox")
    treated = (people["arm"] == "clinic").to_numpy(float)
    fits = cause_specific(people["day"], people["cause"].astype(int), treated)
    rows = found.estimates[found.estimates["measure"] == "hazard_ratio"]
    np.testing.assert_allclose(np.log(rows["estimate"]), [fit.coefficients[0] for fit in fits.values()])
    assert rows["definition"].tolist() == ["first_use", "first_use, competing events"]


def test_fine_gray_is_about_the_event(answered):
    found, people = answered("fine_gray")
    (row,) = found.estimates.to_dict("records")
    fit = fine_gray(people["day"], people["cause"].astype(int), (people["arm"] == "clinic").to_numpy(float))
    assert (row["measure"], row["level"], row["reference"]) == (
        "subdistribution_hazard_ratio",
        "clinic",
        "control",
    )
    assert row["estimate"] == pytest.approx(np.exp(fit.coefficients[0]))
    assert row["std_error"] == pytest.approx(fit.std_error[0])
    assert (row["level_n"], row["reference_n"]) == (150, 150)


def test_bounds_are_cumulative_incidences_and_not_one_minus_kaplan_meier(answered):
    found, people = answered("bounds")
    group = people[people["arm"] == "clinic"]
    rows = found.estimates
    risk = rows[(rows["measure"] == "risk") & (rows["level"] == "clinic")]["estimate"].iloc[0]
    assert risk == pytest.approx(aalen_johansen(group["day"], group["cause"].astype(int)).at(180)[0][0])
    assert risk < 1 - kaplan_meier(group["day"], group["event"].astype(bool)).at(180)[0]


@pytest.mark.parametrize("method", METHODS)
def test_without_a_competing_event_there_is_one_cause(method, answered):
    found, people = answered(method, outcome=lambda table: table.drop(columns="cause"))
    assert set(found.estimates["definition"]) == {"first_use"}
    if method == "aalen_johansen":
        group = people[people["arm"] == "control"]
        theirs = 1 - kaplan_meier(group["day"], group["event"].astype(bool)).at([60, 120])[0]
        ours = found.estimates.loc[found.estimates["level"] == "control", "estimate"]
        np.testing.assert_allclose(ours, theirs)


THIN = {
    "nobody has a known outcome": lambda table: table.head(0),
    "one person has a known outcome": lambda table: table.head(1),
    "nobody has the event": lambda table: table.assign(event=False, cause=table["cause"].replace(1, 0)),
    "nothing competes after all": lambda table: table.assign(cause=table["cause"].replace(2, 0)),
    "only something else happens": lambda table: table.assign(event=False, cause=2),
}


@pytest.mark.parametrize("case", THIN)
@pytest.mark.parametrize("method", METHODS)
def test_thin_data_give_a_reason_and_never_stop_the_study(method, case, answered):
    rows = answered(method, outcome=THIN[case])[0].estimates
    broken = rows[(rows["status"] == "ok") & rows["estimate"].isna() & rows["lower"].isna()]
    assert broken.empty
    assert (rows.loc[rows["status"] == "not_estimable", "reason"] != "").all()


def test_a_failed_gate_takes_its_own_causes_ratio_only():
    def row(definition):
        return Estimate(
            "s", "q", "primary", "cause_specific_cox", "hazard_ratio", "o", definition, "everyone", 90
        )

    verdict = Verdict(
        "proportional_hazards", "failed", 0.01, 0.05, "it changes", definitions=("o, competing events",)
    )
    marked = apply_gates([row("o"), row("o, competing events")], [verdict])
    assert [one.status for one in marked] == ["ok", "withheld"]


def test_curves_are_drawn_from_one_analysis_and_the_naive_one_last(analysis_of, frame_of):
    naive = {"method": "kaplan_meier", "role": "naive", "days": [30]}
    fair = {"method": "aalen_johansen", "role": "descriptive", "days": [60]}
    both = [analysis_of(**naive), analysis_of(**fair)]
    assert drawn(both).method == "aalen_johansen"
    assert drawn(both[:1]).method == "kaplan_meier"
    assert drawn([analysis_of("rmst")]) is None
    cohort, outcome = tables()
    frame = frame_of(cohort, outcome, analyses=[naive, fair, {"method": "gray", "role": "primary"}])
    assert not answer_question(frame).curves.duplicated(["level", "day"]).any()
