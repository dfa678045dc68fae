"""Questions about weeks of care, and about keeping to a level: what a plan is told."""

from __future__ import annotations

import pytest

from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.plan.checks import check_plan
from stepdown.plan.load import load_plan
from stepdown.plan.study import Question


@pytest.fixture(scope="module")
def harbor(project):
    return load_plan(project / "config" / "harbor.yaml")


@pytest.fixture
def told(harbor):
    """What is found about a question of Harbor with some of it changed."""

    def run(question_id, **changes):
        asked = harbor.question(question_id).model_dump(mode="json") | changes
        plan = harbor.model_copy(update={"questions": [Question.model_validate(asked)], "families": []})
        return [
            (where[2:], f"{what} {mend}")
            for where, what, mend in check_plan(plan, vocabulary_of(plan.source))
        ]

    return run


WEEKS, MARGIN = "g06_weeks_received", "abstinence_iop_or_inpatient"
DURATION = {"method": "duration_strategies", "role": "primary"}


def test_harbor_s_own_questions_are_right(told):
    assert told(WEEKS) == []
    assert told(MARGIN) == []


def test_weeks_as_they_turned_out_are_refused_with_the_way_to_ask(told):
    ((where, text),) = told(WEEKS, analyses=[{"method": "overlap", "role": "primary"}])
    assert where == ("analyses", 0)
    assert "{method: duration_strategies, role: primary, grace_days: 14}" in text


def test_a_method_of_starting_does_not_answer_weeks(told):
    outcome = {"definition": "first_use", "longest_gap_days": 21}
    found = told(
        WEEKS,
        outcome=outcome,
        analyses=[DURATION, {"method": "clone_censor_weight", "role": "sensitivity"}],
    )
    assert found == [
        (
            ("analyses", 1, "method"),
            "clone_censor_weight compares starting with not starting; stay.intensive_outpatient is a number of weeks. "
            "Use duration_strategies.",
        )
    ]


def test_weeks_count_from_admission(told):
    text = (
        "Weeks at a level count from admission, but the clock starts at end_of_treatment. Remove the clock."
    )
    assert (("clock",), text) in told(WEEKS, clock="end_of_treatment")


def test_a_method_of_weeks_needs_weeks(told):
    exposure = {"variable": "service.family", "reference": "no"}
    assert (
        ("analyses", 0, "method"),
        "duration_strategies compares weeks at a level. Let the exposure be stay.<level>.",
    ) in told(WEEKS, exposure=exposure)


def test_keeping_to_a_level_needs_one_and_a_margin_per_protocol_needs_its_analysis(told):
    margin = {"method": "non_inferiority", "role": "sensitivity", "margin": 0.1, "per_protocol": True}
    overlap = {"method": "overlap", "role": "primary"}
    ((where, text),) = told(MARGIN, analyses=[overlap, margin])
    assert where == ("analyses", 1, "per_protocol")
    assert "Add `{method: per_protocol, role: sensitivity}`." in text
    kept = {"method": "per_protocol", "role": "sensitivity"}
    ((where, text),) = told(MARGIN, exposure={"variable": "housing", "reference": "stable"}, adjustment=["asam_2"],
                            analyses=[overlap, kept])  # fmt: skip
    assert where == ("analyses", 1, "method")
    assert "Let the exposure be level_of_care." in text
