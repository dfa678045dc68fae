"""How long do the estimators take beside R and the Python peers? Whole processes, the same file, the same n.

    python benchmarks/estimators.py                 # 5 million rows for stepdown, 1 million beside the peers
    python benchmarks/estimators.py --full          # R at 5 million rows too: 15 GB of memory and about half an hour

Every fit runs in a process of its own, tools in turn, so that the load of the machine falls on all alike. What was
measured is kept in a file, so that a run that was stopped goes on; the page docs/benchmarks.md is written from it.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from estimators_data import write_admissions, write_visits
from estimators_page import write_page

HERE = Path(__file__).resolve().parent
ADMISSIONS = ["cox", "logistic", "curves", "weighted"]
VISITS = ["mmrm", "random_slope"]
PYTHON_PEERS = {"cox": "lifelines", "logistic": "statsmodels", "random_slope": "statsmodels"}


def plan(given: argparse.Namespace) -> list[tuple[str, str, int]]:
    """List (tool, task, n) to be measured; n are rows, or people with five visits."""
    rows = given.rows if given.full else given.peer_rows
    wanted = [(tool, task, rows) for task in ADMISSIONS for tool in ("stepdown", "R")]
    slopes = [given.people, given.many_people]
    # 50,000 people take nlme::gls about ten minutes.
    repeated = given.gls_people or (given.people if given.full else given.mmrm_people)
    for task, people in (("mmrm", repeated), *(("random_slope", n) for n in slopes)):
        wanted += [(tool, task, people) for tool in ("stepdown", "R")]
    wanted += [("stepdown", "mmrm", n) for n in slopes]
    for task, n in (
        ("cox", given.python_rows),
        ("logistic", given.python_rows),
        ("random_slope", given.mmrm_people),
    ):
        wanted += [("stepdown", task, n), (PYTHON_PEERS[task], task, n)]
    wanted += [("stepdown", task, n) for n in given.growth for task in ADMISSIONS]
    return list(dict.fromkeys(wanted))


def measure(tool: str, task: str, path: Path) -> dict:
    """Run one process; wall and CPU seconds, peak memory in MB, seconds of the fit, and what it found."""
    command = (
        ["Rscript", str(HERE / "estimators.R"), task, str(path)]
        if tool == "R"
        else [sys.executable, str(HERE / "estimators_tools.py"), tool, task, str(path)]
    )
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    if status:
        raise SystemExit(f"{tool} could not do {task}: {' '.join(command)}")
    return {"wall": wall, "cpu": used.ru_utime + used.ru_stime, "mb": used.ru_maxrss / 1024} | json.loads(
        said
    )


def repeats(given: argparse.Namespace, tool: str, n: int) -> int:
    return given.repeats if tool == "stepdown" and n <= 5_000_000 else given.peer_repeats


def run(given: argparse.Namespace) -> dict:
    kept = json.loads(given.keep.read_text()) if given.keep.exists() else {}
    wanted = [key for key in plan(given) if key[0] != "R" or shutil.which("Rscript")]
    with tempfile.TemporaryDirectory() as folder:
        for n, visits in sorted({(n, task in VISITS) for _, task, n in wanted}):
            here = [key for key in wanted if key[2] == n and (key[1] in VISITS) == visits]
            rounds = max(repeats(given, tool, n) for tool, _, _ in here)
            path = Path(folder) / "data.csv"
            if all(len(kept.get(" ".join(map(str, key)), [])) >= repeats(given, key[0], n) for key in here):
                continue
            (write_visits if visits else write_admissions)(path, n)
            for turn in range(rounds):
                for tool, task, _ in here:
                    done = kept.setdefault(f"{tool} {task} {n}", [])
                    if len(done) <= turn < repeats(given, tool, n):
                        done.append(measure(tool, task, path) | {"load": os.getloadavg()[0]})
                        given.keep.write_text(json.dumps(kept))
                        print(
                            f"{tool:12}{task:14}{n:12,}{done[-1]['wall']:9.2f} s{done[-1]['mb']:9,.0f} MB",
                            flush=True,
                        )
    return kept


def summarise(kept: dict) -> dict:
    """Medians of each (tool, task, n), and how far its numbers lie from R's."""
    medians = {}
    for key, runs in kept.items():
        tool, task, n = key.split()
        one = {
            name: statistics.median(run[name] for run in runs)
            for name in ("wall", "cpu", "mb", "fit", "load")
        }
        peer = kept.get(f"R {task} {n}")
        if peer and tool != "R":
            ours, theirs = np.array(runs[0]["found"]), np.array(peer[0]["found"])
            one["apart"] = float(np.max(np.abs(ours - theirs)) / np.max(np.abs(theirs)))
        medians[tool, task, int(n)] = one | {"runs": len(runs)}
    return medians


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=5_000_000, help="rows of the goals")
    parser.add_argument("--peer-rows", type=int, default=1_000_000, help="rows beside R, without --full")
    parser.add_argument(
        "--python-rows", type=int, default=200_000, help="rows beside lifelines and statsmodels"
    )
    parser.add_argument("--people", type=int, default=50_000, help="people with five visits")
    parser.add_argument("--many-people", type=int, default=250_000, help="more people with five visits")
    parser.add_argument(
        "--mmrm-people",
        type=int,
        default=5_000,
        help="people with five visits beside gls (without --full: about a minute, growing linearly) and MixedLM",
    )
    parser.add_argument("--gls-people", type=int, help="people beside gls, where not those of the goal")
    parser.add_argument("--growth", type=int, nargs="*", default=[100_000, 1_000_000, 5_000_000, 20_000_000])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--peer-repeats", type=int, default=1)
    parser.add_argument("--full", action="store_true", help="run R at --rows")
    parser.add_argument("--page", type=Path, default=HERE.parent / "docs" / "benchmarks.md")
    parser.add_argument("--keep", type=Path, default=HERE.parent / "results" / "benchmarks.json")
    given = parser.parse_args()
    given.keep.parent.mkdir(exist_ok=True)
    medians = summarise(run(given))
    print(write_page(medians, given.page))


if __name__ == "__main__":
    main()
