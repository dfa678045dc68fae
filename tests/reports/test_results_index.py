"""The page of all studies: whole releases only, by name, whoever writes it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from stepdown.files import write_json
from stepdown.reports.results_index import write_results_index


def finish(results: Path, study: str, title: str = "A title", data: str = "real", whole: bool = True) -> None:
    """What a run leaves, as far as the page asks."""
    release = results / study / "release"
    headline = {"headline": {"text": f"What {study} found."}}
    write_json(
        release / "findings.json", {"study": study, "title": title, "data": data, "findings": [headline]}
    )
    if whole:
        write_json(release / "manifest.json", {})


@pytest.fixture
def results(tmp_path) -> Path:
    finish(tmp_path, "second", "Use & <retention>", "simulated")
    finish(tmp_path, "first")
    finish(tmp_path, "unfinished", whole=False)
    return tmp_path


def test_it_leads_to_every_finished_study_with_a_sentence_on_each(results):
    page = write_results_index(results).read_text()
    places = [page.index(f'href="{study}/release/reports/index.html"') for study in ("first", "second")]
    assert places == sorted(places)
    assert "What first found." in page and "What second found." in page
    assert "Use &amp; &lt;retention&gt;" in page
    assert page.count("(simulated data)") == 1
    assert "unfinished" not in page


def test_runs_that_end_together_leave_a_page_with_all_of_them(tmp_path):
    def run(study: str) -> None:
        finish(tmp_path, study)
        write_results_index(tmp_path)

    studies = [f"study_{i}" for i in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, studies))
    together = (tmp_path / "index.html").read_bytes()
    assert all(study.encode() in together for study in studies)
    write_results_index(tmp_path)
    assert (tmp_path / "index.html").read_bytes() == together


def test_nothing_run_yet_is_said(tmp_path):
    assert "None has finished yet." in write_results_index(tmp_path).read_text()
