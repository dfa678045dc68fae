"""`stepdown init` on the command line."""

from __future__ import annotations

import pytest

from stepdown.cli import main


@pytest.fixture
def empty(tmp_path, monkeypatch):
    (tmp_path / "config").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_init_writes_a_plan_and_says_what_to_do_next(empty, project, capsys):
    assert main(["init", str(project / "data" / "help" / "HELPmiss.csv"), "--out", "config/mine.yaml"]) == 0
    said = capsys.readouterr().out
    assert 3 <= len(said.splitlines()) <= 5
    assert "stepdown check config/mine.yaml" in said
    assert "make run STUDY=mine" in said
    assert (empty / "config" / "mine.yaml").is_file()


def test_init_twice_is_refused(empty, project, capsys):
    arguments = ["init", str(project / "data" / "help" / "HELPmiss.csv")]
    assert main(arguments) == 0
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "already" in capsys.readouterr().err


def test_init_of_nothing_ends_with_the_code_of_a_source_that_cannot_be_used(empty, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["init", "nothing.csv"])
    assert ended.value.code == 3
    assert "Traceback" not in capsys.readouterr().err
