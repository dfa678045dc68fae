"""Shared by all tests: where things are, the real study, and a small plan to break."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

from stepdown.answers.answer import answer_question
from stepdown.answers.findings.write import write_findings
from stepdown.answers.frame import baseline_scores, build_frame
from stepdown.cohort.clocks import zero_table
from stepdown.cohort.eligibility import build_cohort
from stepdown.disclosure.door import RawStudy, release
from stepdown.disclosure.protected import _let_through, read_protected
from stepdown.outcomes.ascertainment import ascertainment
from stepdown.outcomes.derive import derive_outcomes
from stepdown.plan.load import load_plan
from stepdown.plan.study import Disclosure
from stepdown.records.adapters import read_source, settings_models, vocabulary_of
from stepdown.records.adapters.base import Source
from stepdown.records.ingest import Ingested, ingest, ledger
from stepdown.records.quality import check_quality

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


@dataclass(frozen=True)
class Release:
    """The real study, passed through the door in memory and on disk."""

    folder: Path
    register: Path
    findings: dict
    raw: RawStudy

    def read(self, name: str):
        return read_protected(self.folder / name, self.register)


@pytest.fixture(scope="session")
def help_release(help_plan, help_source, help_tables, vocabulary, tmp_path_factory) -> Release:
    """Every answer of the real study, released and put into sentences; no figure is drawn."""
    records = {name: table.kept for name, table in help_tables.items()}
    scores = baseline_scores(records["assessments"])
    persons = records["persons"].merge(scores, left_on="person_id", right_index=True, how="left")
    cohort, population_flow = build_cohort(persons, help_plan.populations)
    outcomes = derive_outcomes(records, help_plan.outcome_tables())
    answers = {
        question.id: answer_question(
            build_frame(
                help_plan,
                question,
                vocabulary,
                cohort,
                outcomes[question.outcome_key],
                records["aftercare"],
                zero_table({}),
            )
        )
        for question in help_plan.questions
    }
    raw = RawStudy(
        estimates=pd.concat([answer.estimates for answer in answers.values()]),
        verdicts={name: answer.verdicts for name, answer in answers.items()},
        question_flow=[step for answer in answers.values() for step in answer.flow],
        population_flow=population_flow,
        curves={name: answer.curves for name, answer in answers.items()},
        cohort=cohort,
        follow_up=ascertainment(records["follow_up"], persons.set_index("person_id")[help_plan.follow_up_by]),
        ledger=ledger(help_source, help_tables),
        quality=check_quality(help_tables, vocabulary),
    )
    root = tmp_path_factory.mktemp("help")
    folder, register = root / "release", root / "restricted" / "register.json"
    release(raw, help_plan, vocabulary, folder, register)
    estimates = read_protected(folder / "estimates.csv", register)
    gates = read_protected(folder / "gates.json", register)
    return Release(folder, register, write_findings(estimates, gates, help_plan, vocabulary), raw)
