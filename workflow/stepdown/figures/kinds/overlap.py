"""Overlap: the chance of each level that people were estimated to have had, by the group they were in."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.figures.grid import (
    Grid,
    KeyEntry,
    cell_width,
    columns_of,
    draw_key,
    key_height,
    key_lines,
    share_axis,
)
from stepdown.figures.groups import require_columns
from stepdown.figures.sheet import open_sheet
from stepdown.figures.style import SIZES, SOFT_INK, count_text, group_colours, house_style, number_text
from stepdown.figures.text import line_height, wrap
from stepdown.figures.words import FigureWords

RENDERER = "figures.overlap"
COLUMNS = ("level", "compared", "group", "label", "is_reference", "lower", "upper", "number", "share")
PLOT_HEIGHT = 46.0
AXIS_WIDTH = 9.0
TICKS_HEIGHT = 5.5
LINES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
Y_LABEL = "Percent of the group, in each twentieth of the range"
TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)


def draw(data: Protected, words: FigureWords, layout: str = "full", *, y_label: str = Y_LABEL) -> Figure:
    """Draw a panel a compared level, with the spread of its propensity in every group.

    Parameters
    ----------
    data : Protected
        Table with `COLUMNS`; `share` is of the group, a twentieth of the range, so that areas compare.
    words : FigureWords
        Title, subtitle and caption.
    layout : {"full", "phone"}
        180 or 80 mm wide.
    y_label : str
        Name of the vertical axis.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_protected(data, RENDERER)
    table = require_columns(data.table, COLUMNS, RENDERER)
    sizes, looks = SIZES[layout], _looks(table)
    pitch = line_height(sizes.small)
    blocks = list(table.groupby("level", sort=False))
    columns = columns_of(len(blocks), layout)
    width = cell_width(columns, layout)
    names = [
        wrap(f"Estimated chance: {block['compared'].iloc[0]}", width - AXIS_WIDTH, sizes.small)
        for _, block in blocks
    ]
    name_lines = max(map(len, names))
    grid = Grid(len(blocks), columns, width, PLOT_HEIGHT + TICKS_HEIGHT + name_lines * pitch)
    key = key_lines([entry for entry, _ in looks.values()], width * columns, sizes.small)
    above = wrap(y_label, cell_width(1, layout), sizes.small)
    head = key_height(key, sizes.small) + len(above) * pitch + 3.0
    largest = np.nanmax([*table["share"].to_numpy(float), 0.05])
    with house_style():
        sheet = open_sheet(words, layout, head + grid.total)
        after = draw_key(sheet, key, sheet.top, sizes.small)
        sheet.write(sheet.left, after + 0.8, above, sizes.small, colour=SOFT_INK, name="y-label")
        for i, (_, block) in enumerate(blocks):
            left, top = grid.place(i)
            left, top = sheet.left + left + AXIS_WIDTH, sheet.top + head + top
            axes = sheet.axes(left, top, width - AXIS_WIDTH - 2, PLOT_HEIGHT)
            _frame(axes, 1.05 * largest, sizes.small)
            for group, rows in block.groupby("group", sort=False):
                _outline(axes, rows, looks[group][0])
            middle = left + (width - AXIS_WIDTH - 2) / 2
            sheet.write(
                middle,
                top + PLOT_HEIGHT + TICKS_HEIGHT,
                names[i],
                sizes.small,
                colour=SOFT_INK,
                align="center",
                name="x-label",
            )
    return sheet.figure


def describe(data: Protected, words: FigureWords, *, y_label: str = "") -> str:
    """Alt text: the middle of each group's chances of the first level that is compared."""
    require_protected(data, RENDERER)
    table = require_columns(data.table, COLUMNS, RENDERER)
    block = table[table["level"] == table["level"].iloc[0]].dropna(subset=["share"])
    what = f"Outlines of the estimated chance of {table['compared'].iloc[0]}, by group."
    if block.empty:
        return f"{what} All values are hidden because too few people are in a group. {words.title}"
    middles = [
        f"about {number_text(100 * _median(rows))} percent in {rows['label'].iloc[0]}"
        for _, rows in block.groupby("group", sort=False)
    ]
    return f"{what} Half of the people have a chance below {' and '.join(middles)}. {words.title}"


def _median(rows: pd.DataFrame) -> float:
    """The upper end of the run in which half of the group is reached."""
    number = rows["number"].to_numpy(float)
    return float(rows["upper"].to_numpy()[np.searchsorted(np.cumsum(number), number.sum() / 2)])


def _looks(table: pd.DataFrame) -> dict[str, tuple[KeyEntry, float]]:
    """Colour and line of every group, and its number; the name tells how many people it has."""
    groups = table.drop_duplicates("group")
    colours = group_colours(list(groups["group"]), list(map(bool, groups["is_reference"])))
    first = table[table["level"] == table["level"].iloc[0]].groupby("group")["number"].sum(min_count=1)
    looks = {}
    for i, (group, label) in enumerate(zip(groups["group"], groups["label"], strict=True)):
        number = first.get(group, np.nan)
        entry = KeyEntry(f"{label} ({count_text(number)} people)", colours[i], LINES[i % len(LINES)])
        looks[group] = (entry, number)
    return looks


def _frame(axes: Axes, limit: float, size: float) -> None:
    axes.set_xlim(0, 1)
    axes.set_xticks(TICKS, labels=[f"{100 * tick:.0f}%" for tick in TICKS])
    share_axis(axes, limit, size)


def _outline(axes: Axes, rows: pd.DataFrame, look: KeyEntry) -> None:
    """A closed step outline; a hidden group has none."""
    rows = rows.dropna(subset=["share"]).sort_values("lower")
    if rows.empty:
        return
    edges = [*rows["lower"], rows["upper"].iloc[-1]]
    axes.stairs(rows["share"], edges, fill=True, color=look.colour, alpha=0.12, zorder=2)
    axes.stairs(
        rows["share"],
        edges,
        color=look.colour,
        linewidth=1.5,
        linestyle=look.line,
        zorder=3,
        gid=f"outline:{rows['group'].iloc[0]}",
    )
