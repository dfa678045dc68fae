"""Generate config/README.md and the JSON schema for editors from the plan's models."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from stepdown.answers.methods import analyses
from stepdown.files import write_text
from stepdown.outcomes.definitions import definitions
from stepdown.plan import study
from stepdown.plan.expected.model import Case, PlanTests
from stepdown.records.adapters import settings_models

README = "README.md"
SCHEMA = "study.schema.json"

INTRODUCTION = """\
# Study plans

One YAML file a study. `make run STUDY=<name>` runs `config/<name>.yaml`; `stepdown check --study <name>` reports
every problem of the plan and its records at once, in seconds.

This page is generated from the plan's models by `make docs`; a test fails when it is out of date. Editors that read the
first line of a plan (`# yaml-language-server: $schema=study.schema.json`) complete and check the keys as you type.
"""

SECTIONS = (
    ("The study", study.StudyPlan),
    ("spells", study.Spells),
    ("populations", study.Population),
    ("populations: conditions", study.Condition),
    ("gates", study.Gates),
    ("disclosure", study.Disclosure),
    ("questions", study.Question),
    ("questions: exposure", study.Exposure),
    ("questions: intercurrent_events", study.IntercurrentEvent),
    ("questions: figure", study.FigurePlan),
    ("questions: claim", study.Claim),
    ("families", study.Family),
    ("tests of a plan: config/tests/*.yaml", PlanTests),
    ("tests of a plan: cases", Case),
)


def write_documents(folder: Path) -> list[Path]:
    """Write both documents and return their paths."""
    paths = [folder / README, folder / SCHEMA]
    for path, text in zip(paths, (readme(), schema()), strict=True):
        write_text(path, text)
    return paths


def schema() -> str:
    """The JSON schema of a study plan."""
    content = study.StudyPlan.model_json_schema()
    content["properties"]["questions"]["items"] = {"anyOf": [{"$ref": "#/$defs/Question"}, _used(content)]}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _used(content: dict[str, Any]) -> dict[str, Any]:
    """A question of the library with any of its keys beside it: none is required but `use`."""
    keys = content["$defs"]["Question"]["properties"]
    use = {"type": "string", "description": keys["use"]["description"]}
    return {
        "type": "object",
        "properties": keys | {"use": use},
        "required": ["use"],
        "additionalProperties": False,
    }


def readme() -> str:
    """The page of all keys, with the reason for each default."""
    lines = [INTRODUCTION]
    for title, model in SECTIONS:
        lines += [f"## {title}\n", f"{_first_paragraph(model)}\n", *_table(model), ""]
    lines.append("## source\n\nOne of these, by `adapter`:\n")
    for name, model in settings_models().items():
        lines += [f"### {name}\n", f"{_first_paragraph(model)}\n", *_table(model, skip=("adapter",)), ""]
    lines.append("## questions: outcome\n\nOne of these, by `definition`:\n")
    for name, model in definitions().items():
        lines += [f"### {name}\n", f"{_first_paragraph(model)}\n", *_table(model, skip=("definition",)), ""]
    lines.append("## questions: analyses\n\nOne or more of these, by `method`; each has a `role`:\n")
    for name, model in analyses().items():
        lines += [f"### {name}\n", f"{_first_paragraph(model)} For: {', '.join(model.shapes)}.\n",
                  *_table(model, skip=("method",)), ""]  # fmt: skip
    return "\n".join(lines).rstrip() + "\n"


def _first_paragraph(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").strip().split("\n\n")[0].split())


def _table(model: type[BaseModel], skip: tuple[str, ...] = ()) -> Iterator[str]:
    rows = [(name, field) for name, field in model.model_fields.items() if name not in skip]
    if not rows:
        return
    properties = model.model_json_schema().get("properties", {})
    yield "| key | kind | default | meaning |"
    yield "| --- | --- | --- | --- |"
    for name, field in rows:
        default = "required" if field.is_required() else _default(field)
        meaning = " ".join((field.description or "").split())
        yield f"| `{name}` | {_kind(properties[name])} | {default} | {meaning} |"


def _default(field) -> str:
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return "see below"
    return "none" if value in (None, [], "", {}) else f"`{json.dumps(value)}`"


def _kind(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " or ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    if "anyOf" in schema:
        return " or ".join(_kind(option) for option in schema["anyOf"] if option.get("type") != "null")
    if "$ref" in schema or "oneOf" in schema or "allOf" in schema:
        return "block of keys"
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    if schema.get("type") == "object":
        return "named blocks"
    return {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}[
        schema["type"]
    ]
