"""Love plot: how unlike groups were in each characteristic, before and after weighting."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.figures.grid import GAP, KeyEntry, draw_key, key_height, key_lines
from stepdown.figures.groups import require_columns
from stepdown.figures.sheet import Sheet, inner_width, open_sheet
from stepdown.figures.style import CONTRAST, GRID, REFERENCE, SIZES, SOFT_INK, house_style, number_text
from stepdown.figures.text import line_height, widest, wrap
from stepdown.figures.words import FigureWords

RENDERER = "figures.balance"
COLUMNS = ("level", "label", "covariate", "category", "before", "after", "status", "threshold")
LABEL = {"full": 62.0, "phone": 30.0}
ROW_AIR = 0.9
TICKS_HEIGHT = 6.0
MOST_BESIDE = 3
KEY = (
    KeyEntry("before weighting", REFERENCE, "", "o", "white"),
    KeyEntry("after weighting", CONTRAST, "", "s"),
)


def draw(data: Protected, words: FigureWords, layout: str = "full", *, x_label: str = "") -> Figure:
    """Draw a row a characteristic, the most unlike first, and a panel a compared group.

    Parameters
    ----------
    data : Protected
        Table with `COLUMNS`: absolute standardized differences before and after weighting. Rows that are not "ok"
        are counted below the plot.
    words : FigureWords
        Title, subtitle and caption.
    layout : {"full", "phone"}
        180 mm wide with panels side by side, or 80 mm with panels one below the other.
    x_label : str
        Name of the axis.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_protected(data, RENDERER)
    table = require_columns(data.table, COLUMNS, RENDERER)
    phone, sizes, inner = layout == "phone", SIZES[layout], inner_width(layout)
    groups = list(table.groupby("level", sort=False))
    rows = _rows(table)
    labels = [wrap(label, LABEL[layout], sizes.small) for label in rows]
    label_width = min(LABEL[layout], max((widest(lines, sizes.small) for lines in labels), default=0.0)) + 3.0
    pitch = line_height(sizes.small)
    middles, height = _places(labels, pitch)
    stacked = phone or len(groups) > MOST_BESIDE
    beside = 1 if stacked else len(groups)
    width = (inner - label_width - GAP * (beside - 1)) / beside
    limit = _limit(table)
    key = key_lines(KEY, inner, sizes.small)
    names = [
        wrap(block["label"].iloc[0], inner if stacked else width, sizes.body, bold=True)
        for _, block in groups
    ]
    head = max(map(len, names)) * line_height(sizes.body) + pitch + 1.5
    axis_name = wrap(x_label or "Absolute standardized difference", inner - label_width, sizes.small)
    note = wrap(_hidden(table), inner, sizes.small)
    block_height = head + height + TICKS_HEIGHT
    count = len(groups) if stacked else 1
    total = key_height(key, sizes.small) + 2 + count * block_height + (count - 1) * GAP
    with house_style():
        sheet = open_sheet(
            words, layout, total + len(axis_name) * pitch + (len(note) * pitch + 2 if note else 0)
        )
        top = draw_key(sheet, key, sheet.top, sizes.small) + 2
        for i, ((_, block), name) in enumerate(zip(groups, names, strict=True)):
            start = top + (block_height + GAP) * i if stacked else top
            left = sheet.left + label_width + (0 if stacked else i * (width + GAP))
            sheet.write(
                sheet.left if stacked else left, start, name, sizes.body, bold=True, name="panel-name"
            )
            axes = sheet.axes(left, start + head, width, height)
            _frame(axes, limit, height, sizes.small)
            _threshold(sheet, block["threshold"].iloc[0], limit, left, width, start + head - pitch, axes)
            _marks(axes, block, rows, middles)
            if stacked or i == 0:
                for lines, middle in zip(labels, middles, strict=True):
                    at = start + head + middle - len(lines) * pitch / 2
                    sheet.write(sheet.left, at, lines, sizes.small, name="row-label")
        end = top + count * block_height + (count - 1) * GAP
        sheet.write(sheet.left + label_width, end, axis_name, sizes.small, colour=SOFT_INK, name="x-label")
        sheet.write(
            sheet.left,
            end + len(axis_name) * pitch + 2,
            note,
            sizes.small,
            colour=SOFT_INK,
            italic=True,
            name="note",
        )
    return sheet.figure


def describe(data: Protected, words: FigureWords, *, x_label: str = "") -> str:
    """Alt text: the largest difference before and after weighting, and where it is."""
    require_protected(data, RENDERER)
    table = require_columns(data.table, COLUMNS, RENDERER)
    shown = table[table["status"] == "ok"].dropna(subset=["before", "after"])
    what = "Love plot of absolute standardized differences before and after weighting."
    if shown.empty:
        return f"{what} All values are hidden because too few people are in a group. {words.title}"
    before, after = shown.loc[shown["before"].idxmax()], shown.loc[shown["after"].idxmax()]
    parts = [
        f"The largest was {number_text(before['before'], 2)} before, in {_label(before)},",
        f"and is {number_text(after['after'], 2)} after, in {_label(after)};",
        f"the limit is {table['threshold'].iloc[0]:g}.",
    ]
    return " ".join([what, *parts, _hidden(table), words.title]).replace("  ", " ")


def _rows(table: pd.DataFrame) -> list[str]:
    """Labels of what can be shown of any group, the most unlike before weighting first."""
    shown = table[table["status"] == "ok"].dropna(subset=["before", "after"])
    largest = (
        shown.assign(label=shown.apply(_label, axis=1) if len(shown) else [])
        .groupby("label", sort=False)["before"]
        .max()
    )
    return list(largest.sort_values(ascending=False, kind="stable").index)


def _label(row) -> str:
    return (
        f"{row['covariate']}: {row['category']}"
        if isinstance(row["category"], str) and row["category"]
        else row["covariate"]
    )


def _hidden(table: pd.DataFrame) -> str:
    every = table[["covariate", "category"]].drop_duplicates()
    hidden = table.loc[table["status"] != "ok", ["covariate", "category"]].drop_duplicates()
    if hidden.empty:
        return ""
    why = "Too few people have or lack them, or they could not be compared."
    return f"Not shown of every group: {len(hidden)} of {len(every)} characteristics. {why}"


def _places(labels: list[list[str]], pitch: float) -> tuple[list[float], float]:
    """Middle of each row and the height of all, in mm."""
    middles, place = [], ROW_AIR
    for lines in labels:
        middles.append(place + len(lines) * pitch / 2)
        place += len(lines) * pitch + ROW_AIR
    return middles, place + (0 if labels else pitch)


def _limit(table: pd.DataFrame) -> float:
    values = table[["before", "after"]].to_numpy(float)
    largest = np.nanmax(values) if np.isfinite(values).any() else 0.0
    return max(1.08 * largest, 2.0 * float(table["threshold"].iloc[0]))


def _frame(axes: Axes, limit: float, height: float, size: float) -> None:
    axes.set_xlim(0, limit)
    axes.set_ylim(height, 0)
    ticks = [
        tick for tick in MaxNLocator(nbins=4, steps=[1, 2, 5, 10]).tick_values(0, limit) if tick <= limit
    ]
    axes.set_xticks(ticks, labels=[f"{tick:g}" for tick in ticks])
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=size, pad=2)
    axes.grid(axis="x", color=GRID, linewidth=0.4)


def _threshold(
    sheet: Sheet, value: float, limit: float, left: float, width: float, top: float, axes: Axes
) -> None:
    axes.axvline(value, color=SOFT_INK, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1, gid="threshold")
    at = left + value / limit * width
    sheet.write(
        at,
        top,
        [f"limit {value:g}"],
        sheet.sizes.small,
        colour=SOFT_INK,
        align="center",
        name="threshold-name",
    )


def _marks(axes: Axes, block: pd.DataFrame, rows: list[str], middles: list[float]) -> None:
    places = dict(zip(rows, middles, strict=True))
    shown = block[block["status"] == "ok"].dropna(subset=["before", "after"])
    for row in shown.to_dict("records"):
        y = places[_label(row)]
        axes.plot([row["before"], row["after"]], [y, y], color=GRID, linewidth=1.0, zorder=2)
        for value, entry in ((row["before"], KEY[0]), (row["after"], KEY[1])):
            axes.plot(
                [value], [y], marker=entry.marker, markersize=4.4, color=entry.colour, clip_on=False,
                markerfacecolor=entry.face or entry.colour, markeredgewidth=1.0, zorder=3 + (entry is KEY[1]),
                gid=entry.label.split()[0],
            )  # fmt: skip
