"""Folders to make drafts of, and a way to follow a tutorial."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from stepdown.records.propose.draft import Proposal, propose


@pytest.fixture
def draft(tmp_path, monkeypatch):
    """`draft(path)` makes a draft in an empty project and returns it with its YAML."""
    (tmp_path / "config").mkdir()
    monkeypatch.chdir(tmp_path)

    def make(path: Path | str, out: str | None = None) -> tuple[Proposal, dict]:
        proposal = propose(path, out)
        return proposal, yaml.safe_load(proposal.out.read_text(encoding="utf-8"))

    return make


@pytest.fixture
def riverbend(project):
    """`riverbend(folder, "--without-births", …)` writes the export of the program that does not exist."""

    def write(folder: Path, *options: str) -> Path:
        script = project / "docs" / "examples" / "make_program_export.py"
        subprocess.run([sys.executable, str(script), str(folder), *options], check=True)
        return folder

    return write


def yaml_blocks(page: Path) -> list[dict]:
    """What a tutorial tells its reader to write into the plan, block by block."""
    found = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [yaml.safe_load(block) for block in found]


def follow(plan: dict, block: dict) -> None:
    """Do to the plan what a block of a tutorial says: `source` key by key, `tables` too, all else as a whole."""
    for key, value in block.items():
        if key in ("source", "tables"):
            follow(plan.setdefault(key, {}), value)
        else:
            plan[key] = value
