"""What stands beside a question because people were lost: by shape, like its primary analysis, and only once."""

from __future__ import annotations

import pytest

from stepdown.answers.methods import METHODS_OF_LOSS
from stepdown.errors import PlanError
from stepdown.plan.follow_up_loss import spelled, with_follow_up_loss
from stepdown.plan.load import load_plan
from stepdown.records.adapters import vocabulary_of

ARM = {"variable": "arm", "reference": "control"}
HOUSING = {"variable": "housing", "reference": "housed"}
REMISSION = {"definition": "symptom_remission", "instrument": "ces_d", "wave": 24}


@pytest.fixture(scope="module")
def help_plan(project):
    return load_plan(project / "config/help.yaml")


@pytest.fixture
def beside(help_plan):
    """`beside(study=..., **changes)`: method -> options of what a changed question of HELP gets by itself."""

    def make(study: str | list[str] = "beside", **changes) -> dict[str, dict]:
        content = help_plan.question("first_use_by_arm").model_dump(mode="json") | {
            "analyses": [{"method": "rmst", "role": "primary"}], "figure": {"kind": "forest"}
        } | changes  # fmt: skip
        question = type(help_plan.questions[0]).model_validate(content)
        plan = help_plan.model_copy(update={"questions": [question], "follow_up_loss": spelled(study)})
        (done,) = with_follow_up_loss(plan, vocabulary_of(help_plan.source)).questions
        assert done.analyses[: len(question.analyses)] == question.analyses
        added = done.analyses[len(question.analyses) :]
        assert all(
            one.role == ("descriptive" if one.method == "ascertainment" else "sensitivity") for one in added
        )
        assert all(one.only_if_lost for one in added if one.method != "ascertainment")
        return {one.method: one.model_dump() for one in added}

    return make


def overlap(**more):
    return [{"method": "overlap", "role": "primary"} | more]


def test_a_time_to_an_event_gets_bounds_a_rule_and_weights_where_something_is_known_before(beside):
    assert list(beside()) == ["ascertainment", "bounds", "missing_rule"]
    found = beside(exposure=HOUSING, design="observational", adjustment=["age", "sex"], analyses=overlap())
    assert list(found) == ["ascertainment", "bounds", "missing_rule", "ipcw"]
    assert found["bounds"]["followed_in_part"] == "lost"
    assert found["missing_rule"]["rule"] == "missing_is_event"
    assert found["missing_rule"]["weights"] == found["ipcw"]["weights"] == "overlap"


def test_a_good_outcome_is_missing_the_other_way(beside):
    found = beside(outcome=REMISSION, horizon_days=730, analyses=[{"method": "shares", "role": "primary"}])
    assert list(found) == [name for name in METHODS_OF_LOSS if name != "reference_based"]
    assert found["missing_rule"]["rule"] == "missing_is_no_event"
    assert not found["missing_rule"]["adjusted"]


def test_scores_help_to_impute_and_to_tell_who_is_lost(beside):
    outcome = {"definition": "symptom_score", "instrument": "ces_d"}
    found = beside(outcome=outcome, horizon_days=730, analyses=[{"method": "mmrm", "role": "primary"}])
    assert set(found) == {"ascertainment", "multiple_imputation", "ipcw", "reference_based", "tipping_point"}
    every = ["baseline.ces_d", "wave_6.ces_d", "wave_12.ces_d", "wave_18.ces_d"]
    assert found["multiple_imputation"]["auxiliary"] == found["tipping_point"]["auxiliary"] == every
    assert found["ipcw"]["auxiliary"] == ["baseline.ces_d"]


def test_what_models_the_outcome_is_weighted_by_the_propensity_beside_the_weights_for_loss(beside):
    changes = {"exposure": HOUSING, "design": "observational", "adjustment": ["age"], "outcome": REMISSION,
               "horizon_days": 730}  # fmt: skip
    found = beside(**changes, analyses=[{"method": "aipw", "role": "primary"}])
    assert found["ipcw"]["weights"] == "iptw"
    assert found["multiple_imputation"]["weights"] is None
    assert found["multiple_imputation"]["adjusted"]


def test_what_is_written_is_not_repeated(beside):
    written = [
        {"method": "multiple_imputation", "role": "primary"},
        {"method": "missing_rule", "role": "sensitivity", "rule": "observed_only"},
        {"method": "bounds", "role": "sensitivity"},
    ]
    found = beside(outcome=REMISSION, horizon_days=730, analyses=written)
    # One rule leaves the other to be told.
    assert set(found) == {"ascertainment", "missing_rule", "tipping_point", "ipcw"}
    # Bounds that take people followed in part for like others are not those of everybody who was lost.
    assert "bounds" in beside(
        analyses=[{"method": "rmst", "role": "primary"}, {"method": "bounds", "role": "sensitivity"}]
    )


@pytest.mark.parametrize(
    ("study", "question", "methods"),
    [
        ("none", None, []),
        ("beside", "none", []),
        ("none", "beside", ["ascertainment", "bounds", "missing_rule"]),
        (["bounds"], None, ["bounds"]),
        ("beside", ["ascertainment", "tipping_point"], ["ascertainment"]),
    ],
)
def test_the_study_and_the_question_may_say_otherwise(beside, study, question, methods):
    assert list(beside(study, follow_up_loss=question)) == methods


def test_groups_that_form_later_and_questions_without_groups_get_nothing(help_plan):
    for name in ("linkage_and_first_use", "lost_to_follow_up"):
        assert not [one for one in help_plan.question(name).analyses if one.method in METHODS_OF_LOSS]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("[bound]", "follow_up_loss.1.\n.*It should be 'ascertainment', 'bounds'"),
        ("nothing", "It should be beside, none or a list of methods"),
    ],
)
def test_a_wrong_word_is_one_problem_with_its_line(project, tmp_path, written, words):
    text = (project / "config/help.yaml").read_text(encoding="utf-8")
    path = tmp_path / "help.yaml"
    path.write_text(
        text.replace("follow_up_by: arm", f"follow_up_loss: {written}\nfollow_up_by: arm"), encoding="utf-8"
    )
    with pytest.raises(PlanError, match=words) as refused:
        load_plan(path)
    assert len(refused.value.problems) == 1
    assert "line 27" in str(refused.value)


def test_weights_for_loss_compare_groups(project, tmp_path):
    text = (project / "config/help.yaml").read_text(encoding="utf-8")
    path = tmp_path / "help.yaml"
    last = "      - {method: logistic, role: primary}\n    figure: {kind: forest}\n"
    assert text.endswith(last)
    path.write_text(
        text.removesuffix(last) + "      - {method: ipcw, role: sensitivity}\n" + last, encoding="utf-8"
    )
    with pytest.raises(PlanError, match="ipcw compares groups, but the question has no exposure"):
        load_plan(path)
