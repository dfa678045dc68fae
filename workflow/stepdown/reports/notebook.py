"""Run a notebook and make it a page that needs no network."""

from __future__ import annotations

import os
from html import escape
from pathlib import Path

from stepdown.errors import Problem, StepdownError

STYLE = """
body{max-width:60em;margin:2em auto;padding:0 1em;font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff}
pre{background:#f4f4f4;padding:.6em .8em;overflow-x:auto;font:13px/1.45 ui-monospace,monospace;border-radius:4px}
img{max-width:100%;height:auto;background:#fff}
table{border-collapse:collapse;font-size:13px;display:block;overflow-x:auto}
th,td{padding:.2em .7em;text-align:right;border-bottom:1px solid #ddd}
.jp-InputPrompt,.jp-OutputPrompt,.prompt,.anchor-link{display:none}
@media (prefers-color-scheme:dark){body{background:#15171a;color:#e8e8e8}pre{background:#22262b}}
"""


class NotebookError(StepdownError):
    """A notebook did not run to its end."""

    exit_code = 6
    heading = "The notebook did not finish"


def notebook_page(path: str | Path, study: str, results: str | Path) -> str:
    """Execute a notebook on a study's release and return it as one HTML page.

    Parameters
    ----------
    path : the `.ipynb` file; it is not changed.
    study, results : handed over as the environment variables STEPDOWN_STUDY and STEPDOWN_RESULTS, which
        `stepdown.open_study` reads; by hand they are absent and the defaults hold.

    Raises
    ------
    NotebookError
        Naming the cell that failed.
    """
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from nbconvert import HTMLExporter

    notebook = nbformat.read(path, as_version=4)
    folder = Path(path).resolve().parent
    os.environ |= {
        "STEPDOWN_STUDY": study,
        "STEPDOWN_RESULTS": str(Path(results).resolve()),
        # A frozen-modules warning of the debugger would land in the log of every run.
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,
    )
    try:
        client.execute()
    except CellExecutionError as error:
        raise NotebookError(
            [
                Problem(
                    str(path),
                    f"A cell stopped with {error.ename}.",
                    "Open the notebook and run it cell by cell.",
                )
            ]
        ) from None
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    body, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    title = escape(f"{study}: {Path(path).stem.replace('_', ' ')}")
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body>\n{body.strip()}\n</body></html>\n"
    )
