"""A study's release, opened in one line."""

from __future__ import annotations

import pandas as pd
import pytest

import stepdown
from stepdown.errors import SourceError
from stepdown.files import write_csv, write_json, write_text


@pytest.fixture
def results(tmp_path, monkeypatch):
    """A results folder with one small release; the working folder is a notebook folder beside it."""
    release = tmp_path / "results" / "small" / "release"
    write_csv(
        release / "estimates.csv", pd.DataFrame({"level": ["no", "none", None], "estimate": [0.5, None, 2.0]})
    )
    write_json(release / "findings.json", {"findings": [{"asked": "Is it so?"}]})
    for name in ("flow", "data_quality", "manifest"):
        write_json(release / f"{name}.json", {"name": name})
    write_csv(release / "tables" / "baseline.csv", pd.DataFrame({"n": [20]}))
    write_csv(release / "figures" / "follow_up.csv", pd.DataFrame({"share": [0.5]}))
    write_text(release / "figures" / "follow_up.png", "picture")
    write_text(tmp_path / "Snakefile", "")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.delenv("STEPDOWN_STUDY", raising=False)
    monkeypatch.delenv("STEPDOWN_RESULTS", raising=False)
    return tmp_path / "results"


def test_a_study_is_found_from_a_notebook_beside_it(results):
    study = stepdown.open_study("small")
    assert study.name == "small"
    assert study.findings == [{"asked": "Is it so?"}]
    assert study.manifest == {"name": "manifest"}


def test_no_and_none_are_words_and_not_missing(results):
    table = stepdown.open_study("small").estimates
    assert table["level"].fillna("missing").tolist() == ["no", "none", "missing"]


def test_tables_and_figures_are_found_by_name(results):
    study = stepdown.open_study("small")
    assert list(study.tables) == ["baseline"]
    assert study.tables["baseline"]["n"].tolist() == [20]
    assert study.figures["follow_up"].name == "follow_up.png"
    assert study.figure_data["follow_up"]["share"].tolist() == [0.5]
    assert repr(study.tables) == "<1: baseline>"


def test_an_unknown_table_is_answered_with_the_known_ones(results):
    with pytest.raises(KeyError, match="Did you mean baseline"):
        stepdown.open_study("small").tables["base"]


def test_the_workflow_names_study_and_results_by_the_environment(results, monkeypatch, tmp_path):
    monkeypatch.chdir("/")
    monkeypatch.setenv("STEPDOWN_STUDY", "small")
    monkeypatch.setenv("STEPDOWN_RESULTS", str(results))
    assert stepdown.open_study().name == "small"


def test_a_study_that_was_not_run_says_how_to_run_it(results):
    with pytest.raises(SourceError) as caught:
        stepdown.open_study("harbor")
    assert "make run STUDY=harbor" in str(caught.value)
    assert "Already run: small." in str(caught.value)


def test_importing_the_package_loads_nothing_heavy():
    import subprocess
    import sys

    code = "import sys, stepdown; print([m for m in ('pandas', 'numpy', 'matplotlib', 'snakemake') if m in sys.modules])"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )
