"""Put the library's questions where a plan says `use:`, before the plan is checked."""

from __future__ import annotations

from dataclasses import replace
from os.path import relpath
from typing import Any

from stepdown.errors import PlanError, Problem, nearest
from stepdown.plan.library.entry import Entry, library
from stepdown.plan.written import Place, Written


def with_library(written: Written) -> Written:
    """The plan with every `use:` filled in: what stands beside it wins, the rest is the library's.

    The question's population comes along under the question's name, unless the plan has one of that name or names another.

    Raises
    ------
    PlanError
        For a question that the library does not have, with the nearest that it has.
    """
    content = written.content
    asked = content.get("questions") if isinstance(content, dict) else None
    if not isinstance(asked, list) or not any(map(_uses, asked)):
        return written
    known = library(written.path.parent)
    unknown = [
        Problem(written.where(("questions", i, "use")), f"The library has no question '{question['use']}'.",
                nearest(str(question["use"]), known))
        for i, question in enumerate(asked) if _uses(question) and question["use"] not in known
    ]  # fmt: skip
    if unknown:
        raise PlanError(unknown)
    questions = list(asked)
    populations: Any = content.get("populations")
    populations = dict(populations) if isinstance(populations, dict) else {}
    lines, borrowed = dict(written.lines), {}
    for i, question in enumerate(asked):
        if not _uses(question):
            continue
        entry = known[question["use"]]
        questions[i] = {"id": entry.id, "population": entry.id} | entry.content | question
        borrowed |= _borrowed(entry, ("questions", i), set(question) | {"population"})
        if "population" not in question and entry.id not in populations:
            populations[entry.id] = entry.population
            place = ("populations", entry.id)
            lines[place] = written.lines["questions", i, "use"]
            borrowed |= _borrowed(entry, place, set(), below=("population",))
    merged = content | {"questions": questions, "populations": populations}
    return replace(written, content=merged, lines=lines, borrowed=borrowed)


def _uses(question: Any) -> bool:
    return isinstance(question, dict) and isinstance(question.get("use"), str)


def _borrowed(entry: Entry, to: Place, own: set[str], below: Place = ()) -> dict[Place, str]:
    """Place in the plan -> file and line in the library, for everything that the plan does not say itself."""
    file = relpath(entry.written.path)
    return {
        (*to, *place[len(below) :]): f"{file}, line {line}"
        for place, line in entry.written.lines.items()
        if place[: len(below)] == below and (below or (place and place[0] not in own))
    }
