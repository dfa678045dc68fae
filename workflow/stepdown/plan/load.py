"""Read a study plan from YAML, reporting every problem at once with its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError

from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.errors import PlanError, Problem, nearest
from stepdown.outcomes.words.days import UNANSWERABLE
from stepdown.plan.checks import check_plan
from stepdown.plan.study import StudyPlan

Model = TypeVar("Model", bound=BaseModel)
Lines = dict[tuple[str | int, ...], int]


def load_plan(path: str | Path) -> StudyPlan:
    """Read, check and return a study plan.

    Raises
    ------
    PlanError
        With all problems: YAML that does not parse, unknown or missing keys,
        values of the wrong kind, and names the source does not know.
    """
    path = Path(path)
    plan, lines = _read_model(path, StudyPlan)
    problems = []
    if plan.study != path.stem:
        problems.append(
            Problem(_where(path, ("study",), lines), f"The study is called '{plan.study}' but the file {path.name}.",
                    f"Rename one of them; the study's results go to results/{path.stem}/.")
        )  # fmt: skip
    vocabulary = vocabulary_of(plan.source)
    problems += [
        Problem(_where(path, place, lines), what, mend) for place, what, mend in check_plan(plan, vocabulary)
    ]
    if problems:
        raise PlanError(_unique(problems))
    return plan


def load_model(path: str | Path, model: type[Model]) -> Model:
    """Read any other YAML file that follows a model: a simulated world, for example.

    Raises
    ------
    PlanError
        With all problems, each with its line.
    """
    return _read_model(Path(path), model)[0]


def _read_model(path: Path, model: type[Model]) -> tuple[Model, Lines]:
    content, lines = _read_yaml(path)
    try:
        return model.model_validate(content), lines
    except ValidationError as error:
        raise PlanError(_unique(_explain(error, path, lines, content, model))) from None


def find_plan(name: str, folder: str | Path = "config") -> Path:
    """The file of a study, by its name.

    Raises
    ------
    PlanError
        Naming the studies there are.
    """
    path = Path(folder) / f"{name}.yaml"
    if not path.is_file():
        known = [found.stem for found in sorted(Path(folder).glob("*.yaml"))]
        mend = nearest(name, known) if known else f"There are no plans in {folder}/."
        raise PlanError([Problem(str(path), f"There is no study plan called '{name}'.", mend)])
    return path


def _read_yaml(path: Path) -> tuple[Any, Lines]:
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
    lines: Lines = {}
    doubled: list[Problem] = []
    _note_lines(root, (), lines, doubled, path)
    if doubled:
        raise PlanError(doubled)
    return content, lines


def _note_lines(node: yaml.Node, place: tuple, lines: Lines, doubled: list[Problem], path: Path) -> None:
    """Remember the line of every key and item; YAML itself would let the last of two equal keys win."""
    lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if key.value in seen:
                where = f"{path}, line {line}: {_dotted((*place, key.value))}"
                doubled.append(Problem(where, "The key is there twice.", "Keep one of them."))
            seen.add(key.value)
            lines[(*place, key.value)] = line
            _note_lines(value, (*place, key.value), lines, doubled, path)
    elif isinstance(node, yaml.SequenceNode):
        for i, item in enumerate(node.value):
            _note_lines(item, (*place, i), lines, doubled, path)


# What pydantic calls the kinds of values, and what people call them.
EXPECTED = {
    "int": "a whole number",
    "float": "a number",
    "string": "text",
    "bool": "true or false",
    "list": "a list",
    "model": "a block of keys",
    "dict": "a block of keys",
}
GIVEN = {
    "str": "text", "int": "a whole number", "float": "a number", "bool": "true or false", "list": "a list",
    "dict": "a block of keys", "NoneType": "empty",
}  # fmt: skip


def _explain(
    error: ValidationError, path: Path, lines: Lines, content: Any, root: type[BaseModel]
) -> Iterator[Problem]:
    errors = [found | {"place": _as_written(found["loc"], content)} for found in error.errors()]
    misspelled = {}
    for found in errors:
        if found["type"] == "extra_forbidden":
            misspelled.setdefault(found["place"][:-1], []).append(str(found["place"][-1]))
    for found in errors:
        place, kind = found["place"], found["type"]
        where = _where(path, place, lines)
        if kind == "extra_forbidden":
            model = _model_at(place[:-1], content, root)
            known = [*model.model_fields] if model else []
            yield Problem(
                where, f"The key '{place[-1]}' is not known.", nearest(str(place[-1]), known) if known else ""
            )
        elif kind == "missing":
            # A key that is there under a misspelled name is one mistake, not two.
            if not difflib.get_close_matches(str(place[-1]), misspelled.get(place[:-1], []), cutoff=0.6):
                mend = "Add it; config/README.md says what it means."
                yield Problem(where, f"The key '{place[-1]}' is missing.", mend)
        elif kind == "union_tag_invalid":
            known = [tag.strip(" '") for tag in found["ctx"]["expected_tags"].split(",")]
            tag, key = found["ctx"]["tag"], found["ctx"]["discriminator"].strip("'")
            here = _where(path, (*place, key), lines)
            why_not = UNANSWERABLE.get(str(tag))
            if why_not:
                yield Problem(here, f"{tag} {why_not}.", "Ask for an outcome that the records can give.")
            else:
                yield Problem(here, f"'{tag}' is not a known {key}.", nearest(str(tag), known))
        elif kind == "union_tag_not_found":
            key = found["ctx"]["discriminator"].strip("'")
            yield Problem(
                where, f"The key '{key}' is missing.", "It says which of the registered kinds is meant."
            )
        else:
            yield Problem(where, _wrong_value(found), "config/README.md says what is expected.")


def _wrong_value(found: dict[str, Any]) -> str:
    """Say what a value should be and what it is: 'It should be a whole number; it is text.'"""
    family, _, trouble = found["type"].partition("_")
    given = GIVEN.get(type(found["input"]).__name__, type(found["input"]).__name__)
    if family in EXPECTED and trouble in ("type", "parsing", "from_float"):
        return f"It should be {EXPECTED[family]}; it is {given}."
    return f"{found['msg'].removeprefix('Value error, ').replace('Input should', 'It should', 1)}."


def _as_written(place: tuple, content: Any) -> tuple:
    written, node = [], content
    for step in place:
        if (
            isinstance(node, dict)
            and step not in node
            and step in (node.get("method"), node.get("definition"), node.get("adapter"))
        ):
            continue
        written.append(step)
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            node = None
    return tuple(written)


def _model_at(place: tuple, content: Any, root: type[BaseModel]) -> type[BaseModel] | None:
    """The model that a place in the file should follow, for the list of keys it knows."""
    if root is not StudyPlan:
        return _model_below(root, place)
    from stepdown.answers.methods import analyses
    from stepdown.outcomes.definitions import definitions
    from stepdown.plan import study
    from stepdown.records.adapters import settings_models

    node = content
    for step in place:
        node = node[step]
    if not place:
        return study.StudyPlan
    if isinstance(node, dict) and place[-1] == "outcome":
        return definitions().get(node.get("definition"))
    if len(place) >= 2 and place[-2] == "analyses":
        return analyses().get(node.get("method"))
    if isinstance(node, dict) and place[-1] == "source":
        return settings_models().get(node.get("adapter"))
    named = {"gates": study.Gates, "disclosure": study.Disclosure, "spells": study.Spells,
             "exposure": study.Exposure, "figure": study.FigurePlan}  # fmt: skip
    listed = {"questions": study.Question, "populations": study.Population, "conditions": study.Condition,
              "intercurrent_events": study.IntercurrentEvent}  # fmt: skip
    return named.get(place[-1]) or (listed.get(place[-2]) if len(place) >= 2 else None)


def _model_below(model: type[BaseModel], place: tuple) -> type[BaseModel] | None:
    """Follow the annotations of a model; a step into a mapping or a list goes to what it holds."""
    node: Any = model
    for step in place:
        inside = get_args(node)
        node = node.model_fields[step].annotation if not inside else inside[-1]
    return node if isinstance(node, type) and issubclass(node, BaseModel) else None


def _where(path: Path, place: tuple, lines: Lines) -> str:
    known = place
    while known not in lines:
        known = known[:-1]
    return f"{path}, line {lines[known]}: {_dotted(place)}" if place else str(path)


def _dotted(place: tuple) -> str:
    """questions[2].outcome, counting from 1 as people do."""
    text = ""
    for step in place:
        text += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text


def _unique(problems) -> list[Problem]:
    return list(dict.fromkeys(problems))
