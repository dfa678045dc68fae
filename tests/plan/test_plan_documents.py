"""The page of all keys and the editor's schema say what the models say."""

from __future__ import annotations

import json

import pytest
import yaml

from stepdown.plan import document, study


@pytest.mark.parametrize(
    ("name", "generate"), [("README.md", document.readme), ("study.schema.json", document.schema)]
)
def test_the_committed_document_is_what_the_models_generate(name, generate, project):
    committed = (project / "config" / name).read_text(encoding="utf-8")
    assert committed == generate(), "out of date: run `make docs`"


def test_writing_the_documents_gives_the_committed_bytes(tmp_path, project):
    for path in document.write_documents(tmp_path):
        assert path.read_bytes() == (project / "config" / path.name).read_bytes()


@pytest.mark.parametrize("name", ["help.yaml"])
def test_a_committed_plan_follows_the_schema(name, project):
    jsonschema = pytest.importorskip("jsonschema")
    plan = yaml.safe_load((project / "config" / name).read_text(encoding="utf-8"))
    jsonschema.validate(plan, json.loads(document.schema()))


def test_the_schema_refuses_a_misspelled_key(project):
    jsonschema = pytest.importorskip("jsonschema")
    plan = yaml.safe_load((project / "config" / "help.yaml").read_text(encoding="utf-8"))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plan | {"tittle": "x"}, json.loads(document.schema()))


def test_every_key_of_the_plan_has_a_meaning():
    page = document.readme()
    assert "|  |" not in page
    for name in study.StudyPlan.model_fields:
        assert f"| `{name}` |" in page
