"""Cumulative incidence of each kind of exit: a panel a group, with the number at risk below."""

from __future__ import annotations

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
from stepdown.figures.number_table import column_widths, kept_columns
from stepdown.figures.sheet import Sheet, open_sheet
from stepdown.figures.style import (
    EXITS,
    HUES,
    MARKERS,
    SIZES,
    SOFT_INK,
    count_text,
    house_style,
    interval_text,
    number_text,
)
from stepdown.figures.text import line_height, wrap
from stepdown.figures.words import FigureWords

RENDERER = "figures.exits"
COLUMNS = ("series", "level", "label", "cause", "cause_label", "day", "share", "lower", "upper", "number")
PLOT_HEIGHT = 52.0
AXIS_WIDTH = 10.0
TICKS_HEIGHT = 5.5
EVENT = "event"


def draw(
    data: Protected,
    words: FigureWords,
    layout: str = "full",
    *,
    y_label: str = "Percent of people",
    x_label: str = "Days since the start",
) -> Figure:
    """Draw a panel a group and a step curve with its band a kind of exit.

    Parameters
    ----------
    data : Protected
        Table with `COLUMNS`. Rows with series "curve" are right-continuous steps of `share` (0 to 1); those with
        series "at_risk" hold `number` at the tick days. A kind whose shares are all missing is named below as hidden.
    words : FigureWords
        Title, subtitle and caption.
    layout : {"full", "phone"}
        180 mm wide with two panels a row, or 80 mm with one.
    y_label, x_label : str
        Names of the axes.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_protected(data, RENDERER)
    table = require_columns(data.table, COLUMNS, RENDERER)
    sizes = SIZES[layout]
    pitch = line_height(sizes.small)
    blocks = list(table.groupby("level", sort=False, dropna=False))
    looks = _looks(table)
    columns = columns_of(len(blocks), layout)
    width = cell_width(columns, layout)
    names = [wrap(block["label"].iloc[0], width, sizes.body, bold=True) for _, block in blocks]
    notes = [wrap(_hidden_words(block), width, sizes.small) for _, block in blocks]
    head = max(map(len, names)) * line_height(sizes.body) + 3.5
    below = TICKS_HEIGHT + (3 + max(map(len, notes))) * pitch + 1.0
    grid = Grid(len(blocks), columns, width, head + PLOT_HEIGHT + below)
    key = key_lines(list(looks.values()), cell_width(1, layout), sizes.small)
    above = wrap(y_label, cell_width(1, layout), sizes.small)
    start = key_height(key, sizes.small) + len(above) * pitch + 3.0
    limit = _limit(table)
    with house_style():
        sheet = open_sheet(words, layout, start + grid.total)
        after = draw_key(sheet, key, sheet.top, sizes.small)
        sheet.write(sheet.left, after + 0.8, above, sizes.small, colour=SOFT_INK, name="y-label")
        for i, (_, block) in enumerate(blocks):
            left, top = grid.place(i)
            left, top = sheet.left + left, sheet.top + start + top
            sheet.write(left, top, names[i], sizes.body, bold=True, name="panel-name")
            box = (left + AXIS_WIDTH, top + head, width - AXIS_WIDTH - 5, PLOT_HEIGHT)
            axes = sheet.axes(*box)
            days = _frame(axes, block, table, limit, sizes.small)
            for cause, rows in block[block["series"] == "curve"].groupby("cause", sort=False):
                if cause in looks:
                    _curve(axes, rows, looks[cause], days)
            end = _at_risk(sheet, axes, block, days, box, x_label)
            sheet.write(left, end + 0.8, notes[i], sizes.small, colour=SOFT_INK, italic=True, name="note")
    return sheet.figure


def describe(data: Protected, words: FigureWords, *, y_label: str = "", x_label: str = "") -> str:
    """Alt text: the share with each kind of exit on the last day that is shown, group by group."""
    require_protected(data, RENDERER)
    table = require_columns(data.table, COLUMNS, RENDERER)
    parts = ["Step curves of the share of people with each kind of exit, a panel a group."]
    shown = table[table["series"] == "curve"].dropna(subset=["share"])
    for label, block in shown.groupby("label", sort=False):
        ends = [rows.iloc[-1] for _, rows in block.groupby("cause", sort=False)]
        told = [
            f"{end['cause_label']} {interval_text(100 * end['share'], 100 * end['lower'], 100 * end['upper'])} percent"
            for end in ends
        ]
        parts.append(f"{label}, by day {number_text(max(end['day'] for end in ends))}: {', '.join(told)}.")
    if shown.empty:
        parts.append("All values are hidden because too few people left.")
    return " ".join([*parts, words.title])


def _looks(table: pd.DataFrame) -> dict[str, KeyEntry]:
    """Colour and marker of each kind; the event is what people who left look like."""
    curves = table[table["series"] == "curve"]
    causes = curves[curves.groupby("cause")["share"].transform("count") > 0].drop_duplicates("cause")
    looks = {}
    for i, (cause, label) in enumerate(zip(causes["cause"], causes["cause_label"], strict=True)):
        colour = EXITS["left"] if cause == EVENT else EXITS.get(cause, HUES[i % len(HUES)])
        looks[cause] = KeyEntry(label, colour, "-", MARKERS[i % len(MARKERS)])
    return looks


def _limit(table: pd.DataFrame) -> float:
    """A little above the highest band, one for all panels."""
    highest = table[["share", "upper"]].max().max()
    return 1.0 if pd.isna(highest) else min(1.0, max(0.1, 1.05 * highest))


def _hidden_words(block: pd.DataFrame) -> str:
    curves = block[block["series"] == "curve"].groupby("cause_label", sort=False)["share"].count()
    hidden = [str(label) for label, count in curves.items() if not count]
    return f"Too few to show: {', '.join(hidden)}." if hidden else ""


def _frame(axes: Axes, block: pd.DataFrame, table: pd.DataFrame, limit: float, size: float) -> list[float]:
    days = sorted(float(day) for day in block.loc[block["series"] == "at_risk", "day"].unique())
    axes.set_xlim(0, max(float(table["day"].max()), 1.0))
    axes.set_xticks(days, labels=[number_text(day) for day in days])
    share_axis(axes, limit, size)
    return days


def _curve(axes: Axes, rows: pd.DataFrame, look: KeyEntry, days: list[float]) -> None:
    """Steps, band, and a marker at the days of the ticks; nothing for a hidden kind."""
    rows = rows.dropna(subset=["share"]).sort_values("day")
    if rows.empty:
        return
    day, share = rows["day"].to_numpy(float), rows["share"].to_numpy(float)
    axes.fill_between(
        day, rows["lower"].to_numpy(float), rows["upper"].to_numpy(float), step="post", color=look.colour, alpha=0.14,
        linewidth=0, zorder=2,
    )  # fmt: skip
    axes.step(
        day,
        share,
        where="post",
        color=look.colour,
        linewidth=1.6,
        clip_on=False,
        zorder=3,
        gid=f"curve:{rows['cause'].iloc[0]}",
    )
    # Not before the first step: its own day is not told, so a mark at 0 would say too much.
    places = [
        place for place in days if place <= day[-1] and share[day.searchsorted(place, side="right") - 1] > 0
    ]
    at = day.searchsorted(places, side="right") - 1
    axes.plot(
        places, share[at], linestyle="none", marker=look.marker, markersize=4.4, color=look.colour, markeredgecolor="white",
        markeredgewidth=0.5, clip_on=False, zorder=5,
    )  # fmt: skip


def _at_risk(sheet: Sheet, axes: Axes, block: pd.DataFrame, days: list[float], box, x_label: str) -> float:
    """Name of the axis and the numbers at risk under the ticks."""
    left, top, width, height = box
    size = sheet.sizes.small
    place = top + height + TICKS_HEIGHT
    place = sheet.write(
        left + width / 2, place, [x_label], size, colour=SOFT_INK, align="center", name="x-label"
    )
    place = sheet.write(
        left - AXIS_WIDTH, place, ["Still in care and followed"], size, bold=True, name="table-title"
    )
    numbers = block[block["series"] == "at_risk"].set_index("day")["number"]
    texts = [count_text(numbers[day]) for day in days]
    columns = [left + day / axes.get_xlim()[1] * width for day in days]
    kept = kept_columns(columns, column_widths([texts], size)) if days else []
    for x, text, keep in zip(columns, texts, kept, strict=True):
        if keep:
            sheet.write(x, place, [text], size, align="center", name="number")
    return place + line_height(size)
