"""One gap rule for a study, and what a plan is told about retention that its source cannot tell."""

from __future__ import annotations

import pytest
import yaml

from stepdown.errors import PlanError
from stepdown.plan.load import load_plan
from stepdown.plan.study import StudyPlan


def plan_with(trial_text, spells, outcome) -> dict:
    content = yaml.safe_load(trial_text)
    content["questions"][0]["outcome"] = outcome
    return content | ({"spells": spells} if spells else {})


@pytest.mark.parametrize(
    ("spells", "outcome", "gap", "end"),
    [
        (None, {}, 30, None),
        ({"gap_days": 14}, {}, 14, None),
        ({"gap_days": 14, "records_end_day": 168}, {}, 14, 168),
        ({"gap_days": 14}, {"spell_gap_days": 60}, 60, None),
    ],
)
def test_outcomes_take_the_gap_rule_of_the_plan(spells, outcome, gap, end, trial_text):
    plan = StudyPlan.model_validate(plan_with(trial_text, spells, {"definition": "unplanned_exit"} | outcome))
    asked = plan.questions[0].outcome
    assert (asked.spell_gap_days, asked.records_end_day) == (gap, end)


def test_a_gap_rule_is_not_the_pause_of_a_medication(trial_text):
    plan = StudyPlan.model_validate(
        plan_with(trial_text, {"gap_days": 14}, {"definition": "left_medication"})
    )
    assert plan.questions[0].outcome.gap_days == 7


def test_a_source_without_episodes_is_told_so_and_nothing_is_made_up(write_plan):
    path = write_plan(
        (
            "{definition: first_use}\n    horizon_days: 180",
            "{definition: unplanned_exit}\n    horizon_days: 180",
        )
    )
    with pytest.raises(
        PlanError, match="This source has no episodes with days, and unplanned_exit rests on them"
    ):
        load_plan(path)


def test_a_wrong_gap_is_one_problem(write_plan):
    outcome = "{definition: %s}\n    horizon_days: 180"
    path = write_plan(
        ("follow_up_by: arm", "follow_up_by: arm\nspells: {gap_days: a month}"),
        (outcome % "first_use", outcome % "unplanned_exit"),
    )
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    assert [problem.where.rpartition(" ")[2] for problem in caught.value.problems] == ["spells.gap_days"]
