"""Response, remission, reliable, clinical and important change as tables: two scores in, a yes or a no out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.outcomes.definitions import definitions

COLUMNS = ["person_id", "wave", "day", "instrument", "total"]
NONE = None


def derived(definition: str, rows: list[tuple], instrument: str = "phq9", **given_settings) -> dict:
    """Person -> (value or None, counted) from rows of (person, wave, day, total)."""
    lines = [("z", 0, 0, "another", 1.0), *((p, w, d, instrument, float(t)) for p, w, d, t in rows)]
    when = {} if "day" in given_settings else {"wave": 6}
    outcome = definitions()[definition](
        definition=definition, instrument=instrument, **(when | given_settings)
    )
    found = outcome.derive({"assessments": pd.DataFrame(lines, columns=COLUMNS)})
    values = [None if pd.isna(value) else bool(value) for value in found["value"]]
    return dict(zip(found["person_id"], zip(values, found["counted"].astype(bool), strict=True), strict=True))


def one(definition: str, before, after, **given_settings):
    rows = [("a", 0, 0, before), ("a", 6, 180, after)]
    return derived(definition, [row for row in rows if row[3] is not None], **given_settings)["a"]


# definition, settings, instrument: (baseline, follow-up) -> (value, part of the question)
CASES = {
    "phq9 response is half": ("symptom_response", {}, "phq9", (10, 5), (True, True)),
    "phq9 response is not less than half": ("symptom_response", {}, "phq9", (10, 6), (False, True)),
    "below 10 nobody can respond": ("symptom_response", {}, "phq9", (9, 0), (False, False)),
    "another minimum": ("symptom_response", {"baseline_at_least": 5}, "phq9", (9, 0), (True, True)),
    "another share": ("symptom_response", {"drop": 0.7}, "phq9", (20, 8), (False, True)),
    "no rule of its own: half": ("symptom_response", {}, "ces_d", (30, 15), (True, True)),
    "from 0 nobody can fall": ("symptom_response", {}, "ces_d", (0, 0), (False, False)),
    "a response not seen is unknown": ("symptom_response", {}, "phq9", (20, NONE), (NONE, True)),
    "without a baseline it is unknown": ("symptom_response", {}, "phq9", (NONE, 3), (NONE, True)),
    "too low to respond, and not seen": ("symptom_response", {}, "phq9", (3, NONE), (NONE, False)),
    "phq9 remission": ("symptom_remission", {}, "phq9", (20, 4), (True, True)),
    "5 is no remission": ("symptom_remission", {}, "phq9", (20, 5), (False, True)),
    "starting in it": ("symptom_remission", {}, "phq9", (4, 4), (True, False)),
    "the other rule": (
        "symptom_remission", {"meaning": "NHS Talking Therapies recovery"}, "phq9", (20, 9), (True, True),
    ),
    "the cut-off where there is no rule": ("symptom_remission", {}, "ces_d", (30, 15), (True, True)),
    "phq9, alpha .89: 5.1 points": ("symptom_reliable_change", {"by": "alpha"}, "phq9", (16, 10), (True, True)),
    "five points are noise": ("symptom_reliable_change", {"by": "alpha"}, "phq9", (15, 10), (False, True)),
    "phq9, retest .84: 6.1 points": ("symptom_reliable_change", {"by": "retest"}, "phq9", (16, 10), (False, True)),
    "worse is not better": ("symptom_reliable_change", {"by": "alpha"}, "phq9", (10, 20), (False, True)),
    "worse, when asked": (
        "symptom_reliable_change", {"by": "alpha", "direction": "worse"}, "phq9", (10, 20), (True, True),
    ),
    "higher is better": ("symptom_reliable_change", {"by": "alpha"}, "barc10", (30, 45), (True, True)),
    "higher is not worse": (
        "symptom_reliable_change", {"by": "alpha", "direction": "worse"}, "barc10", (30, 45), (False, True),
    ),
    "one's own SD and coefficient": (
        "symptom_reliable_change", {"by": "retest", "sd": 2, "reliability": 0.9}, "phq9", (12, 10), (True, True),
    ),
    "recovered": ("symptom_clinical_change", {"by": "alpha"}, "phq9", (16, 9), (True, True)),
    "crossed, within noise": ("symptom_clinical_change", {"by": "alpha"}, "phq9", (11, 9), (False, True)),
    "improved only": (
        "symptom_clinical_change", {"by": "alpha", "category": "improved"}, "phq9", (25, 15), (True, True),
    ),
    "who starts healthy cannot recover": ("symptom_clinical_change", {"by": "alpha"}, "phq9", (9, 1), (False, False)),
    "but can deteriorate": (
        "symptom_clinical_change", {"by": "alpha", "category": "deteriorated"}, "phq9", (9, 20), (True, True),
    ),
    "gad7 MCID 4": ("symptom_important_change", {}, "gad7", (12, 8), (True, True)),
    "3 are too few": ("symptom_important_change", {}, "gad7", (12, 9), (False, True)),
    "pcl5, low end": ("symptom_important_change", {}, "pcl5", (40, 30), (True, True)),
    "pcl5, high end": ("symptom_important_change", {"end": "high"}, "pcl5", (40, 30), (False, True)),
    "one's own points, higher better": ("symptom_important_change", {"points": 5}, "sf36_mcs", (40, 45), (True, True)),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_rule(case):
    definition, chosen, instrument, (before, after), expected = CASES[case]
    assert one(definition, before, after, instrument=instrument, **chosen) == expected


def test_the_four_categories_and_their_denominators():
    rows = []
    for person, before, after in [
        ("r", 16, 9),
        ("i", 25, 15),
        ("u", 16, 15),
        ("d", 12, 20),
        ("h", 9, 1),
        ("m", 20, NONE),
    ]:
        rows += [(person, 0, 0, before)] + ([(person, 6, 180, after)] if after is not None else [])
    table = pd.DataFrame([(p, w, d, "phq9", float(t)) for p, w, d, t in rows], columns=COLUMNS)
    outcome = definitions()["symptom_clinical_change"](
        definition="symptom_clinical_change", instrument="phq9", wave=6, by="alpha"
    )
    found = outcome.derive({"assessments": table}).set_index("person_id")
    assert found["category"].dropna().to_dict() == {
        "r": "recovered", "i": "improved", "u": "unchanged", "d": "deteriorated", "h": "improved",
    }  # fmt: skip
    assert not found.loc["h", "counted"] and found.loc["m", "counted"] and pd.isna(found.loc["m", "value"])


def test_the_score_nearest_to_the_day_counts_and_the_earlier_of_two():
    rows = [("a", 0, 0, 20.0), ("a", 3, 80, 4.0), ("a", 6, 100, 12.0), ("b", 0, 0, 20.0), ("b", 3, 59, 1.0)]
    assert derived("symptom_remission", rows, day=90, within=30)["a"] == (True, True)
    assert derived("symptom_remission", rows, day=91, within=30)["a"] == (False, True)
    # Day 59 is 31 days before day 90.
    assert derived("symptom_remission", rows, day=90, within=30)["b"] == (None, True)
    assert derived("symptom_remission", rows, day=90, within=31)["b"] == (True, True)


def test_a_baseline_comes_from_the_first_week():
    rows = [("a", 0, 7, 20.0), ("a", 6, 90, 3.0), ("b", 1, 8, 20.0), ("b", 6, 90, 3.0)]
    assert derived("symptom_remission", rows, day=90) == {"a": (True, True), "b": (None, True)}


SCORES = st.one_of(st.none(), st.integers(0, 27))
PEOPLE = st.lists(st.tuples(SCORES, SCORES, st.integers(0, 27)), min_size=1, max_size=12)
DEFINITIONS = {
    "symptom_response": {}, "symptom_remission": {}, "symptom_reliable_change": {"by": "retest"},
    "symptom_clinical_change": {"by": "retest"}, "symptom_important_change": {},
}  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(PEOPLE, st.sampled_from(sorted(DEFINITIONS)))
def test_unknown_is_never_a_no_and_a_later_record_changes_nothing(people, definition):
    rows, later = [], []
    for i, (before, after, afterwards) in enumerate(people):
        rows += [] if before is None else [(f"p{i}", 0, 0, float(before))]
        rows += [] if after is None else [(f"p{i}", 6, 90, float(after))]
        later.append((f"p{i}", 12, 365, float(afterwards)))
    chosen = DEFINITIONS[definition] | {"day": 90}
    found = derived(definition, rows, **chosen)
    for i, (before, after, _) in enumerate(people):
        value, _ = found.get(f"p{i}", (None, True))
        assert (value is None) == (before is None or after is None)
    again = derived(definition, rows + later, **chosen)
    assert {person: again[person] for person in found} == found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 27), st.integers(0, 27))
def test_the_stricter_reliability_never_finds_more_change(before, after):
    by = {kind: one("symptom_reliable_change", before, after, by=kind)[0] for kind in ("alpha", "retest")}
    assert by["retest"] <= by["alpha"]
    recovered = one("symptom_clinical_change", before, after, by="alpha")[0]
    assert recovered <= by["alpha"]


def test_a_baseline_sd_is_that_of_everybody():
    rows = [(f"p{i}", 0, 0, float(score)) for i, score in enumerate([4, 8, 12, 16])]
    outcome = definitions()["symptom_reliable_change"](
        definition="symptom_reliable_change", instrument="phq9", wave=6, by="alpha", sd="baseline"
    )
    noise = outcome.threshold(pd.Series([row[3] for row in rows]))
    assert noise.sd == pytest.approx(np.std([4, 8, 12, 16], ddof=1))
    assert "1.96" not in outcome.rule() and "0.92 standard deviations" in outcome.rule()


def test_both_reliabilities_and_what_is_not_verified_are_said():
    outcome = definitions()["symptom_reliable_change"](
        definition="symptom_reliable_change", instrument="phq9", wave=6, by="retest"
    )
    rule = outcome.rule()
    assert "6.1 points" in rule and "retest 0.84 (not verified)" in rule and "5.1 with alpha 0.89" in rule


@pytest.mark.parametrize(
    ("chosen", "part"),
    [
        ({}, "either `wave`"),
        ({"wave": 6, "day": 90}, "either `wave`"),
        ({"day": 30, "within": 25}, "inside the baseline window"),
    ],
)
def test_an_occasion_is_named_once_and_after_the_baseline(chosen, part):
    with pytest.raises(ValueError, match=part):
        definitions()["symptom_remission"](definition="symptom_remission", instrument="phq9", **chosen)


def test_a_trajectory_on_the_scale_of_days(rows):
    assessments = rows(
        "person_id wave day instrument total",
        ("a", 0, 0, "phq9", 20.0), ("a", 9, 80, "phq9", 9.0), ("a", 1, 95, "phq9", 8.0), ("a", 2, 181, "phq9", 5.0),
        ("b", 1, 140, "phq9", 7.0),
    )  # fmt: skip
    follow_up = rows("person_id wave due_day", ("a", 1, 90), ("a", 2, 180))
    outcome = definitions()["symptom_score"](definition="symptom_score", instrument="phq9", within=20)
    found = outcome.derive({"assessments": assessments, "follow_up": follow_up})
    assert found.to_numpy().tolist() == [
        ["a", 0, 0, 0, 20.0], ["a", 1, 90, 95, 8.0], ["a", 2, 180, 181, 5.0],
    ]  # fmt: skip
