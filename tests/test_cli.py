"""The command line: what it prints, and how it ends."""

from __future__ import annotations

import pytest

from stepdown.cli import main


@pytest.fixture
def in_project(project, monkeypatch):
    monkeypatch.chdir(project)


def test_check_says_that_the_study_can_be_used(in_project, capsys):
    assert main(["check", "--study", "help"]) == 0
    said = capsys.readouterr().out
    assert "can be used" in said
    assert "470 rows kept" in said


@pytest.mark.parametrize("command", ["check", "run"])
def test_an_unknown_study_ends_with_the_code_of_a_plan_that_cannot_be_used(command, in_project, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--study", "hepl"])
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert "Did you mean help?" in said.err
    assert said.out == ""


def test_findings_of_a_study_that_was_not_run_say_how_to_run_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("STEPDOWN_RESULTS", raising=False)
    with pytest.raises(SystemExit) as ended:
        main(["findings", "--study", "help"])
    assert ended.value.code == 3
    assert "make run STUDY=help" in capsys.readouterr().err


def test_findings_are_the_questions_and_their_headlines(help_release, tmp_path, monkeypatch, capsys):
    from stepdown.files import write_json

    folder = tmp_path / "results" / "help" / "release"
    folder.mkdir(parents=True)
    (folder / "estimates.csv").write_bytes((help_release.folder / "estimates.csv").read_bytes())
    write_json(folder / "findings.json", help_release.findings)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STEPDOWN_RESULTS", str(tmp_path / "results"))
    assert main(["findings"]) == 0
    said = capsys.readouterr().out
    for finding in help_release.findings["findings"]:
        assert finding["asked"] in said
        assert finding["headline"]["text"] in said
    assert "director.html" in said
    assert str(tmp_path) not in said


def test_docs_writes_both_documents(tmp_path, monkeypatch, capsys):
    (tmp_path / "config").mkdir()
    monkeypatch.chdir(tmp_path)
    assert main(["docs"]) == 0
    assert {path.name for path in (tmp_path / "config").iterdir()} == {"README.md", "study.schema.json"}
    assert {path.name for path in (tmp_path / "docs").iterdir()} == {
        "endpoints.md",
        "instruments.md",
        "questions.md",
        "retention.md",
    }


def test_a_command_is_asked_for(capsys):
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
    assert "usage: stepdown" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["run", "check", "findings", "docs"])
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert command in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        (("instrument", "PHQ-9"), "6.1 points"),
        (("relapse", "lee_2016"), "lee_2016"),
        (("instrument", "bam"), "bam_continuous"),
    ],
)
def test_explain_knows_endpoints_and_instruments(asked, part, capsys):
    assert main(["explain", *asked]) == 0
    assert part in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        (("instrumnt", "phq9"), "Did you mean instrument?"),
        (("instrument", "phq"), "Did you mean phq9?"),
        (("relaps", "lee_2016"), "Did you mean relapse?"),
    ],
)
def test_explain_suggests_the_nearest(asked, part, capsys):
    with pytest.raises(SystemExit):
        main(["explain", *asked])
    assert part in capsys.readouterr().err
