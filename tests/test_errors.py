"""Refusals: every problem at once, no traceback, one exit code a kind."""

from __future__ import annotations

import pytest

from stepdown import errors
from stepdown.errors import PlanError, Problem, StepdownError, nearest, plain_exit

TWO = [
    Problem("plan.yaml, line 3", "The key is not known.", "Did you mean seed?"),
    Problem("people.csv", "It is empty."),
]


def test_a_refusal_lists_every_problem_with_its_number():
    said = str(PlanError(TWO))
    assert said.startswith("The study plan cannot be used: 2 problems\n")
    assert "1. plan.yaml, line 3\n   The key is not known.\n   Did you mean seed?" in said
    assert "2. people.csv\n   It is empty.\n" in said


def test_one_problem_is_one_problem():
    assert "1 problem\n" in str(PlanError(TWO[:1]))


def kinds() -> list[type[StepdownError]]:
    found, waiting = [], [StepdownError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return [kind for kind in found if kind.__module__ == errors.__name__]


def test_every_kind_has_its_own_exit_code_and_heading():
    assert (
        len({kind.exit_code for kind in kinds()}) == len(kinds()) == len({kind.heading for kind in kinds()})
    )
    assert all(kind.exit_code for kind in kinds())


@pytest.mark.parametrize("kind", kinds())
def test_a_refusal_ends_with_its_message_and_its_code(kind, capsys):
    with pytest.raises(SystemExit) as ended, plain_exit():
        raise kind(TWO)
    assert ended.value.code == kind.exit_code
    assert capsys.readouterr().err.startswith(kind.heading)


def test_a_job_writes_its_refusal_to_its_log(tmp_path, capsys):
    log = tmp_path / "job.log"
    with pytest.raises(SystemExit), plain_exit(log=str(log)):
        raise PlanError(TWO)
    assert log.read_text(encoding="utf-8") == str(PlanError(TWO))
    assert capsys.readouterr().err == ""


def test_a_fault_of_the_program_keeps_its_traceback():
    with pytest.raises(ZeroDivisionError), plain_exit():
        _ = 1 / 0


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("tittle", ["title", "seed"], "Did you mean title? Known: seed, title."),
        ("zzz", ["title", "seed"], "Known: seed, title."),
        ("seed", ["seed"], "Did you mean seed? Known: seed."),
    ],
)
def test_a_near_word_is_suggested_and_all_are_listed(word, known, said):
    assert nearest(word, known) == said
