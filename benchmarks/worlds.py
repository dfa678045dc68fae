"""Many worlds of one calibration, on all cores, taken up again where they stopped; and what they add up to.

A world gives rows: name -> (truth or its name, estimate, standard error, lower limit, upper limit, and for a study's row
whether its gates let it be stated). A row may be absent from a world in which there is nothing to estimate.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from math import isnan, nan
from multiprocessing import get_context
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "workflow" / "stepdown"
# Of a run that was stopped: one line a world, thrown away when the page is written.
UNFINISHED = HERE / "calibration" / ".unfinished"
World = dict[str, tuple]
Truths = Mapping[str, Any]
EVERY_SECONDS = 15


def module(name: str) -> ModuleType:
    """The calibration of a name."""
    if str(HERE) not in sys.path:
        sys.path.insert(0, str(HERE))
    return importlib.import_module(f"calibrate_{name}")


def generator(seed: int, number: int) -> np.random.Generator:
    """The chance of one world, whatever world was drawn before it and wherever it is drawn."""
    return np.random.Generator(np.random.Philox(np.random.SeedSequence(seed, spawn_key=(number,))))


@contextmanager
def pool(cores: int | None = None) -> Iterator[ProcessPoolExecutor]:
    """Processes of one thread each: worlds are small, and threads inside them cost more than they give."""
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "POLARS_MAX_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
    with ProcessPoolExecutor(cores or os.cpu_count(), get_context("spawn")) as workers:
        yield workers


def run(name: str, n_worlds: int, n_people: int, workers: ProcessPoolExecutor) -> list[World]:
    """Every world of a calibration in the order of its number; those that an earlier run left are not made again."""
    path = UNFINISHED / f"{name}-{n_people}-{_code(name)}.jsonl"
    found = _read(path)
    missing = [number for number in range(n_worlds) if number not in found]
    begun = said = time.monotonic()
    _mend(path)
    # A thousand small worlds need not be sent for one by one.
    chunk = max(1, min(8, len(missing) // 50))
    with path.open("a", encoding="utf-8") as file:
        jobs = workers.map(_work, *_columns(name, missing, n_people), chunksize=chunk)
        for done, (number, world) in enumerate(jobs, start=1):
            found[number] = world
            file.write(json.dumps([number, world]) + "\n")
            file.flush()
            if time.monotonic() - said > EVERY_SECONDS or done == len(missing):
                said = time.monotonic()
                left = (said - begun) / done * (len(missing) - done)
                print(f"  {name}: {len(found):,} of {n_worlds:,} worlds, {left:.0f} s left", flush=True)
    return [found[number] for number in range(n_worlds)]


def forget(name: str) -> None:
    """Throw away what runs of a calibration left: its table is written."""
    for path in UNFINISHED.glob(f"{name}-*.jsonl"):
        path.unlink()


def summarize(worlds: list[World], truths: Truths | None = None) -> list[dict]:
    """One row an estimator: bias, mean standard error over the spread of estimates, coverage, with Monte Carlo errors.

    Parameters
    ----------
    worlds : of one calibration
    truths : name -> a truth, or a truth with its Monte Carlo error, for rows that name theirs
    """
    return [
        _row(name, [world[name] for world in worlds if name in world], truths or {})
        for name in _names(worlds)
    ]


def _row(name: str, every: list[tuple], truths: Truths) -> dict:
    # Where there is no interval there is nothing to judge, and nothing that may be stated.
    rows = [row for row in every if not (isnan(row[3]) and isnan(row[4]))]
    if not rows:
        nothing = dict.fromkeys(("bias", "error_ratio", "coverage"), nan)
        nothing |= {f"{part}_error": nan for part in nothing}
        first = _known(truths[every[0][0]])[0] if isinstance(every[0][0], str) else every[0][0]
        stated = {"stated": 0.0} if len(every[0]) > 5 else {}
        return {"estimator": name, "worlds": 0, "truth": float(first), **nothing, **stated}
    named = isinstance(rows[0][0], str)
    truth = np.array([_known(truths[row[0]])[0] if named else row[0] for row in rows], dtype=float)
    truth_error = _known(truths[rows[0][0]])[1] if named else 0.0
    estimate, error, lower, upper = np.array([row[1:5] for row in rows], dtype=float).T
    # A limit that is not reached lies beyond whatever the truth is.
    lower, upper = np.where(np.isnan(lower), -np.inf, lower), np.where(np.isnan(upper), np.inf, upper)
    count, off = len(rows), estimate - truth
    spread = off.std(ddof=1) if count > 1 else nan
    has_error, has_estimate = bool(np.isfinite(error).all()), bool(np.isfinite(estimate).all())
    found = {
        "estimator": name,
        "worlds": count,
        "truth": float(truth.mean()),
        "bias": float(off.mean()) if has_estimate else nan,
        "bias_error": float(np.hypot(spread / np.sqrt(count), truth_error)) if has_estimate else nan,
        "error_ratio": float(error.mean() / spread) if has_error and spread > 0 else nan,
        "error_ratio_error": 1 / np.sqrt(2 * count) if has_error else nan,
        "coverage": float(np.mean((lower <= truth) & (truth <= upper))),
        "coverage_error": float(np.sqrt(0.95 * 0.05 / count)),
    }
    if len(rows[0]) > 5:
        found["stated"] = float(np.mean([row[5] for row in every]))
    return found


def off(row: Mapping[str, Any], errors: float = 3.0) -> list[str]:
    """What of a row lies further than so many Monte Carlo errors from where it should be."""
    targets = {"bias": 0.0, "error_ratio": 1.0, "coverage": 0.95}
    return [
        name
        for name, target in targets.items()
        if not (_absent(row[name]) or _absent(row[f"{name}_error"]))
        and abs(row[name] - target) > errors * row[f"{name}_error"]
    ]


def _absent(value: float | None) -> bool:
    return value is None or isnan(value)


def _known(truth: Any) -> tuple[float, float]:
    return (float(truth), 0.0) if np.ndim(truth) == 0 else tuple(truth)


def _names(worlds: list[World]) -> list[str]:
    """Every row's name once, in the order of the first world that has it."""
    return list(dict.fromkeys(name for world in worlds for name in world))


def _columns(name: str, numbers: list[int], n_people: int) -> tuple[list, list, list]:
    return [name] * len(numbers), numbers, [n_people] * len(numbers)


def _work(name: str, number: int, n_people: int) -> tuple[int, World]:
    world = module(name).one_world(number, n_people)
    return number, {row: tuple(value if isinstance(value, str) else float(value) for value in values)
                    for row, values in world.items()}  # fmt: skip


def _read(path: Path) -> dict[int, World]:
    """What an earlier run left; its last line may be half a line."""
    found: dict[int, World] = {}
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            try:
                number, world = json.loads(line)
            except ValueError:
                continue
            found[number] = world
    return found


def _mend(path: Path) -> None:
    """Begin the file, or end a line of it at which a run was stopped."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_file() and not path.read_bytes().endswith(b"\n"):
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")


def _code(name: str) -> str:
    """A mark of the code that makes a world: what another version left is not taken up."""
    own = [HERE / f"calibrate_{name}.py", Path(__file__)]
    if name.startswith(("harbor", "weeks")):
        own += [*HERE.glob("*harbor*.py"), *(HERE.parent / "config").rglob("*.yaml")]
    mark = hashlib.sha256()
    for path in sorted({*own, *PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.yaml")}):
        mark.update(path.read_bytes())
    return mark.hexdigest()[:12]
