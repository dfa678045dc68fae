"""The groups of a figure: their rows, and the colour and marker each keeps throughout it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from stepdown.errors import Problem, StepdownError
from stepdown.figures.style import MARKERS, group_colours


@dataclass(frozen=True)
class Group:
    """One group and how it looks. The marker differs too, so that colour never stands alone."""

    level: str
    label: str
    is_reference: bool
    colour: str
    marker: str
    rows: pd.DataFrame


def require_columns(table: pd.DataFrame, columns: Iterable[str], renderer: str) -> pd.DataFrame:
    """Return the table, or raise `StepdownError` naming the columns that the figure needs and lacks."""
    lacking = [column for column in columns if column not in table.columns]
    if lacking:
        raise StepdownError(
            [
                Problem(
                    renderer,
                    f"The table lacks the column(s) {', '.join(lacking)}.",
                    f"A table for this figure has: {', '.join(columns)}.",
                )
            ]
        )
    if table.empty:
        raise StepdownError([Problem(renderer, "The table has no rows.", "Leave the figure out instead.")])
    return table


def read_groups(table: pd.DataFrame) -> list[Group]:
    """Split a table into its groups, in the order in which they first appear."""
    firsts = table.drop_duplicates("level")
    levels = [str(level) for level in firsts["level"]]
    references = [bool(flag) for flag in firsts["is_reference"]]
    colours = group_colours(levels, references)
    return [
        Group(
            level=levels[i],
            label=str(label),
            is_reference=references[i],
            colour=colours[i],
            marker=MARKERS[_look(i, references) % len(MARKERS)],
            rows=table[table["level"] == level].sort_values("day", kind="stable").reset_index(drop=True),
        )
        for i, (level, label) in enumerate(zip(firsts["level"], firsts["label"], strict=True))
    ]


def _look(position: int, references: Sequence[bool]) -> int:
    """Of two groups the contrast of interest has the first marker, wherever it stands in the table."""
    if len(references) == 2 and any(references):
        return int(references[position])
    return position


def key_groups(groups: Sequence[Group]) -> tuple[Group, Group | None]:
    """The group a sentence is about and the one it is compared with (None if there is only one)."""
    if len(groups) == 1:
        return groups[0], None
    reference = next((group for group in groups if group.is_reference), groups[-1])
    return next(group for group in groups if group is not reference), reference
