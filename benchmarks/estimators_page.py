"""Write docs/benchmarks.md from what was measured."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

Medians = dict[tuple[str, str, int], dict[str, float]]
NAMES = {
    "cox": "Cox, Efron ties, 62 dummies",
    "logistic": "logistic, 62 dummies",
    "curves": "Kaplan–Meier in four groups and log-rank",
    "weighted": "weighted Kaplan–Meier, 200 bootstraps with the propensity refitted",
    "mmrm": "MMRM, unstructured, five visits",
    "random_slope": "random-slope model, five visits",
}
R_FUNCTIONS = {
    "cox": "survival::coxph",
    "logistic": "glm",
    "curves": "survival::survfit, survdiff",
    "weighted": "glm, survival::survfit",
    "mmrm": "nlme::gls",
    "random_slope": "lme4::lmer",
}
# What was aimed at: how many times R's wall time, at how many rows or people.
GOALS = {
    "cox": (100, 5_000_000),
    "logistic": (100, 5_000_000),
    "mmrm": (50, 50_000),
    "random_slope": (20, 50_000),
}
BOOTSTRAP_GOAL = (6.0, 5_000_000)
REPLICATES = 200
# Cost that is called linear in n may rise by this more.
LINEAR = 1.1
GROWTH = ("cox", "logistic", "curves", "weighted", "mmrm", "random_slope")
HEADER = """# Benchmarks

Written by `make bench`. Every number was measured in that run, which may be stopped and taken up again; where one is
extrapolated it says so. Each fit is a process of its own that starts, reads the CSV file and fits. *Wall* and *CPU* are
seconds of the whole process, *fit* those without start and reading, *memory* is its peak. All are medians; the number of
runs stands beside them. Compilation (a few seconds, once, then cached on disk) is left out. Admissions have twelve
categorical covariates (74 levels, 62 dummies) and whole days up to 365; n counts rows, or people with five visits.
"""


def write_page(medians: Medians, path: Path) -> str:
    """Put the page together, write it, and return it."""
    parts = [HEADER, _machine(medians), _goals(medians), _peers(medians), _growth(medians), _reading()]
    text = "\n".join(parts).rstrip() + "\n"
    path.write_text(text, encoding="utf-8")
    return text


def _machine(medians: Medians) -> str:
    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    loads = [one["load"] for one in medians.values()]
    packages = ", ".join(
        f"{name} {version(name)}" for name in ("numpy", "numba", "polars", "lifelines", "statsmodels")
    )
    busy = (
        f"The machine was shared: its load average was {min(loads):.1f} to {max(loads):.1f} during the run, so that wall "
        "times are longer than on a machine of one's own, for all tools alike. The ratios say more than the seconds."
    )
    return (
        "## The machine\n\n"
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GB of memory, {platform.system()}. "
        f"Python {platform.python_version()}, {packages}; {_r_versions()}. stepdown used all cores, R one.\n\n"
        f"{busy if max(loads) > os.cpu_count() else ''}\n"
    )


def _r_versions() -> str:
    asked = """
        versions <- sapply(c("survival", "nlme", "lme4"), function(name) paste(name, packageVersion(name)))
        cat(R.version.string, versions, sep = ", ")
    """
    try:
        return subprocess.run(["Rscript", "-e", asked], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return "R was not there"


def _goals(medians: Medians) -> str:
    lines = [
        "## Goals\n",
        "Where R was not run at the goal's n, its time there is *extrapolated*: its CPU seconds, which other users of the "
        "machine do not lengthen, grown linearly with n. They are set against stepdown's wall seconds at the goal's n.\n",
        "| goal | measured | extrapolated to the goal's n | |",
        "|---|---|---|---|",
    ]
    for task, (factor, aim) in GOALS.items():
        sizes = [
            n
            for tool, other, n in medians
            if (tool, other) == ("R", task) and ("stepdown", task, n) in medians
        ]
        if not sizes:
            continue
        n = aim if aim in sizes else max(sizes)
        ours, theirs = medians["stepdown", task, n], medians["R", task, n]
        ratio = theirs["wall"] / ours["wall"]
        measured = (
            f"at n = {n:,} {ratio:.0f} × as whole processes, {theirs['fit'] / ours['fit']:.0f} × for the fit alone, "
            f"{theirs['cpu'] / ours['cpu']:.0f} × in CPU"
        )
        there, guessed = medians.get(("stepdown", task, aim)), ""
        verdict = _verdict(ratio >= factor)
        if n != aim:
            likely = theirs["cpu"] * aim / n / there["wall"] if there else 0.0
            guessed = f"{likely:.0f} ×" if there else ""
            verdict = "met, extrapolated" if likely >= factor else "not shown"
        goal = f"{NAMES[task]}: ≥ {factor} × R at n = {aim:,}"
        lines.append(f"| {goal} | {measured} | {guessed} | {verdict} |")
    cox = medians.get(("stepdown", "cox", 5_000_000))
    if cox:
        lines.append(
            f"| Cox at 5,000,000 rows: ≤ 1 GB | {cox['mb']:,.0f} MB | | {_verdict(cox['mb'] <= 1024)} |"
        )
    limit, n = BOOTSTRAP_GOAL
    weighted = medians.get(("stepdown", "weighted", n))
    if weighted:
        lines.append(
            f"| 200 bootstraps at {n:,} rows: ≤ {limit:.0f} s | {weighted['fit']:.1f} s for the fit, "
            f"{weighted['wall']:.1f} s with start and reading | | {_verdict(weighted['wall'] <= limit)} |"
        )
    lines += [_growth_goal(task, medians) for task in GROWTH if ("stepdown", task, 20_000_000) in medians]
    return "\n".join(line for line in lines if line) + "\n"


def _growth_goal(task: str, medians: Medians) -> str:
    """How much longer the most rows take than the fewest, and than the most but one."""
    sizes = sorted(n for tool, other, n in medians if (tool, other) == ("stepdown", task))
    if len(sizes) < 3:
        return ""
    most, told, met = sizes[-1], [], True
    for n in (sizes[0], sizes[-2]):
        wall, cpu = (
            medians["stepdown", task, most][kind] / medians["stepdown", task, n][kind]
            for kind in ("wall", "cpu")
        )
        told.append(
            f"{most / n:.0f} × the rows of n = {n:,} take {wall:.1f} × the wall and {cpu:.1f} × the CPU seconds"
        )
        met &= max(wall, cpu) <= LINEAR * most / n
    goal = f"{NAMES[task]}: linear to n = {most:,}, within {100 * (LINEAR - 1):.0f} %"
    return f"| {goal} | {'; '.join(told)} | | {_verdict(met)} |"


def _verdict(met: bool) -> str:
    return "met" if met else "not met in this run"


def _peers(medians: Medians) -> str:
    lines = [
        "## Beside R and the Python peers\n",
        "Ratios are the tool's time over stepdown's at the same n; *apart* is the largest difference of its "
        "estimates from R's, relative to the largest of them.\n",
        "| work | n | tool | wall s | CPU s | fit s | memory MB | wall ratio | fit ratio | apart | runs |",
        "|---|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for task, label in NAMES.items():
        for n in sorted({n for tool, other, n in medians if other == task and tool != "stepdown"}):
            ours = medians.get(("stepdown", task, n))
            if ours is None:
                continue
            tools = [tool for tool, other, size in medians if (other, size) == (task, n)]
            for tool in sorted(tools, key=lambda tool: tool != "stepdown"):
                one = medians[tool, task, n]
                name = f"R {R_FUNCTIONS[task]}" if tool == "R" else tool
                times = REPLICATES + 1 if (tool, task) == ("R", "weighted") else 1
                ratios = [
                    "1"
                    if tool == "stepdown"
                    else f"{one['fit'] * times / ours['fit'] if part == 'fit' else _wall(one, times) / ours['wall']:.1f}"
                    for part in ("wall", "fit")
                ]
                if times > 1:
                    name += " (one replicate; the ratios are for 201 such fits, extrapolated)"
                apart = f"{one['apart']:.0e}" if "apart" in one else ""
                lines.append(
                    f"| {label} | {n:,} | {name} | {one['wall']:.2f} | {one['cpu']:.2f} | {one['fit']:.2f} | "
                    f"{one['mb']:,.0f} | {ratios[0]} | {ratios[1]} | {apart} | {one['runs']} |"
                )
    return "\n".join(lines) + "\n"


def _wall(one: dict[str, float], times: int) -> float:
    """Wall seconds had the fit been repeated in one process."""
    return one["wall"] + (times - 1) * one["fit"]


def _growth(medians: Medians) -> str:
    lines = [
        "## Growth\n",
        "stepdown alone. Cost grows no faster than linearly where the seconds a million rows do not rise from one "
        "line of a task to the next.\n",
        "| work | n | wall s | CPU s | fit s | CPU s a million rows | memory MB | runs |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for task in GROWTH:
        for n in sorted(n for tool, other, n in medians if (tool, other) == ("stepdown", task)):
            one = medians["stepdown", task, n]
            lines.append(
                f"| {NAMES[task]} | {n:,} | {one['wall']:.2f} | {one['cpu']:.2f} | {one['fit']:.2f} | "
                f"{one['cpu'] / n * 1e6:.2f} | {one['mb']:,.0f} | {one['runs']} |"
            )
    return "\n".join(lines) + "\n"


def _reading() -> str:
    return """## How it is done, and when

`stepdown.estimators.path` chooses: at least 50,000 rows, times in whole days and covariates of at most 256 values take
the *discrete* path; a fitted result says in `path` and `path_reason` which one ran and why. Delayed entry and standard
errors by cluster take the dense path, as do small data, so that they neither pay for loading compiled code nor change a
byte. Both paths agree to 1e-8 or better where both apply (`tests/estimators/discrete`).

Loops are compiled by numba when a machine first runs them and kept as machine code (`stepdown.compiled`): later
processes load that in milliseconds and never import numba. What is left of a small fit is the start of Python, numpy and the
reader of the file, which takes longer than the fit of the random-slope model at 50,000 people.

`python benchmarks/estimators.py --full` runs R at 5 million rows, which needs about 15 GB of memory. `make bench` also
times the reading of a national file, which it prints.
"""
