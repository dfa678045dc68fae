"""A YAML file as it was written: its content, and the line of every key, so that a problem can say where it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from stepdown.errors import PlanError, Problem

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Written:
    """What a file holds and where.

    Parameters
    ----------
    content : as YAML gives it.
    lines : place (keys and positions from the top) -> line number.
    borrowed : place -> the file and line that it was taken from, where that is another file.
    """

    path: Path
    content: Any
    lines: dict[Place, int]
    borrowed: dict[Place, str] = field(default_factory=dict)

    def where(self, place: Place) -> str:
        """'config/help.yaml, line 12: questions[3].outcome', and the library's line beside it where it came from there."""
        if not place:
            return str(self.path)
        source = next((self.borrowed[known] for known in _upwards(place) if known in self.borrowed), None)
        line = next(self.lines[known] for known in _upwards(place) if known in self.lines)
        taken = f" (from {source})" if source and not self._written_here(place) else ""
        return f"{self.path}, line {line}: {dotted(place)}{taken}"

    def _written_here(self, place: Place) -> bool:
        """Does this file itself say something closer to the place than what was borrowed?"""
        own = next(len(known) for known in _upwards(place) if known in self.lines)
        return own > next(len(known) for known in _upwards(place) if known in self.borrowed)


def read_written(path: Path) -> Written:
    """Read a YAML file.

    Raises
    ------
    PlanError
        If it is not there, does not parse, is empty, or has a key twice.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise PlanError([Problem(str(path), "The plan does not exist.", "Check the path.")]) from None
    except UnicodeDecodeError:
        raise PlanError([Problem(str(path), "The plan is not UTF-8 text.", "Save it as UTF-8.")]) from None
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    # ValueError: a date that does not exist is refused while YAML builds the value.
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}, line {mark.line + 1}" if mark else str(path)
        what = getattr(error, "problem", None) or "it does not parse"
        mend = "Look at the indentation, colons and quotes around this line."
        raise PlanError([Problem(where, f"This is not valid YAML: {what}.", mend)]) from None
    if root is None:
        raise PlanError([Problem(str(path), "The plan is empty.", "Start from config/help.yaml.")])
    lines: dict[Place, int] = {}
    doubled: list[Problem] = []
    _note_lines(root, (), lines, doubled, path)
    if doubled:
        raise PlanError(doubled)
    return Written(path, content, lines)


def dotted(place: Place) -> str:
    """questions[2].outcome, counting from 1 as people do."""
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def _upwards(place: Place):
    """The place, then what holds it, up to the whole file."""
    return (place[:length] for length in range(len(place), -1, -1))


def _note_lines(
    node: yaml.Node, place: Place, lines: dict[Place, int], doubled: list[Problem], path: Path
) -> None:
    """Remember the line of every key and item; YAML itself would let the last of two equal keys win."""
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                where = f"{path}, line {line}: {dotted((*place, key.value))}"
                doubled.append(Problem(where, "The key is there twice.", "Keep one of them."))
            seen.add(key.value)
            lines[(*place, key.value)] = line
            _note_lines(value, (*place, key.value), lines, doubled, path)
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            _note_lines(item, (*place, i), lines, doubled, path)
