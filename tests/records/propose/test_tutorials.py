"""The tutorials, followed to the letter: their edits, what `check` prints after each, and their commands."""

from __future__ import annotations

import re
import shutil

import pytest
import yaml

from stepdown.cli import _parser
from stepdown.plan.check import check_plan_file
from stepdown.records.guard import IdentifierError
from stepdown.records.propose.draft import propose

from .conftest import follow, yaml_blocks

PAGES = ("tutorial-wide.md", "tutorial-program.md")


@pytest.fixture
def new_user(tmp_path, project, monkeypatch):
    """A project in which nothing has been done yet."""
    shutil.copytree(project / "data" / "help", tmp_path / "data" / "help")
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Reader:
    """Follows a page block by block, and compares what `check` says with what the page shows."""

    def __init__(self, page, proposal):
        self.text = page.read_text(encoding="utf-8")
        self.blocks = iter(yaml_blocks(page))
        self.path = proposal.out
        self.plan = yaml.safe_load(proposal.text)

    def edit(self, blocks: int) -> None:
        for _ in range(blocks):
            follow(self.plan, next(self.blocks))
        self.path.write_text(yaml.safe_dump(self.plan, sort_keys=False), encoding="utf-8")

    def check(self) -> dict[str, str]:
        counts = check_plan_file(self.path)
        for table, count in counts.items():
            assert f"  {table:<14} {count}" in self.text
        return counts


def test_the_wide_tutorial_ends_at_the_committed_example(new_user, project):
    proposal = propose("data/help/HELPmiss.csv", "config/linkage.yaml")
    reader = Reader(project / "docs" / "tutorial-wide.md", proposal)
    assert proposal.next_steps in reader.text
    reader.edit(4)
    assert reader.check()["persons"].startswith("469 rows kept, 1 quarantined")
    reader.edit(1)
    assert reader.check()["persons"].startswith("470 rows kept, 0 quarantined")
    assert next(reader.blocks, None) is None
    example = yaml.safe_load((project / "config" / "wide_example.yaml").read_text(encoding="utf-8"))
    theirs = {key: value for key, value in example.items() if key not in ("study", "seed")}
    assert {key: reader.plan[key] for key in theirs} == theirs


def test_the_program_tutorial_finds_all_three_mistakes(new_user, project, riverbend):
    data = new_user / "data" / "riverbend"
    riverbend(data)
    proposal = propose("data/riverbend")
    reader = Reader(project / "docs" / "tutorial-program.md", proposal)
    assert proposal.next_steps in reader.text
    reader.edit(4)
    with pytest.raises(IdentifierError) as refused:
        reader.check()
    assert str(len(refused.value.problems)) + " problems" in reader.text
    riverbend(data, "--without-births")
    assert ", 0 quarantined" not in reader.check()["episodes"]
    riverbend(data, "--without-births", "--one-date-format")
    counts = reader.check()
    assert ", 0 quarantined" in counts["episodes"]
    assert ", 0 quarantined" not in counts["substance_use"]
    reader.edit(1)
    assert all(", 0 quarantined" in count for count in reader.check().values())
    assert next(reader.blocks, None) is None


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_tutorial_exists(page, project):
    shell = "\n".join(
        re.findall(r"```sh\n(.*?)```", (project / "docs" / page).read_text(encoding="utf-8"), re.DOTALL)
    )
    lines = [line.split("#")[0].split() for line in shell.splitlines() if line.strip()]
    targets = set(re.findall(r"^([a-z]+):", (project / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for words in lines:
        if words[0] == "stepdown":
            _parser().parse_args(words[1:])
        elif words[0] == "make":
            assert words[1] in targets
        elif words[0] == "python":
            script = (project / words[1]).read_text(encoding="utf-8")
            assert all(option in script for option in words[2:] if option.startswith("--"))
    assert {"stepdown", "make"} <= {words[0] for words in lines}


@pytest.mark.parametrize("page", PAGES)
def test_the_readme_leads_to_the_tutorials(page, project):
    assert f"(docs/{page})" in (project / "README.md").read_text(encoding="utf-8")
