"""Read the library: every question, and the claims that no such records can test."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationError

from stepdown.errors import PlanError, Problem
from stepdown.plan.base import PlanModel
from stepdown.plan.spells import with_spells
from stepdown.plan.written import Written, dotted, read_written

if TYPE_CHECKING:
    from stepdown.plan.study import Population, Question

# The project's own library; a folder `questions` beside a plan adds to it, and wins where both have a name.
LIBRARY = Path(__file__).resolve().parents[4] / "config" / "questions"
UNTESTABLE = "untestable"


class Untestable(PlanModel):
    """A claim that records of care cannot test."""

    claim: str
    """What is claimed."""
    because: str
    """Why the records cannot tell."""
    would_need: str
    """What somebody would have to collect to find out."""


class UntestableClaims(PlanModel):
    """The file of claims that records of care cannot test."""

    claims: list[Untestable] = Field(min_length=1)
    """One after another."""


@dataclass(frozen=True)
class Entry:
    """One question of the library, as written."""

    id: str
    written: Written

    @property
    def content(self) -> dict[str, Any]:
        """A question as a plan would have it, but for its population."""
        return {key: value for key, value in self.written.content.items() if key != "population"}

    @property
    def population(self) -> Any:
        return self.written.content.get("population")

    def question(self, spells: dict[str, Any] | None = None) -> Question:
        """The question with a plan's gap rule, asked of its own population.

        Raises
        ------
        PlanError
            If the library's file is wrong.
        """
        from stepdown.plan.study import Question

        named = {"id": self.id, "use": self.id, "population": self.id} | self.content
        filled = with_spells({"spells": spells or {}, "questions": [named]})["questions"][0]
        return self._checked(Question, filled)

    @cached_property
    def people(self) -> Population:
        """Its population.

        Raises
        ------
        PlanError
            If the library's file is wrong.
        """
        from stepdown.plan.study import Population

        return self._checked(Population, self.population)

    def _checked(self, model, content: Any):
        try:
            return model.model_validate(content)
        except ValidationError as error:
            raise PlanError(
                Problem(f"{self.written.path}: {dotted(found['loc'])}", f"{found['msg']}.", "Mend the library's file.")
                for found in error.errors()
            ) from None  # fmt: skip


def library(beside: Path | None = None) -> dict[str, Entry]:
    """Every question by its id, which is its file's name, in the order of the names.

    Parameters
    ----------
    beside : folder of a plan, whose own folder `questions` counts too.
    """
    files = {path.stem: path for path in library_files(beside) if path.stem != UNTESTABLE}
    return {name: Entry(name, _read(files[name])) for name in sorted(files)}


def untestable(beside: Path | None = None) -> list[Untestable]:
    """Claims that records of care cannot test, with the reason."""
    read = (_read(path) for path in library_files(beside) if path.stem == UNTESTABLE)
    return [claim for written in read for claim in UntestableClaims.model_validate(written.content).claims]


def library_files(beside: Path | None = None) -> list[Path]:
    """Every file of the library, those of the plan's own folder last."""
    return [path for folder in _folders(beside) for path in sorted(folder.glob("*.yaml"))]


def _folders(beside: Path | None) -> list[Path]:
    own = [beside / "questions"] if beside is not None else []
    return list({folder.resolve(): folder for folder in (LIBRARY, *own)}.values())


def _read(path: Path) -> Written:
    written = read_written(path)
    if not isinstance(written.content, dict):
        raise PlanError([Problem(str(path), "It should be a block of keys.", "Look at its neighbours.")])
    return written
