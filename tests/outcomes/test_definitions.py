"""Each outcome definition as a table of cases: records in, rows out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stepdown.outcomes.definitions import NAMES, definitions

# observations of one person: (day, result) | (day, event), or nothing known
FIRST_USE = {
    "used on day 12 after free days": ([(11, "negative"), (12, "positive")], (12, True)),
    "used on the first day": ([(0, "positive")], (0, True)),
    "never used, seen until day 180": ([(90, "negative"), (180, "negative")], (180, False)),
    "the first of several": ([(40, "positive"), (12, "positive"), (90, "negative")], (12, True)),
    "a test not provided says nothing": ([(30, "negative"), (60, "not_provided")], (30, False)),
    "a mixed result says nothing": ([(30, "negative"), (60, "mixed")], (30, False)),
    "only tests not provided": ([(30, "not_provided")], None),
}


@pytest.mark.parametrize("case", FIRST_USE)
def test_first_use(case, derived, substance_use):
    seen, expected = FIRST_USE[case]
    rows = derived(
        "first_use", {}, substance_use=substance_use(*(("a", day, result) for day, result in seen))
    )
    assert rows == ([("a", *expected)] if expected else [])


# contacts of one person: (wave or None, day, kind, received) | (day, event), or nothing known
AFTERCARE_START = {
    "linked on day 57": ([(None, 57, "primary_care", True)], (57, True)),
    "linked on day 0": ([(None, 0, "primary_care", True)], (0, True)),
    "not linked, seen until day 365": ([(None, 365, "primary_care", False)], (365, False)),
    "the first of two contacts": (
        [(None, 90, "primary_care", True), (None, 30, "primary_care", True)],
        (30, True),
    ),
    "told at an interview: no day": ([(6, 190, "primary_care", True)], None),
    "another kind of aftercare": ([(None, 57, "mutual_help", True)], None),
}


@pytest.mark.parametrize("case", AFTERCARE_START)
def test_aftercare_start(case, derived, aftercare):
    seen, expected = AFTERCARE_START[case]
    rows = derived(
        "aftercare_start", {"kind": "primary_care"}, aftercare=aftercare(*(("a", *row) for row in seen))
    )
    assert rows == ([("a", *expected)] if expected else [])


# status at month 6 | lost
@pytest.mark.parametrize(
    ("status", "lost"),
    [("reached", False), ("not_reached", True), ("refused", True), ("died", True), ("incarcerated", True)],
)
def test_lost_to_follow_up(status, lost, derived, follow_up):
    records = follow_up(("a", 6, 183, status), ("a", 12, 365, "reached"))
    assert derived("lost_to_follow_up", {"wave": 6}, follow_up=records) == [("a", lost)]


def test_only_the_named_interview_counts(derived, follow_up):
    assert derived("lost_to_follow_up", {"wave": 12}, follow_up=follow_up(("a", 6, 183, "reached"))) == []


def test_symptom_score_takes_the_due_day_of_each_wave_and_one_instrument(derived, follow_up, rows):
    assessments = rows(
        "person_id wave day instrument total",
        ("a", 0, 0, "ces_d", 30.0),
        ("a", 6, 201, "ces_d", 21.0),
        ("a", 6, 201, "sf36_mcs", 44.0),
    )
    found = derived(
        "symptom_score",
        {"instrument": "ces_d"},
        assessments=assessments,
        follow_up=follow_up(("a", 6, 183, "reached"), ("b", 6, 183, "not_reached")),
    )
    assert found == [("a", 0, 0, 0, 30.0), ("a", 6, 183, 201, 21.0)]


def test_every_registered_definition_says_its_shape_and_how_to_speak_of_it(vocabulary):
    settings = {"aftercare_start": {"kind": "primary_care"}, "lost_to_follow_up": {"wave": 6},
                "symptom_score": {"instrument": "ces_d"}}  # fmt: skip
    for name in NAMES:
        model = definitions()[name]
        # A published endpoint has the shape of what it measures.
        assert name == "endpoint" or model.shape in (
            "time_to_event",
            "score",
            "interval",
            "yes_no",
            "number",
            "states",
        )
        if name in settings or not [
            f for f, field in model.model_fields.items() if field.is_required() and f != "definition"
        ]:
            outcome = model(definition=name, **settings.get(name, getattr(model, "example", {})))
            assert outcome.check(replace(vocabulary, dated=None)) is None
            assert outcome.words(vocabulary).noun
            assert outcome.key.startswith(name)


# ---- the real study


def test_the_real_outcomes_have_the_known_sizes(help_tables, help_plan):
    from stepdown.outcomes.derive import derive_outcomes

    records = {name: table.kept for name, table in help_tables.items()}
    tables = derive_outcomes(records, help_plan.outcome_tables())
    assert {key: len(table) for key, table in tables.items()} == {
        "aftercare_start_primary_care": 447,
        "first_use": 252,
        "lost_to_follow_up_6": 470,
        "symptom_clinical_change_ces_d_wave_24_recovered_alpha_sd_baseline": 470,
        "symptom_remission_ces_d_wave_24": 470,
        "symptom_response_ces_d_wave_24": 470,
        "symptom_score_sf36_mcs": (help_tables["assessments"].kept["instrument"] == "sf36_mcs").sum(),
        "symptom_score_ces_d": (help_tables["assessments"].kept["instrument"] == "ces_d").sum(),
    }
    assert tables["aftercare_start_primary_care"]["event"].sum() == 167
