"""Every question that Harbor is asked has a truth, or a reason why it has none."""

from __future__ import annotations

import json

import pytest

from stepdown.answers.estimate import EFFECTS
from stepdown.cli import main
from stepdown.plan.load import load_plan
from stepdown.simulate.harbor.truth_questions import QUESTIONS, every_effect, question_truths
from stepdown.simulate.harbor.world import load_world


@pytest.fixture(scope="module")
def plan(project):
    return load_plan(project / "config" / "harbor.yaml")


@pytest.fixture(scope="module")
def effects():
    return every_effect(load_world(), 2000)


def test_every_question_of_the_plan_stands_in_the_table_and_no_other(plan):
    """Whoever asks Harbor another question says in truth_questions.py what is true of it."""
    assert sorted(QUESTIONS) == sorted(question.id for question in plan.questions)


def test_a_question_has_truths_or_a_reason_and_never_both():
    for name, asked in QUESTIONS.items():
        assert asked.estimand, name
        assert bool(asked.truths) != bool(asked.reason), name


def test_every_truth_is_an_effect_of_the_world_at_a_day_that_the_question_compares(plan, effects):
    for name, asked in QUESTIONS.items():
        question = plan.question(name)
        days = {
            question.horizon_days,
            *(day for one in question.analyses for day in getattr(one, "days", [])),
        }
        for truth in asked.truths:
            assert truth.effect in effects
            assert truth.measure in EFFECTS
            assert truth.days in days, name
            assert truth.level != question.exposure.reference


def test_the_primary_analysis_of_a_question_about_everybody_has_the_truth_of_everybody(plan):
    """Overlap weights answer for those in equipoise, AIPW for all: the table knows which.

    A regression counts people by how evenly they could be in either group, much as overlap weights do.
    """
    wanted = {
        "overlap": "/ato", "mmrm": "/ato", "aipw": "/ate", "clone_censor_weight": "/ate", "duration_strategies": "_vs_"
    }  # fmt: skip
    for name, asked in QUESTIONS.items():
        primary = next(one for one in plan.question(name).analyses if one.role == "primary")
        for truth in asked.truths:
            assert wanted[primary.method] in truth.effect, name


def test_an_interaction_is_the_difference_between_the_groups(effects):
    name = "intensive_outpatient_vs_outpatient/abstinent_month_6/ato"
    groups = [effects[f"{name}_{housing}_housing"]["truth"] for housing in ("unstable", "stable")]
    assert effects[f"{name}_by_housing"]["truth"] == pytest.approx(groups[0] - groups[1], abs=2e-6)


def test_the_file_of_truths_names_every_question(tmp_path, plan):
    assert main(["simulate", "--out", str(tmp_path), "--people", "100", "--truth-people", "1000"]) == 0
    found = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert list(found["questions"]) == list(QUESTIONS)
    assert found["questions"] == question_truths(found["effects"])
    one = found["questions"]["leaving_iop_or_op"]["truths"][0]
    assert (one["measure"], one["horizon_days"]) == ("risk_difference", 90)
    assert -1 < one["truth"] < 1
    assert found["questions"]["g14_early_attendance"]["truths"] is None
    assert "prognostic" in found["questions"]["g14_early_attendance"]["reason"]
