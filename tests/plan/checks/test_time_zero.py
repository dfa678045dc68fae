"""The immortal-time guard: nothing learned after time zero stands in what is known at it, and what may be done instead."""

from __future__ import annotations

import pytest
import yaml

from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.errors import PlanError
from stepdown.plan.checks import check_plan
from stepdown.plan.load import load_plan
from stepdown.plan.study import Question

ADJUST = "    adjustment: [age, sex]\n"
LATE = "{method: time_varying, role: sensitivity}"
PRIMARY = "{method: landmark, role: primary, landmark_day: 30, adjusted: true}"


def problems_of(path) -> list:
    with pytest.raises(PlanError) as refused:
        load_plan(path)
    return refused.value.problems


def offered_by(problem) -> list[str]:
    """The lines to paste."""
    return [line.strip().removeprefix("- ") for line in problem.what.splitlines() if "{method" in line]


# What is asked -> edits of the small plan, and the methods that are offered instead of Cox.
QUESTIONS = {
    "with an adjustment set": ([], ["clone_censor_weight", "landmark", "time_varying"]),
    "without one": (
        [(ADJUST, ""), (PRIMARY, "{method: landmark, role: primary, landmark_day: 3}")], ["landmark", "time_varying"],
    ),
    "with a horizon before the usual landmark": (
        [("horizon_days: 365", "horizon_days: 20"), ("landmark_day: 30", "landmark_day: 3")],
        ["clone_censor_weight", "landmark", "time_varying"],
    ),
    "of one week": (
        [("horizon_days: 365", "horizon_days: 7"), ("landmark_day: 30", "landmark_day: 3")],
        ["clone_censor_weight", "landmark", "time_varying"],
    ),
    "about a score": (
        [
            ("outcome: {definition: first_use}\n    horizon_days: 365",
             "outcome: {definition: symptom_score, instrument: ces_d}\n    horizon_days: 730"),
        ],
        ["landmark"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", QUESTIONS)
def test_every_alternative_is_accepted_when_pasted(case, write_plan):
    edits, methods = QUESTIONS[case]
    looks_ahead = "mmrm" if case == "about a score" else "cox"
    (problem,) = problems_of(write_plan(*edits, (LATE, f"{{method: {looks_ahead}, role: sensitivity}}")))
    assert "immortal time" in problem.what
    offered = offered_by(problem)
    assert [yaml.safe_load(text)["method"] for text in offered] == methods
    for text in offered:
        plan = load_plan(write_plan(*edits, (LATE, text)))
        assert plan.questions[2].analyses[1].role == "sensitivity"


def test_an_alternative_takes_the_role_of_what_it_stands_for(write_plan):
    (problem,) = problems_of(write_plan((PRIMARY, "{method: cox, role: primary, adjusted: true}")))
    for text in offered_by(problem):
        assert load_plan(write_plan((PRIMARY, text))).questions[2].analyses[0].role == "primary"


@pytest.fixture(scope="module")
def harbor(project):
    """Harbor's plan and words: its records have a later clock and exposures of every kind."""
    plan = load_plan(project / "config" / "harbor.yaml")
    return plan, vocabulary_of(plan.source)


@pytest.fixture(scope="module")
def complaints(harbor):
    """What is said of one question to Harbor's records."""
    plan, vocabulary = harbor

    def run(**changes) -> list[str]:
        content = {
            "id": "q", "question": "Is it so?", "design": "observational", "time_zero": "admission", "horizon_days": 90,
            "exposure": {"variable": "level_of_care", "reference": "outpatient"}, "summary": "risk",
            "outcome": {"definition": "first_use"}, "adjustment": ["age", "housing"], "figure": {"kind": "forest"},
            "analyses": [{"method": "overlap", "role": "primary"}],
        }  # fmt: skip
        asked = plan.model_copy(
            update={"questions": [Question.model_validate(content | changes)], "families": []}
        )
        return [f"{'.'.join(map(str, one[0]))} {' '.join(one[1:])}" for one in check_plan(asked, vocabulary)]

    return run


LATER = (
    "aftercare.telephone", "service.family", "service.hours_36", "step_down.outpatient", "wave_2.phq9", "treatment_exit",
)  # fmt: skip
CATEGORIES = tuple(name for name in LATER if not name.startswith("wave_"))


def test_the_question_itself_is_accepted(complaints):
    assert complaints() == []


@pytest.mark.parametrize("name", LATER)
def test_nothing_learned_later_is_adjusted_for(name, complaints):
    (found,) = complaints(adjustment=["age", name])
    assert found.startswith("questions.0.adjustment.1 ") and "learned after time zero" in found


@pytest.mark.parametrize("name", CATEGORIES)
def test_no_effect_is_told_apart_by_what_is_learned_later(name, complaints):
    analyses = [
        {"method": "overlap", "role": "primary"},
        {"method": "interaction", "role": "sensitivity", "by": name},
    ]
    (found,) = complaints(analyses=analyses)
    assert found.startswith("questions.0.analyses.1.by ") and "learned after time zero" in found


@pytest.mark.parametrize("name", CATEGORIES)
@pytest.mark.parametrize("method", ["overlap", "aipw", "iptw", "cox", "log_rank", "bounds"])
def test_no_baseline_contrast_is_by_what_is_learned_later(method, name, complaints):
    level = {"treatment_exit": "completed"}.get(name, "no")
    found = complaints(
        exposure={"variable": name, "reference": level}, analyses=[{"method": method, "role": "primary"}]
    )
    assert any(one.startswith("questions.0.analyses.0 ") and "immortal time" in one for one in found)


@pytest.mark.parametrize("name", LATER)
def test_no_population_is_chosen_by_what_is_learned_later(name, harbor):
    plan, vocabulary = harbor
    levels = list(vocabulary.variable(name).levels)[:1] or ["1"]
    everyone = plan.populations["everyone"].model_dump()
    everyone["conditions"] = [{"variable": name, "is_in": levels, "because": "it came so"}]
    chosen = type(plan.populations["everyone"]).model_validate(everyone)
    asked = plan.model_copy(update={"populations": plan.populations | {"everyone": chosen}})
    found = [one for one in check_plan(asked, vocabulary) if one[0][:2] == ("populations", "everyone")]
    assert any("learned after time zero" in one[1] for one in found)


@pytest.mark.parametrize("key", ["follow_up_by", "site"])
def test_people_are_not_grouped_from_day_0_by_what_is_learned_later(key, harbor):
    plan, vocabulary = harbor
    (found,) = check_plan(plan.model_copy(update={key: "treatment_exit"}), vocabulary)
    assert found[0] == (key,) and "learned after time zero" in found[1]


def test_strata_are_of_the_adjustment_set_and_so_known_at_time_zero(complaints):
    from stepdown.answers.methods import analyses

    stratified = [name for name, model in analyses().items() if "strata" in model.model_fields]
    for method in stratified:
        asked = [{"method": method, "role": "primary", "strata": ["treatment_exit"]}]
        assert any("cannot be a stratum" in one for one in complaints(analyses=asked))


def test_what_helps_to_impute_may_come_later_but_not_be_adjusted_for(complaints):
    asked = {
        "outcome": {"definition": "abstinent_throughout", "first_day": 60, "last_day": 89, "known_days": 21},
        "analyses": [
            {
                "method": "multiple_imputation",
                "role": "primary",
                "auxiliary": ["treatment_exit", "wave_2.phq9"],
            }
        ],
    }
    assert complaints(**asked) == []
    (found,) = complaints(**asked | {"adjustment": ["age", "treatment_exit"]})
    assert "learned after time zero" in found


def test_an_exposure_that_is_known_when_treatment_ends_offers_that_clock(complaints):
    asked = {
        "exposure": {"variable": "treatment_exit", "reference": "completed"},
        "analyses": [{"method": "cox", "role": "primary"}],
    }
    (found,) = complaints(**asked)
    pasted = yaml.safe_load(found.splitlines()[-1])
    assert pasted == {"clock": "end_of_treatment"}
    assert complaints(**asked, **pasted) == []


def test_an_outcome_without_a_fair_method_says_what_else_to_ask(complaints):
    asked = {
        "exposure": {"variable": "service.family", "reference": "no"},
        "outcome": {"definition": "abstinent_throughout", "first_day": 60, "last_day": 89, "known_days": 21},
    }
    (found,) = complaints(**asked)
    assert "ask for a time to the event or a score" in found and "{method" not in found


def test_a_landmark_needs_to_know_since_when(complaints):
    asked = {
        "exposure": {"variable": "treatment_exit", "reference": "completed"},
        "analyses": [{"method": "landmark", "role": "primary", "landmark_day": 30}],
    }
    (found,) = complaints(**asked)
    assert "has no day of its own" in found


@pytest.mark.parametrize(("days", "refused"), [(89, False), (90, True)])
def test_grace_ends_before_the_horizon(days, refused, complaints):
    asked = {
        "exposure": {"variable": "service.family", "reference": "no"},
        "analyses": [{"method": "clone_censor_weight", "role": "primary", "grace_days": days}],
    }
    assert any("last day of grace" in one for one in complaints(**asked)) == refused
