"""Read a study plan from YAML, reporting every problem at once with its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from stepdown.cohort.vocabulary import vocabulary_of
from stepdown.errors import PlanError, Problem, nearest
from stepdown.outcomes.words.days import UNANSWERABLE
from stepdown.plan.checks import check_plan
from stepdown.plan.follow_up_loss import with_follow_up_loss
from stepdown.plan.library.use import with_library
from stepdown.plan.study import StudyPlan
from stepdown.plan.written import Written, read_written

Model = TypeVar("Model", bound=BaseModel)


def load_plan(path: str | Path) -> StudyPlan:
    """Read, check and return a study plan, with what stands beside its questions because people were lost.

    Raises
    ------
    PlanError
        With all problems: YAML that does not parse, unknown or missing keys,
        values of the wrong kind, and names the source does not know.
    """
    path = Path(path)
    written = with_library(read_written(path))
    plan = _validated(written, StudyPlan)
    problems = []
    if plan.study != path.stem:
        problems.append(
            Problem(written.where(("study",)), f"The study is called '{plan.study}' but the file {path.name}.",
                    f"Rename one of them; the study's results go to results/{path.stem}/.")
        )  # fmt: skip
    vocabulary = vocabulary_of(plan.source)
    problems += [
        Problem(written.where(place), what, mend) for place, what, mend in check_plan(plan, vocabulary)
    ]
    if problems:
        raise PlanError(_unique(problems))
    return with_follow_up_loss(plan, vocabulary)


def load_model(path: str | Path, model: type[Model]) -> Model:
    """Read any other YAML file that follows a model: a simulated world, for example.

    Raises
    ------
    PlanError
        With all problems, each with its line.
    """
    return _validated(read_written(Path(path)), model)


def _validated(written: Written, model: type[Model]) -> Model:
    try:
        return model.model_validate(written.content)
    except ValidationError as error:
        raise PlanError(_unique(_explain(error, written, model))) from None


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


def _explain(error: ValidationError, written: Written, root: type[BaseModel]) -> Iterator[Problem]:
    content = written.content
    errors = [found | {"place": _as_written(found["loc"], content)} for found in error.errors()]
    misspelled = {}
    for found in errors:
        if found["type"] == "extra_forbidden":
            misspelled.setdefault(found["place"][:-1], []).append(str(found["place"][-1]))
    for found in errors:
        place, kind = found["place"], found["type"]
        where = written.where(place)
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
            here = written.where((*place, key))
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
             "exposure": study.Exposure, "figure": study.FigurePlan, "claim": study.Claim}  # fmt: skip
    listed = {"questions": study.Question, "populations": study.Population, "conditions": study.Condition,
              "intercurrent_events": study.IntercurrentEvent, "families": study.Family}  # fmt: skip
    return named.get(place[-1]) or (listed.get(place[-2]) if len(place) >= 2 else None)


def _model_below(model: type[BaseModel], place: tuple) -> type[BaseModel] | None:
    """Follow the annotations of a model; a step into a mapping or a list goes to what it holds."""
    node: Any = model
    for step in place:
        inside = get_args(node)
        node = node.model_fields[step].annotation if not inside else inside[-1]
    return node if isinstance(node, type) and issubclass(node, BaseModel) else None


def _unique(problems) -> list[Problem]:
    return list(dict.fromkeys(problems))
