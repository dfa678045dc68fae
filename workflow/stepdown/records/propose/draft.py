"""`stepdown init`: look at files and write the first draft of a study plan."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from stepdown.errors import PlanError, Problem
from stepdown.files import write_text
from stepdown.records.propose import program, wide
from stepdown.records.propose.looking import Look, look_at, tables_in
from stepdown.records.propose.names import snake
from stepdown.records.propose.parts import Draft
from stepdown.records.propose.questions import question_lines
from stepdown.records.propose.text import comment, decide, scalar

MARK = "# DECIDE:"


@dataclass(frozen=True)
class Proposal:
    """A draft and where it was written."""

    out: Path
    text: str

    @property
    def n_decisions(self) -> int:
        return self.text.count(MARK)

    @property
    def next_steps(self) -> str:
        """What to do now, in a few lines."""
        study = self.out.stem
        return (
            f"A draft of a study plan is in {self.out}. It shows no value of any record.\n"
            f"  1. Edit it: {self.n_decisions} places are marked DECIDE, each with what to decide and why.\n"
            f"  2. stepdown check {self.out}   says what is still wrong, as often as you like.\n"
            f"  3. make run STUDY={study}   runs the study.\n"
            "docs/tutorial-wide.md and docs/tutorial-program.md show every step."
        )


def propose(path: str | Path, out: str | Path | None = None) -> Proposal:
    """Look at a file, or at a folder of tables, and write a plan to start from.

    Parameters
    ----------
    path : one file becomes a `wide` source, a folder with several tables a `program` source.
    out : the plan to write; `config/<name of the path>.yaml` by default. It must not exist.

    Raises
    ------
    PlanError
        If the plan exists, or its name cannot be a study's name.
    SourceError
        If a file cannot be read, with the problems of all files.
    """
    path = Path(path)
    out = Path(out) if out else Path("config") / f"{_study_name(path)}.yaml"
    _check_out(out)
    files = tables_in(path)
    if len(files) == 1:
        looks = look_at(files, wide.key_of, dates_pass=False)
        draft = wide.draft_wide(looks[0], _from_here(files[0].parent))
    else:
        looks = look_at(files, program.key_of, dates_pass=True)
        draft = program.draft_program(looks, _from_here(path))
    text = _plan_text(out.stem, looks, draft)
    yaml.safe_load(text)  # A draft that is not YAML would be our fault: better no file than that one.
    write_text(out, text)
    return Proposal(out, text)


def _study_name(path: Path) -> str:
    name = path.resolve().name
    return snake(name.split(".")[0] if path.is_file() else name)


def _check_out(out: Path) -> None:
    problems = []
    if out.exists():
        mend = "Choose another name with --out; nothing was changed."
        problems.append(Problem(str(out), "There is a plan of this name already.", mend))
    if out.suffix != ".yaml" or not re.fullmatch(r"[a-z][a-z0-9_]*", out.stem):
        mend = "Use small letters, digits and underscores: --out config/my_study.yaml"
        problems.append(Problem(str(out), "The plan's file name is the study's name.", mend))
    if problems:
        raise PlanError(problems)


def _from_here(folder: Path) -> str:
    """The folder as the plan names it: from the project's top folder, where that is above it."""
    relative = os.path.relpath(folder.resolve(), Path.cwd().resolve())
    return str(folder.resolve()) if relative.startswith("..") else Path(relative).as_posix()


def _plan_text(study: str, looks: list[Look], draft: Draft) -> str:
    lines = [
        "# yaml-language-server: $schema=study.schema.json",
        "#",
        *comment(
            "A first draft, made from the names and kinds of the columns. Every place where a person must decide is "
            "marked DECIDE; delete the mark when it is done. No value of a record is shown here: take values from the "
            "codebook, or, after a first run, from the mapping ledger in results/<study>/restricted/mapping/values.csv."
        ),
        "",
        f"study: {scalar(study)}",
        *decide("title, description and citation are printed on every report."),
        "title:",
        "description:",
        *decide("`real` or `simulated`; simulated studies are watermarked."),
        "data: real",
        "",
        "source:",
        *draft.lines,
        *question_lines(draft),
    ]
    for look in looks:
        if look.peek.n_broken:
            what = f"{look.peek.n_broken} rows of {look.path.name} cannot be read and will go to quarantine."
            lines += comment(what)
    return "\n".join(lines).rstrip() + "\n"
