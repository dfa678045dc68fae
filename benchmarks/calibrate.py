"""Run every calibration and write docs/calibration.md: `make calibrate`.

    python benchmarks/calibrate.py                    all of them, as long as that takes
    python benchmarks/calibrate.py weights harbor     some of them; the other tables of the page stay

A calibration is a module `calibrate_<name>.py` beside this one with `calibrate(n_worlds, n_people)`: a table with one row an
estimator (estimator, truth, bias, bias_error, error_ratio, error_ratio_error, coverage, coverage_error). Its docstring opens
its part of the page, `WORLDS` and `PEOPLE` are its sizes (1,000 and 500 where absent) and `NOTES` explains what misses.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from pathlib import Path
from types import ModuleType

import pandas as pd

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "calibration.md"
TABLES = HERE / "calibration"
OPENING = """# Calibration

Does each estimator find what is there, and are its intervals as wide as they should be? Worlds are simulated whose truth is
known, every one with people of its own, and each estimator is asked. This page is written by `make calibrate`.

* **bias**: mean estimate minus truth.
* **error ratio**: mean standard error over the spread of the estimates; 1 is right.
* **coverage**: share of 95 % intervals that hold the truth.

Each is given with its Monte Carlo error (one standard error). A row marked * lies more than three of these from where it
should be (0, 1, 95 %); the notes say why. Naive rows are there to be wrong.
"""


def names() -> list[str]:
    """The calibrations there are."""
    return sorted(path.stem.removeprefix("calibrate_") for path in HERE.glob("calibrate_*.py"))


def run(name: str, worlds: int | None) -> dict:
    """One calibration, as what the page needs of it."""
    module = _module(name)
    n_worlds, n_people = worlds or getattr(module, "WORLDS", 1000), getattr(module, "PEOPLE", 500)
    table = module.calibrate(n_worlds, n_people)
    return {"worlds": n_worlds, "people": n_people, "rows": json.loads(table.to_json(orient="records"))}


def page(found: dict[str, dict]) -> str:
    """The page, from all tables there are."""
    parts = [OPENING]
    for name, result in sorted(found.items()):
        module = _module(name)
        title, _, rest = (module.__doc__ or "").partition("\n\n")
        said = "\n\n".join(part.strip() for part in rest.split("\n\n") if "python " not in part)
        parts.append(f"## {title}\n\n{said}\n\n{result['worlds']:,} worlds of {result['people']:,} people.\n")
        parts.append(_table(pd.DataFrame(result["rows"])))
        if notes := getattr(module, "NOTES", ""):
            parts.append(notes.strip() + "\n")
    return "\n".join(parts)


def _table(rows: pd.DataFrame) -> str:
    lines = ["| | truth | bias | error ratio | coverage, % |", "| --- | ---: | ---: | ---: | ---: |"]
    for row in rows.to_dict("records"):
        cells = [
            f"{row['estimator']}{_mark(row)}",
            f"{row['truth']:.4g}",
            f"{row['bias']:+.4f} ({row['bias_error']:.4f})",
            f"{row['error_ratio']:.3f} ({row['error_ratio_error']:.3f})",
            f"{100 * row['coverage']:.1f} ({100 * row['coverage_error']:.1f})",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _mark(row: dict) -> str:
    """A star where something is off by more than chance."""
    if "naive" in row["estimator"]:
        return ""
    off = (
        abs(row["bias"]) > 3 * row["bias_error"],
        abs(row["error_ratio"] - 1) > 3 * row["error_ratio_error"],
        abs(row["coverage"] - 0.95) > 3 * row["coverage_error"],
    )
    return " \\*" if any(off) else ""


def _module(name: str) -> ModuleType:
    sys.path.insert(0, str(HERE))
    try:
        return importlib.import_module(f"calibrate_{name}")
    finally:
        sys.path.pop(0)


def main() -> None:
    # Worlds are small: threads inside them cost more than they give.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(names())}")
    options.add_argument(
        "--worlds", type=int, help="how many worlds, instead of each calibration's own number"
    )
    asked = options.parse_args()
    unknown = sorted(set(asked.names) - set(names()))
    if unknown:
        options.error(f"no such calibration: {', '.join(unknown)}; there are {', '.join(names())}")
    TABLES.mkdir(exist_ok=True)
    for name in asked.names or names():
        print(f"Calibrating {name}", flush=True)
        (TABLES / f"{name}.json").write_text(
            json.dumps(run(name, asked.worlds), indent=1) + "\n", encoding="utf-8"
        )
    found = {
        path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(TABLES.glob("*.json"))
    }
    PAGE.write_text(page(found), encoding="utf-8")
    print(PAGE.relative_to(HERE.parent))


if __name__ == "__main__":
    main()
