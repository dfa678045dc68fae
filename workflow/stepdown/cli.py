"""The command line: `stepdown init`, `check`, `run`, `findings`, `questions` and others; `stepdown --help` lists them."""

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
    options = _parser().parse_args(arguments)
    try:
        with plain_exit():
            return options.function(options)
    except BrokenPipeError:
        # The reader went away (`stepdown findings | head`): nobody is left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stepdown", description="Outcomes research for addiction treatment."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(function, help_text: str) -> argparse.ArgumentParser:
        added = commands.add_parser(function.__name__, help=help_text, description=help_text)
        added.set_defaults(function=function)
        return added

    def study(added: argparse.ArgumentParser) -> argparse.ArgumentParser:
        added.add_argument("--study", default="help", help="name of a plan in config/ (default: help)")
        return added

    starting = command(
        init, "Look at a file or a folder of tables and write the first draft of a study plan."
    )
    starting.add_argument("path", help="one file with one row a person, or a folder of several tables")
    starting.add_argument("--out", help="the plan to write (default: config/<name of the path>.yaml)")
    running = study(command(run, "Run a study and print its headline findings."))
    running.add_argument("--cores", default="all", help="cores to use (default: all)")
    checking = study(command(check, "Check a study's plan and records, in seconds, without running it."))
    checking.add_argument("plan", nargs="?", help="path of a plan, instead of --study")
    study(command(findings, "Print the headline findings of a finished study."))
    asking = study(
        command(
            questions, "List the library's questions: which a study asks, could ask, and cannot, and why."
        )
    )
    asking.add_argument("plan", nargs="?", help="path of a plan, instead of --study")
    scoring = command(endpoints, "Score every published endpoint for a file of use-pattern words.")
    scoring.add_argument("words", help="a CSV file with the columns person_id and word")
    scoring.add_argument("--out", required=True, help="where to write one row a person")
    explaining = command(
        explain, "Explain an outcome or an instrument: its rule, its sources and an example."
    )
    explaining.add_argument("kind", help="abstinence, relapse, dropout, reduction, retention or instrument")
    explaining.add_argument(
        "name", help="for example lee_2016, unplanned_exit for retention, phq9 for an instrument"
    )
    making = command(simulate, "Write the export of a simulated system of care, and what is true in it.")
    making.add_argument("--out", default="data/harbor", help="folder to write to (default: data/harbor)")
    making.add_argument("--world", help="a world of your own, as a YAML file (default: Harbor)")
    making.add_argument("--people", type=int, help="how many people (default: the world's number)")
    making.add_argument("--seed", type=int, help="other people of the same world")
    making.add_argument("--null", action="store_true", help="no treatment has any effect; every bias stays")
    making.add_argument("--clean", action="store_true", help="without the mistakes of record systems")
    making.add_argument(
        "--truth-people", type=int, default=40_000, help="people drawn to find the truth; 0 for no truth.json"
    )
    command(docs, "Regenerate config/README.md, the JSON schema and the pages of outcomes.")
    return parser


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


def init(options: argparse.Namespace) -> int:
    """Write the first draft of a plan, and say what to do with it."""
    from stepdown.records.propose.draft import propose

    print(propose(options.path, options.out).next_steps)
    return 0


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


def questions(options: argparse.Namespace) -> int:
    """Print where every question of the library stands in a study."""
    from stepdown.plan.library.command import questions_of
    from stepdown.plan.load import find_plan

    plan = Path(options.plan) if options.plan else find_plan(options.study)
    print(f"{plan.stem}: questions of the library")
    for line in questions_of(plan):
        print(line)
    return 0


def endpoints(options: argparse.Namespace) -> int:
    """Score use-pattern words of a CSV file."""
    from stepdown.outcomes.endpoints.csv_files import endpoints_from_csv

    people = endpoints_from_csv(options.words, options.out)
    print(f"{people} people written to {options.out}")
    return 0


def explain(options: argparse.Namespace) -> int:
    """Print the rule, the sources and a worked example of one outcome or instrument."""
    from stepdown.errors import PlanError, Problem, nearest
    from stepdown.outcomes.endpoints.endpoint import KINDS
    from stepdown.outcomes.endpoints.explain import explain as endpoint
    from stepdown.outcomes.instruments.explain import explain as instrument
    from stepdown.outcomes.retention.explain import explain as retention

    tell = {kind: lambda name, kind=kind: endpoint(kind, name) for kind in KINDS.values()}
    tell |= {"retention": retention, "instrument": lambda name: instrument("instrument", name)}
    if options.kind not in tell:
        raise PlanError(
            [Problem("explain", f"There is no kind '{options.kind}'.", nearest(options.kind, tell))]
        )
    print(tell[options.kind](options.name), end="")
    return 0


def simulate(options: argparse.Namespace) -> int:
    """Write a simulated export and its truth."""
    from stepdown.simulate.harbor.command import simulate as simulated

    for line in simulated(options):
        print(line)
    return 0


def docs(_options: argparse.Namespace) -> int:
    """Write the pages that are generated from models and registries."""
    from stepdown.outcomes.endpoints.document import write_endpoints_page
    from stepdown.outcomes.instruments.document import write_instruments_page
    from stepdown.outcomes.retention.document import write_retention_page
    from stepdown.plan.document import write_documents
    from stepdown.plan.library.document import write_questions_page

    for path in write_documents(Path("config")):
        print(path)
    write_endpoints_page("docs/endpoints.md")
    print("docs/endpoints.md")
    write_retention_page("docs/retention.md")
    print("docs/retention.md")
    write_instruments_page("docs/instruments.md")
    print("docs/instruments.md")
    write_questions_page("docs/questions.md")
    print("docs/questions.md")
    return 0
