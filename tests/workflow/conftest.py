"""A small study run once, end to end, in a copy of the project; and the commands to run it again."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
import yaml

PEOPLE = 200
QUESTIONS = ("linkage_by_arm", "depression_by_arm", "linkage_and_first_use", "lost_to_follow_up")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.workflow)


@dataclass(frozen=True)
class Project:
    """A copy of the project in which a study can be run."""

    folder: Path

    def call(self, *arguments: str, cwd: str = ".", **variables: str) -> subprocess.CompletedProcess:
        """Run Python with these arguments in the copy."""
        environment = os.environ | {"PYTHONPATH": str(self.folder / "workflow")} | variables
        environment.pop("PYTHONWARNINGS", None)
        return subprocess.run(
            [sys.executable, *arguments], cwd=self.folder / cwd, env=environment, capture_output=True, text=True, check=False
        )  # fmt: skip

    def snakemake(self, *arguments: str, cores: int = 2, **config: str) -> subprocess.CompletedProcess:
        settings = {"study": "small"} | config
        pairs = [f"{key}={value}" for key, value in settings.items()]
        return self.call("-m", "snakemake", "--cores", str(cores), *arguments, "--config", *pairs)

    def release(self, results: str = "results") -> Path:
        return self.folder / results / "small" / "release"

    @property
    def plan(self) -> Path:
        return self.folder / "config" / "small.yaml"


def cut_data(source: Path, target: Path) -> None:
    """The first people of the HELP files, with new sums."""
    target.mkdir(parents=True)
    people = pd.read_csv(source / "HELPmiss.csv", dtype=str, keep_default_na=False)["id"].head(PEOPLE)
    for name, key in (("HELPmiss.csv", "id"), ("HELPrct.csv", "id"), ("HELPfull.csv", "ID")):
        table = pd.read_csv(source / name, dtype=str, keep_default_na=False)
        table[table[key].isin(people)].to_csv(target / name, index=False)
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(target.glob("*.csv"))
    ]
    (target / "SHA256SUMS").write_text("".join(sums))


@pytest.fixture(scope="session")
def small(tmp_path_factory, project) -> Project:
    """The project with a plan `small` and the cut of the data; nothing has been run."""
    folder = tmp_path_factory.mktemp("project")
    leave_out = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in ("workflow", "notebooks", "profiles"):
        shutil.copytree(project / name, folder / name, ignore=leave_out)
    for name in ("Snakefile", "requirements.lock"):
        shutil.copy(project / name, folder / name)
    cut_data(project / "data" / "help", folder / "data" / "small")
    plan = yaml.safe_load((project / "config" / "help.yaml").read_text(encoding="utf-8"))
    plan |= {"study": "small", "title": f"The first {PEOPLE} people of the HELP trial"}
    plan["source"]["path"] = "data/small"
    plan["questions"] = [question for question in plan["questions"] if question["id"] in QUESTIONS]
    (folder / "config").mkdir()
    copied = Project(folder)
    copied.plan.write_text(yaml.safe_dump(plan, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return copied


@pytest.fixture(scope="session")
def run(small) -> Project:
    """The small study, run from nothing."""
    finished = small.snakemake()
    assert finished.returncode == 0, finished.stderr[-4000:]
    return small
