"""docs/retention.md, written from the definitions: the page cannot drift from the code."""

from __future__ import annotations

from pathlib import Path

from stepdown.files import write_text
from stepdown.outcomes.retention import examples, explain

OPENING = """\
# Retention

Who stayed, who left and why, and what came after. A plan asks for any of these by `definition`; the keys of each are
in [config/README.md](../config/README.md). This page is written from the definitions
(`workflow/stepdown/outcomes/definitions`), and a test fails if it differs; the tables are the definitions' own tests.

    stepdown explain retention unplanned_exit     one rule, its source, its windows and an example

Care is counted in *spells*: episodes with no pause longer than `spells.gap_days` of the plan (30 by default), through
transfers, overlaps, steps down and steps up. Withdrawal management is a flag and never the index. A run writes the
spells, a table of what other gap rules would merge, and the discharge ledger: by day and level of care who entered, who
left and why. The ledger equals the risk set on every day, or the run stops.

Exits are completed, transferred, incarcerated, died, left, terminated, other, unknown (ended, and nobody wrote why) and
in care (still there when last seen). Dropout is dated by the last contact: a chart closed weeks later does not lengthen
care. Windows have two ends, both included, counted from their anchor; a window that the records do not cover is not
known, whatever happened in it.
"""


def retention_page() -> str:
    """The whole page."""
    people = "".join(f"| {who} | {story} |\n" for who, story in examples.PEOPLE.items())
    told = f"## The people of the examples\n\nAll made up.\n\n| | |\n| --- | --- |\n{people}"
    return "\n".join([OPENING, told, *map(_section, explain.retention_definitions())])


def write_retention_page(path: str | Path = "docs/retention.md") -> None:
    """Write the page to a file, whole or not at all."""
    write_text(path, retention_page())


def _section(name: str) -> str:
    model, outcome = explain.retention_definitions()[name], explain.example(name)
    windows = "".join(f"- window: {window.words()}\n" for window in model.windows)
    rule = "".join(f"{i}. {step}\n" for i, step in enumerate(model.rule, start=1))
    head = f"| {' | '.join(examples.PEOPLE)} |\n|{' --- |' * len(examples.PEOPLE)}\n"
    return (
        f"## {name}\n\n{explain.summary(model)}\n\n- source: {model.source}\n{windows}\n{rule}\n"
        f"With {explain.settings(outcome)}:\n\n{head}| {' | '.join(model.expected)} |\n"
    )
