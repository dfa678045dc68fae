"""`stepdown simulate`: an export, and what is true in the world that it comes from."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from stepdown.errors import PlanError, Problem
from stepdown.files import sha256, write_json, write_text
from stepdown.records.fingerprints import SUMS
from stepdown.simulate.harbor.export import write_export
from stepdown.simulate.harbor.truth_questions import every_effect, question_truths
from stepdown.simulate.harbor.world import World, load_world

TRUTH = "truth.json"


def simulate(options: argparse.Namespace) -> Iterator[str]:
    """Write the files; yield a line on each.

    Raises
    ------
    PlanError
        If the world's file or a number on the command line cannot be used.
    """
    world = chosen_world(options.world, options.people, options.seed, null=options.null)
    folder = Path(options.out)
    rows = write_export(world, folder, dirt=not options.clean)
    sums = "".join(f"{sha256(folder / name)}  {name}\n" for name in rows)
    write_text(folder / SUMS, sums)
    for name, count in rows.items():
        yield f"{folder / name}: {count:,} rows"
    if options.truth_people:
        people = options.truth_people
        effects = every_effect(world, people)
        write_json(
            folder / TRUTH,
            {"null": options.null, "questions": question_truths(effects), "effects": effects},
        )
        yield f"{folder / TRUTH}: what is true in this world"


def chosen_world(
    path: str | None = None, people: int | None = None, seed: int | None = None, *, null: bool = False
) -> World:
    """The world of a file, with some of it set otherwise.

    Raises
    ------
    PlanError
        If the file cannot be used, or there are to be no people.
    """
    if people is not None and people < 1:
        raise PlanError([Problem("--people", "There must be at least one person.", "Give a number from 1.")])
    world = load_world(path)
    given = {name: value for name, value in (("people", people), ("seed", seed)) if value is not None}
    world = world.model_copy(update=given)
    return world.null() if null else world
