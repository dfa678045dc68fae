"""The library of questions: complete, usable by name, and honest about what a study cannot ask."""

from __future__ import annotations

import pytest
import yaml

from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.errors import PlanError
from stepdown.plan.library.command import questions_of
from stepdown.plan.library.document import questions_page
from stepdown.plan.library.entry import library, untestable
from stepdown.plan.library.standing import standings
from stepdown.plan.load import load_plan

ENTRIES = library()
# A question of the library as the small trial can ask it, by two keys of its own.
USE = """\
  - use: g03_iop_with_aftercare
    id: aftercare
    population: everyone
    clock: admission
    exposure: {variable: aftercare.primary_care, reference: "no"}
    adjustment: [age, sex]
"""


@pytest.fixture(scope="module")
def harbor(project):
    return load_plan(project / "config" / "harbor.yaml")


def problems_of(path):
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    return caught.value.problems


def test_every_claim_has_a_question():
    # G6 has two: the weeks that were planned, and those that were received.
    numbers = dict.fromkeys(entry.question().claim.number for entry in ENTRIES.values())
    assert list(numbers) == [f"G{i}" for i in range(1, 15)]


@pytest.mark.parametrize("name", ENTRIES)
def test_a_question_holds_everything_that_a_protocol_needs(name):
    question = ENTRIES[name].question()
    assert ENTRIES[name].people.description
    # Where people are is told of one group: nothing is compared or adjusted for.
    compared = ("exposure", "adjustment") if question.outcome.shape != "states" else ()
    for part in (
        "question", "time_zero", "outcome", "horizon_days", "summary", "intercurrent_events", "analyses", "figure", "claim",
        "assumptions", *compared,
    ):  # fmt: skip
        assert getattr(question, part), part
    assert question.claim.source and question.claim.refuted_by and question.claim.leaves_out
    assert sum(analysis.role == "primary" for analysis in question.analyses) == 1
    assert not question.exposure or question.exposure.variable not in question.adjustment


def test_a_question_of_equal_outcomes_has_its_margin_beforehand():
    methods = {one.method: one for one in ENTRIES["g02_iop_or_inpatient"].question().analyses}
    assert methods["non_inferiority"].margin == 0.10
    assert methods["non_inferiority"].grid == [0.05, 0.15, 0.20]


def test_what_stands_beside_use_wins_and_the_rest_is_the_librarys(write_plan):
    asked = load_plan(write_plan(("questions:\n", f"questions:\n{USE}"))).questions[0]
    theirs = ENTRIES["g03_iop_with_aftercare"].question()
    assert (asked.id, asked.use, asked.clock) == ("aftercare", "g03_iop_with_aftercare", "admission")
    assert asked.adjustment == ["age", "sex"]
    assert (asked.question, asked.horizon_days, asked.claim) == (
        theirs.question, theirs.horizon_days, theirs.claim,
    )  # fmt: skip
    assert asked.analyses == theirs.analyses


def test_the_librarys_population_comes_along_unless_the_plan_names_one(project, tmp_path):
    plan = yaml.safe_load((project / "config" / "harbor.yaml").read_text(encoding="utf-8"))
    del plan["families"]
    plan["questions"] = [
        {"use": "g08_family_sessions"},
        {"use": "g01_retention_iop", "population": "iop_or_op"},
    ]
    path = tmp_path / "harbor.yaml"
    path.write_text(yaml.safe_dump(plan), encoding="utf-8")
    read = load_plan(path)
    assert [question.population for question in read.questions] == ["g08_family_sessions", "iop_or_op"]
    assert read.populations["g08_family_sessions"] == ENTRIES["g08_family_sessions"].people
    assert "g01_retention_iop" not in read.populations
    # The study's gap rule reaches questions of the library too.
    assert {question.outcome.spell_gap_days for question in read.questions} == {plan["spells"]["gap_days"]}


def test_an_unknown_question_gives_the_nearest(write_plan):
    (problem,) = problems_of(write_plan(("questions:\n", "questions:\n  - use: g03_iop_with_aftercaer\n")))
    assert "trial.yaml, line 24: questions[1].use" in problem.where
    assert "Did you mean g03_iop_with_aftercare?" in problem.mend


def test_a_problem_of_a_borrowed_key_names_both_files_and_one_of_an_own_key_only_the_plan(write_plan):
    theirs = USE.replace("    adjustment: [age, sex]\n", "")
    borrowed = problems_of(write_plan(("questions:\n", f"questions:\n{theirs}")))
    line = ENTRIES["g03_iop_with_aftercare"].written.lines["adjustment",]
    missing = next(problem for problem in borrowed if "asam_2" in problem.what)
    assert "questions[1].adjustment[5] (from " in missing.where
    assert missing.where.endswith(f"g03_iop_with_aftercare.yaml, line {line})")
    assert "trial.yaml, line 24" in missing.where
    (own,) = problems_of(write_plan(("questions:\n", f"questions:\n{USE.replace('age, sex', 'age, sexx')}")))
    assert own.where.endswith("line 29: questions[1].adjustment[2]")


def test_a_problem_of_a_borrowed_population_names_its_line(write_plan):
    theirs = USE.replace("    population: everyone\n", "")
    found = problems_of(write_plan(("questions:\n", f"questions:\n{theirs}")))
    assert "populations.g03_iop_with_aftercare.conditions[1].variable (from " in found[0].where


def test_a_folder_beside_the_plan_adds_questions_of_its_own(write_plan):
    path = write_plan(("questions:\n", "questions:\n  - use: mine\n    population: everyone\n"))
    own = path.parent / "questions"
    own.mkdir()
    text = yaml.safe_load((path).read_text(encoding="utf-8"))["questions"][1]
    (own / "mine.yaml").write_text(
        yaml.safe_dump({key: value for key, value in text.items() if key != "id"}), encoding="utf-8"
    )
    assert load_plan(path).questions[0].id == "mine"


def test_a_broken_file_of_the_library_is_named(write_plan):
    path = write_plan()
    own = path.parent / "questions"
    own.mkdir()
    (own / "mine.yaml").write_text("question: Is it so?\n", encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        list(questions_of(path))
    assert all("mine.yaml" in problem.where for problem in caught.value.problems)


def test_a_study_says_what_it_cannot_ask_and_why(help_plan, vocabulary):
    found = {standing.id: standing for standing in standings(help_plan, vocabulary)}
    assert {standing.status for standing in found.values()} == {"cannot be asked"}
    assert (
        found["g04_recovery_of_both"].reasons[0] == "This study has no variables detox_need, level_of_care."
    )
    assert "'phq9' is not an instrument of this source." in found["g04_recovery_of_both"].reasons[1]
    assert any("nobody's treatment ends" in reason for reason in found["g03_iop_with_aftercare"].reasons)


def test_a_missing_level_and_a_missing_covariate_are_told_apart(harbor):
    vocabulary = vocabulary_of(harbor.source)
    lacking = {name: one for name, one in vocabulary.persons.items() if name not in ("asam_2", "payer")}
    levels = vocabulary.persons["level_of_care"].levels
    without = {name: words for name, words in levels.items() if name != "inpatient"}
    from dataclasses import replace

    lacking["level_of_care"] = replace(lacking["level_of_care"], levels=without)
    alone = harbor.model_copy(update={"questions": [q for q in harbor.questions if q.use is None]})
    found = {one.id: one for one in standings(alone, replace(vocabulary, persons=lacking))}
    assert found["g01_retention_iop"].status == "needs another adjustment set"
    assert found["g01_retention_iop"].reasons == ("This study has no variables asam_2, payer.",)
    assert "'inpatient' is not a level of level_of_care." in found["g02_iop_or_inpatient"].reasons
    assert found["g06_planned_weeks"].reasons == ("This study has no variable planned_weeks.",)


def test_the_command_lists_every_question_and_every_claim_that_cannot_be_tested(project, capsys, monkeypatch):
    from stepdown.cli import main

    monkeypatch.chdir(project)
    assert main(["questions", "--study", "harbor"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in ENTRIES)
    assert all(" ".join(one.claim.split()) in " ".join(said.split()) for one in untestable())
    assert main(["questions", "config/help.yaml"]) == 0
    assert "Cannot be asked" in capsys.readouterr().out


def test_the_committed_page_is_what_the_library_says(project):
    committed = (project / "docs" / "questions.md").read_text(encoding="utf-8")
    assert committed == questions_page(), "out of date: run `make docs`"
