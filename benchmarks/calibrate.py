"""Run every calibration and write docs/calibration.md: `make calibrate`.

    python benchmarks/calibrate.py                    all of them, as long as that takes
    python benchmarks/calibrate.py weights harbor     some of them; the other tables of the page stay
    python benchmarks/calibrate.py --worlds 20        a trial: prints what is found and how long all worlds would take

Stopped at any moment, it goes on where it was, as long as the code is the same. It finds the same on any number of cores.

A calibration is a module `calibrate_<name>.py` beside this one with `one_world(number, n_people)` (see `worlds`). Its
docstring opens its part of the page, `WORLDS` and `PEOPLE` are its sizes, `NOTES` explains what misses, `EXPLAINED` are
patterns of the rows that the notes are about, and `truths(workers)` gives the truths that its rows name.
"""

from __future__ import annotations

import argparse
import json
import time
from fnmatch import fnmatchcase
from math import isnan
from pathlib import Path

import worlds as many

HERE = Path(__file__).parent
PAGE = HERE.parent / "docs" / "calibration.md"
TABLES = HERE / "calibration"
DASH = "–"
OPENING = """# Calibration

Does each estimator find what is there, and are its intervals as wide as they should be? Worlds are simulated whose truth is
known, every one with people of its own, and each estimator is asked. This page is written by `make calibrate`.

* **bias**: mean estimate minus truth.
* **error ratio**: mean standard error over the spread of the estimates; 1 is right.
* **coverage**: share of 95 % intervals that hold the truth.

Each is given with its Monte Carlo error (one standard error). A row marked * lies more than three of these from where it
should be (0, 1, 95 %); the notes say why. Of the {cells:,} numbers below that are not naive, about {chance:.0f} would be
marked by chance alone if everything were right. Naive rows are there to be wrong. {dash} stands where there is no such
number: a median has no standard error.
"""


def names() -> list[str]:
    """The calibrations there are."""
    return sorted(path.stem.removeprefix("calibrate_") for path in HERE.glob("calibrate_*.py"))


def run(name: str, n_worlds: int | None, workers) -> dict:
    """One calibration, as what the page needs of it."""
    module = many.module(name)
    n_worlds = n_worlds or module.WORLDS
    found = many.run(name, n_worlds, module.PEOPLE, workers)
    truths = module.truths(workers) if hasattr(module, "truths") else None
    return {"worlds": n_worlds, "people": module.PEOPLE, "rows": many.summarize(found, truths)}


def page(found: dict[str, dict]) -> str:
    """The page, from all tables there are."""
    counted = [row for result in found.values() for row in result["rows"] if not _naive(row)]
    cells = sum(not _absent(row[part]) for row in counted for part in ("bias", "error_ratio", "coverage"))
    parts = [OPENING.format(cells=cells, chance=0.0027 * cells, dash=DASH)]
    for name, result in sorted(found.items()):
        module = many.module(name)
        title, _, rest = (module.__doc__ or "").partition("\n\n")
        parts.append(
            f"## {title}\n\n{rest.strip()}\n\n{result['worlds']:,} worlds of {result['people']:,} people.\n"
        )
        parts.append(_table(result["rows"]))
        if notes := getattr(module, "NOTES", ""):
            parts.append(notes.strip() + "\n")
    return "\n".join(parts)


def _table(rows: list[dict]) -> str:
    heads, stated = ["", "truth", "bias", "error ratio", "coverage, %"], any("stated" in row for row in rows)
    heads += ["may be stated, %"] * stated
    lines = [f"| {' | '.join(heads)} |".replace("|  |", "| |"), f"| --- {'| ---: ' * (len(heads) - 1)}|"]
    for row in rows:
        cells = [
            f"{row['estimator']}{_mark(row)}",
            f"{row['truth'] if abs(row['truth']) > 1e-9 else 0:.4g}",
            _with_error(row, "bias", "+.4f" if abs(row["truth"]) < 1000 else "+.1f"),
            _with_error(row, "error_ratio", ".3f"),
            _with_error(row, "coverage", ".1f", 100),
        ]
        cells += [f"{100 * row['stated']:.0f}" if "stated" in row else DASH] * stated
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _with_error(row: dict, name: str, form: str, times: float = 1.0) -> str:
    # A single world has an estimate and no spread.
    if _absent(row[name]) or _absent(row[f"{name}_error"]):
        return DASH
    return f"{times * row[name]:{form}} ({times * row[f'{name}_error']:{form.lstrip('+')}})"


def _absent(value: float | None) -> bool:
    return value is None or isnan(value)


def _naive(row: dict) -> bool:
    return "naive" in row["estimator"]


def _mark(row: dict) -> str:
    """A star where something is off by more than chance."""
    return " \\*" if not _naive(row) and many.off(row) else ""


def unexplained(name: str, rows: list[dict]) -> list[str]:
    """Rows that are marked and that no note is about."""
    patterns = getattr(many.module(name), "EXPLAINED", ())
    marked = [row["estimator"] for row in rows if _mark(row)]
    return [row for row in marked if not any(fnmatchcase(row, pattern) for pattern in patterns)]


def _write(name: str, result: dict) -> None:
    text = json.dumps(result, indent=1, allow_nan=True)
    (TABLES / f"{name}.json").write_text(text.replace("NaN", "null") + "\n", encoding="utf-8")


def _try(name: str, n_worlds: int, workers) -> float:
    """Print what a few worlds find; the minutes that all of them would take."""
    begun = time.monotonic()
    result = run(name, n_worlds, workers)
    minutes = (time.monotonic() - begun) / 60 * many.module(name).WORLDS / n_worlds
    print(
        _table(result["rows"]), f"  {name}: all worlds would take about {minutes:.1f} minutes here", sep="\n"
    )
    return minutes


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(names())}")
    options.add_argument("--worlds", type=int, help="a trial of so many worlds; the page stays as it is")
    options.add_argument("--cores", type=int, help="processes; as many as there are cores by default")
    asked = options.parse_args()
    chosen = asked.names or names()
    if unknown := sorted(set(chosen) - set(names())):
        options.error(f"no such calibration: {', '.join(unknown)}; there are {', '.join(names())}")
    TABLES.mkdir(exist_ok=True)
    with many.pool(asked.cores) as workers:
        if asked.worlds:
            total = sum(_try(name, asked.worlds, workers) for name in chosen)
            print(f"All of these: about {total:.0f} minutes")
            return
        for name in chosen:
            print(f"Calibrating {name}", flush=True)
            result = run(name, None, workers)
            _write(name, result)
            for row in unexplained(name, result["rows"]):
                print(f"  {name}: marked and not explained: {row}", flush=True)
    found = {name: json.loads((TABLES / f"{name}.json").read_text(encoding="utf-8"))
             for name in names() if (TABLES / f"{name}.json").is_file()}  # fmt: skip
    PAGE.write_text(page(found), encoding="utf-8")
    for name in chosen:
        many.forget(name)
    print(PAGE.relative_to(HERE.parent))


if __name__ == "__main__":
    main()
