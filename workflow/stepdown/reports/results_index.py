"""The page that leads to every study that was run: results/index.html."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import Any

from stepdown.files import read_json, write_text
from stepdown.reports.pages import TEMPLATES

LOCK = ".index.lock"


def write_results_index(results: str | Path) -> Path:
    """Write `index.html` in the results folder, from the finished releases that are in it now.

    Every run writes it again as its last step. Runs that end together take turns: whoever comes last
    sees them all, and the page depends on the releases alone.

    Parameters
    ----------
    results : the folder that holds one folder a study.
    """
    results = Path(results)
    page = results / "index.html"
    with open(results / LOCK, "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        write_text(page, results_page(finished_studies(results)))
    return page


def finished_studies(results: Path) -> list[dict[str, Any]]:
    """Folder, title, kind of data and findings of every study whose release is whole, by name."""
    # The manifest is written last: where there is none, the run has not finished.
    manifests = sorted(results.glob("*/release/manifest.json"))
    return [
        read_json(path.with_name("findings.json")) | {"folder": path.parents[1].name} for path in manifests
    ]


def results_page(studies: list[dict[str, Any]]) -> str:
    """The page: each study with its title, the answer to its first question, and its pages."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    css = (TEMPLATES / "page.css").read_text(encoding="utf-8")
    return environment.get_template("results.html.j2").render(studies=studies, css=css, watermark="")
