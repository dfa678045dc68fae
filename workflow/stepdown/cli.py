"""The command line: `stepdown run`, `stepdown check`, `stepdown findings`, `stepdown docs`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from stepdown.errors import plain_exit


def main(arguments: Sequence[str] | None = None) -> int:
    """Parse the arguments and run one command; a refusal ends with its message and exit code."""
    parser = argparse.ArgumentParser(
        prog="stepdown", description="Outcomes research for addiction treatment."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (function, help_text) in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text)
        command.set_defaults(function=function)
        if name != "docs":
            command.add_argument("--study", default="help", help="name of a plan in config/ (default: help)")
        if name == "check":
            command.add_argument("plan", nargs="?", help="path of a plan, instead of --study")
        if name == "run":
            command.add_argument("--cores", default="all", help="cores to use (default: all)")
    options = parser.parse_args(arguments)
    try:
        with plain_exit():
            return options.function(options)
    except BrokenPipeError:
        # The reader went away (`stepdown findings | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def run(options: argparse.Namespace) -> int:
    """Check the plan and the records, run the workflow, then say what was found."""
    from stepdown.plan.check import check_study

    check_study(options.study)
    command = [
        sys.executable,
        "-m",
        "snakemake",
        "--cores",
        str(options.cores),
        "--config",
        f"study={options.study}",
    ]
    finished = subprocess.run([*command, "--quiet", "rules"], check=False)
    if finished.returncode:
        print(f"\nThe study {options.study} did not finish; the reason is above.", file=sys.stderr)
        return finished.returncode
    return findings(options)


def _sources_changed(study: str) -> bool:
    """Are there no records of this study yet, or is a source file newer than they are?"""
    from stepdown.plan.load import find_plan, load_plan
    from stepdown.records.adapters import files_of

    source = load_plan(find_plan(study)).source
    ledger = Path("results", study, "restricted", "records", "ledger.json")
    if not ledger.is_file():
        return True
    paths = [Path(source.path, name) for name in files_of(source)]
    return any(not path.is_file() or path.stat().st_mtime > ledger.stat().st_mtime for path in paths)


def check(options: argparse.Namespace) -> int:
    """Check plan and records without running anything."""
    from stepdown.plan.check import check_plan_file
    from stepdown.plan.load import find_plan

    plan = Path(options.plan) if options.plan else find_plan(options.study)
    counts = check_plan_file(plan)
    print(f"The plan and the records of {plan.stem} can be used.")
    for table, count in counts.items():
        print(f"  {table:<14} {count}")
    return 0


def findings(options: argparse.Namespace) -> int:
    """Print the headline findings of a finished study and where its reports are."""
    from stepdown.study import open_study

    study = open_study(options.study)
    print(f"\n{options.study}: what was found\n")
    for finding in study.findings:
        print(f"  {finding['asked']}\n    {finding['headline']['text']}\n")
    folder = Path(os.path.relpath(study.folder))
    print(f"The director's report:  {folder / 'reports' / 'director.html'}")
    print(f"The research report:    {folder / 'reports' / 'research.html'}")
    print(f"Every estimate:         {folder / 'estimates.csv'}")
    return 0


def docs(_options: argparse.Namespace) -> int:
    """Write config/README.md and config/study.schema.json from the plan's models."""
    from stepdown.plan.document import write_documents

    for path in write_documents(Path("config")):
        print(path)
    return 0


COMMANDS = {
    "run": (run, "Run a study and print its headline findings."),
    "check": (check, "Check a study's plan and records, in seconds, without running it."),
    "findings": (findings, "Print the headline findings of a finished study."),
    "docs": (docs, "Regenerate config/README.md and the JSON schema."),
}
