"""Shared by all tests: where things are, the real study, and a small plan to break."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from stepdown.disclosure.protected import _let_through
from stepdown.plan.load import load_plan
from stepdown.plan.study import Disclosure
from stepdown.records.adapters import read_source, settings_models, vocabulary_of
from stepdown.records.adapters.base import Source
from stepdown.records.ingest import Ingested, ingest

PROJECT = Path(__file__).resolve().parents[1]

# The same examples each time: a red test is red for everybody.
settings.register_profile("same_each_time", derandomize=True, deadline=None, max_examples=60)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("same_each_time")


@pytest.fixture(scope="session")
def project() -> Path:
    """The project's top folder."""
    return PROJECT


@pytest.fixture(scope="session")
def help_settings():
    """The `source` block of the real study."""
    return settings_models()["help"](adapter="help", path=str(PROJECT / "data" / "help"))


@pytest.fixture(scope="session")
def vocabulary(help_settings):
    return vocabulary_of(help_settings)


@pytest.fixture(scope="session")
def help_source(help_settings) -> Source:
    """The real HELP files, read once."""
    return read_source(help_settings)


@pytest.fixture(scope="session")
def help_tables(help_source, vocabulary) -> dict[str, Ingested]:
    return ingest(help_source, vocabulary)


@pytest.fixture(scope="session")
def help_plan():
    """The plan of the real study."""
    return load_plan(PROJECT / "config" / "help.yaml")


@pytest.fixture(scope="session")
def trial_text() -> str:
    """A small valid plan, as text."""
    return (PROJECT / "tests" / "data" / "trial.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def trial():
    """The same plan, read."""
    return load_plan(PROJECT / "tests" / "data" / "trial.yaml")


@pytest.fixture
def write_plan(tmp_path, trial_text):
    """`write_plan((old, new), …)` writes the small plan with these edits and returns its path."""

    def write(*edits: tuple[str, str], name: str = "trial.yaml") -> Path:
        text = trial_text
        for old, new in edits:
            assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the plan"
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def rules() -> Disclosure:
    """The default rules of the door: hide below 11, round to 5."""
    return Disclosure()


@pytest.fixture(scope="session")
def protect():
    """Make a result protected without the door, to test what draws and prints it."""
    return _let_through


@pytest.fixture(scope="session")
def rows():
    """`rows("person day event", ("a", 3, True), …)` is a table written as it is read."""

    def table(names: str, *lines: tuple) -> pd.DataFrame:
        return pd.DataFrame([list(line) for line in lines], columns=names.split())

    return table
