"""Landmark, time-varying rows and bounds: by hand, and against a world in which aftercare does nothing."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.methods import method
from stepdown.answers.methods.time_varying import switching_rows, while_exposure_is_known

LATE = {"variable": "aftercare.primary_care", "reference": "no"}

# ---- rows that switch: (day, event, contact day) -> (start, stop, event, exposure) rows
SWITCHING = {
    "no contact": ((100, True, None), [(0, 100, True, "no")]),
    "a contact, then the event": ((100, True, 40), [(0, 40, False, "no"), (40, 100, True, "yes")]),
    "a contact, then censored": ((180, False, 40), [(0, 40, False, "no"), (40, 180, False, "yes")]),
    "a contact the day before the event": ((41, True, 40), [(0, 40, False, "no"), (40, 41, True, "yes")]),
    "a contact on the day of the event counts as none": ((40, True, 40), [(0, 40, True, "no")]),
    "a contact after the event": ((30, True, 40), [(0, 30, True, "no")]),
    "a contact on day 0": ((100, True, 0), [(0, 0.5, False, "no"), (0.5, 100, True, "yes")]),
    "the event on day 0": ((0, True, None), [(0, 0.5, True, "no")]),
    "the event on day 0, a contact later": ((0, True, 12), [(0, 0.5, True, "no")]),
    "event and contact on day 0": ((0, True, 0), [(0, 0.5, True, "no")]),
}


@pytest.mark.parametrize("case", SWITCHING)
def test_a_persons_time_is_split_at_the_first_contact(case):
    (day, event, contact), expected = SWITCHING[case]
    people = pd.DataFrame(
        {"person_id": ["a"], "day": [float(day)], "event": [event], "contact_day": [contact]}
    )
    rows = switching_rows(people.astype({"contact_day": "float64", "event": "boolean"}))
    found = rows[["start", "stop", "event", "exposure"]].itertuples(index=False, name=None)
    assert sorted(found) == expected


def test_no_event_and_no_day_is_lost_in_the_split():
    rng = np.random.default_rng(6)
    people = pd.DataFrame(
        {"person_id": range(500), "day": rng.integers(0, 9, 500).astype(float), "event": rng.random(500) < 0.5,
         "contact_day": np.where(rng.random(500) < 0.5, rng.integers(0, 9, 500), np.nan)}
    ).astype({"event": "boolean"})  # fmt: skip
    rows = switching_rows(people)
    assert rows["event"].sum() == people["event"].sum()
    length = (rows["stop"] - rows["start"]).groupby(rows["person_id"]).sum()
    assert length.tolist() == people["day"].where(people["day"] > 0, 0.5).tolist()


# ---- the record of contacts ends before the person's follow-up: (day, event, contact, last day of the record)
RECORD_ENDS = {
    "no contact, and none can be known of at the event": ((100, True, None, 60), (60, False)),
    "the event on the last day of the record": ((60, True, None, 60), (60, True)),
    "the record outlasts the follow-up": ((60, True, None, 180), (60, True)),
    "a contact once had is had": ((100, True, 40, 60), (100, True)),
    "a record of day 0 alone": ((100, True, None, 0), (0, False)),
}


@pytest.mark.parametrize("case", RECORD_ENDS)
def test_nobody_counts_as_unexposed_after_the_record_of_contacts_ends(case):
    (day, event, contact, last), expected = RECORD_ENDS[case]
    people = pd.DataFrame(
        {
            "day": [float(day)],
            "event": [event],
            "contact_day": [contact],
            "contact_observed_to": [float(last)],
        }
    )
    (row,) = while_exposure_is_known(
        people.astype({"contact_day": "float64", "event": "boolean"})
    ).itertuples()
    assert (row.day, row.event) == expected


def test_events_after_the_record_of_contacts_ended_do_not_make_contact_look_good(frame_of, analysis_of):
    """Contact and event have nothing to do with each other; the record of those without a contact ends on day 60."""
    rng = np.random.default_rng(11)
    use, contact = np.ceil(rng.exponential(90, 3000)), np.ceil(rng.exponential(60, 3000))
    day, event = np.minimum(use, 180), use <= 180
    seen = (contact < day) & (contact <= 60)
    people = [
        (int(d), bool(e), int(c) if s else None) for d, e, c, s in zip(day, event, contact, seen, strict=True)
    ]
    frame = late_frame(frame_of, people, [{"method": "time_varying", "role": "primary"}], record_ends=60)
    found = ratio_of(method("time_varying").answer(analysis_of("time_varying"), frame))
    assert found.lower < 1 < found.upper
    assert found.n_events == sum(e and (s or d <= 60) for d, e, s in zip(day, event, seen, strict=True))


# ---- landmark


def late_frame(frame_of, people, analyses, record_ends=365, **changes):
    """A frame of (day, event, contact day or None) for each person."""
    ids = [f"p{i}" for i in range(len(people))]
    outcome = pd.DataFrame({"person_id": ids, "day": [p[0] for p in people], "event": [p[1] for p in people]})
    contact = [p[2] for p in people]
    aftercare = pd.DataFrame(
        {"person_id": ids, "wave": None, "day": [record_ends if c is None or c != c else c for c in contact],
         "kind": "primary_care", "received": [not (c is None or c != c) for c in contact]}
    ).astype({"wave": "Int64", "day": "Int64", "received": "boolean"})  # fmt: skip
    cohort = pd.DataFrame({"person_id": ids})
    return frame_of(cohort, outcome, aftercare, exposure=LATE, analyses=analyses, **changes)


LANDMARK = [{"method": "landmark", "role": "primary", "landmark_day": 30}]


def test_a_landmark_starts_after_it_and_knows_only_what_came_before(frame_of, analysis_of):
    people = [
        (30, True, None),  # the event on the landmark: gone
        (29, False, 10),  # gone before it
        *[(40 + i, True, 20) for i in range(15)],  # exposed by the landmark
        *[(40 + i, True, 31) for i in range(15)],  # the contact came after it: counts as no
        *[(45 + i, True, None) for i in range(15)],
    ]
    frame = late_frame(frame_of, people, LANDMARK)
    (ratio, *_) = method("landmark").answer(analysis_of("landmark", landmark_day=30), frame).rows
    assert (ratio.n, ratio.n_events, ratio.level_n, ratio.reference_n) == (45, 45, 15, 30)
    assert ratio.definition == "first_use after day 30"


def test_the_flow_of_a_landmark_question_names_those_who_left_before_it(frame_of):
    from stepdown.answers.answer import question_flow

    people = [(30, True, None), (29, False, 10), *[(40 + i, True, 20) for i in range(15)]]
    flow = question_flow(late_frame(frame_of, people, LANDMARK))
    assert [step["remaining"] for step in flow] == [17, 17, 17, 15]
    for before, step in pairwise(flow):
        assert step["remaining"] + step["left_out"] == before["remaining"]


# ---- a world in which aftercare does nothing


@pytest.fixture(scope="module")
def no_effect():
    """1500 people whose use does not depend on aftercare; a contact happens to those still well on its day."""
    rng = np.random.default_rng(20240501)
    use = np.ceil(rng.exponential(90, 1500))
    contact = np.ceil(rng.exponential(90, 1500))
    day, event = np.minimum(use, 180), use <= 180
    contact = np.where(contact < day, contact, np.nan)
    return [
        (int(d), bool(e), None if c != c else int(c)) for d, e, c in zip(day, event, contact, strict=True)
    ]


def ratio_of(found):
    return next(row for row in found.rows if row.measure == "hazard_ratio")


def test_the_naive_comparison_credits_people_for_waiting(no_effect, frame_of, analysis_of):
    analyses = [{"method": "time_varying", "role": "primary"}, {"method": "cox", "role": "naive"}]
    frame = late_frame(frame_of, no_effect, analyses)
    naive = ratio_of(method("cox").answer(analysis_of("cox", role="naive"), frame))
    assert naive.upper < 0.8


@pytest.mark.parametrize("name", ["time_varying", "landmark"])
@pytest.mark.parametrize("landmark", [14, 30, 60])
def test_a_fair_clock_finds_nothing_where_there_is_nothing(name, landmark, no_effect, frame_of, analysis_of):
    options = {"landmark_day": landmark} if name == "landmark" else {}
    frame = late_frame(frame_of, no_effect, [{"method": name, "role": "primary"} | options])
    fair = ratio_of(method(name).answer(analysis_of(name, **options), frame))
    assert fair.lower < 1 < fair.upper
    assert 0.8 < fair.estimate < 1.25


def test_cloning_finds_nothing_where_there_is_nothing(no_effect, frame_of, analysis_of):
    options = {"grace_days": 14, "days": [90], "replicates": 50}
    frame = late_frame(frame_of, no_effect, [{"method": "clone_censor_weight", "role": "primary"} | options])
    found = method("clone_censor_weight").answer(analysis_of("clone_censor_weight", **options), frame)
    differences = [row for row in found.rows if row.measure == "risk_difference"]
    assert [row.horizon_days for row in differences] == [90, 180]
    assert all(row.lower < 0 < row.upper for row in differences)
    risks = {(row.level, row.horizon_days): row.estimate for row in found.rows if row.measure == "risk"}
    assert risks["yes", 90] - risks["no", 90] == pytest.approx(differences[0].estimate)
    assert {verdict.gate for verdict in found.verdicts} == {
        "convergence",
        "events_per_parameter",
        "people_behind_strategies",
        "weight_tails",
    }
    assert all(verdict.definitions == (differences[0].definition,) for verdict in found.verdicts)


def test_too_few_people_behind_a_strategy_withhold_its_effect(no_effect, frame_of, analysis_of):
    from stepdown.answers.gates.apply import apply_gates
    from stepdown.answers.gates.people_behind_strategies import people_behind_strategies

    options = {"grace_days": 14, "replicates": 50}
    frame = late_frame(frame_of, no_effect, [{"method": "clone_censor_weight", "role": "primary"} | options])
    found = method("clone_censor_weight").answer(analysis_of("clone_censor_weight", **options), frame)
    failed = people_behind_strategies({"yes": 3.0, "no": 900.0}, 50, found.rows[0].definition)
    statuses = {row.measure: row.status for row in apply_gates(found.rows, [failed])}
    # The risks under each strategy too: they would give the difference away.
    assert set(statuses.values()) == {"withheld"} and {"risk", "risk_difference", "risk_ratio"} <= set(
        statuses
    )


def test_nobody_starting_is_said(frame_of, analysis_of):
    people = [(40 + i, True, None) for i in range(30)]
    frame = late_frame(frame_of, people, [{"method": "clone_censor_weight", "role": "primary"}])
    (row,) = method("clone_censor_weight").answer(analysis_of("clone_censor_weight"), frame).rows
    assert (row.status, row.reason) == ("not_estimable", "Nobody started within the grace period.")


# ---- bounds


def test_bounds_by_hand(frame_of, analysis_of):
    """Control: 10 people, 8 known, 4 events. Clinic: 10 people, 5 known, 1 event."""
    ids = [f"p{i:02d}" for i in range(20)]
    cohort = pd.DataFrame({"person_id": ids, "arm": ["control"] * 10 + ["clinic"] * 10})
    known = ids[:8] + ids[10:15]
    event = [True] * 4 + [False] * 4 + [True] + [False] * 4
    outcome = pd.DataFrame({"person_id": known, "day": [50 if e else 180 for e in event], "event": event})
    rows = method("bounds").answer(analysis_of("bounds"), frame_of(cohort, outcome)).rows
    risk = {(row.level, row.missing_rule): row.estimate for row in rows if row.measure == "risk"}
    assert risk == pytest.approx(
        {
            ("control", "missing = no event"): 0.4,
            ("control", "missing = event"): 0.6,
            ("clinic", "missing = no event"): 0.1,
            ("clinic", "missing = event"): 0.6,
        }
    )
    (difference,) = [row for row in rows if row.measure == "risk_difference"]
    assert (difference.lower, difference.upper) == pytest.approx((0.1 - 0.6, 0.6 - 0.4))
    assert np.isnan(difference.estimate)


def test_bounds_close_when_everybody_is_known(frame_of, analysis_of):
    ids = [f"p{i:02d}" for i in range(20)]
    cohort = pd.DataFrame({"person_id": ids, "arm": ["control", "clinic"] * 10})
    outcome = pd.DataFrame({"person_id": ids, "day": 90, "event": [True, False, False, False] * 5})
    rows = method("bounds").answer(analysis_of("bounds"), frame_of(cohort, outcome)).rows
    (difference,) = [row for row in rows if row.measure == "risk_difference"]
    assert difference.lower == pytest.approx(difference.upper) == pytest.approx(-0.5)


# ---- names


@pytest.mark.parametrize("options", [{}, {"adjusted": True}])
def test_an_adjusted_row_names_its_covariates(options, frame_of, analysis_of):
    rng = np.random.default_rng(8)
    ids = [f"p{i:02d}" for i in range(60)]
    cohort = pd.DataFrame({"person_id": ids, "arm": ["control", "clinic"] * 30, "age": rng.normal(40, 9, 60)})
    outcome = pd.DataFrame({"person_id": ids, "day": rng.integers(1, 180, 60), "event": True})
    frame = frame_of(cohort, outcome, adjustment=["age"])
    (ratio, *_) = method("cox").answer(analysis_of("cox", **options), frame).rows
    assert ratio.adjustment == ("age" if options else "none")
    assert ratio.lower < ratio.estimate < ratio.upper
