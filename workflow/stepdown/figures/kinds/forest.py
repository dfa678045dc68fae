"""Estimates with intervals, one a row, on one scale with the null line named."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import NullFormatter, NullLocator

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.figures.forest_rows import (
    Columns,
    Place,
    Row,
    auto_digits,
    columns,
    place_rows,
    read_rows,
)
from stepdown.figures.forest_scale import ForestScale, forest_scale
from stepdown.figures.groups import require_columns
from stepdown.figures.sheet import Sheet, inner_width, open_sheet
from stepdown.figures.style import GRID, INK, SIZES, SOFT_INK, house_style
from stepdown.figures.text import line_height, wrap
from stepdown.figures.words import FigureWords

RENDERER = "figures.forest"
COLUMNS = ("group", "label", "estimate", "lower", "upper", "status", "reason", "role")
NULL_NAME = "no difference"


def draw(
    data: Protected,
    words: FigureWords,
    layout: str = "full",
    *,
    scale: str = "ratio",
    left_means: str = "",
    right_means: str = "",
    estimate_label: str | None = None,
    x_label: str | None = None,
    digits: int | None = None,
) -> Figure:
    """Draw a forest plot.

    Parameters
    ----------
    data : Protected
        Table with `COLUMNS`, drawn in its order, with a heading wherever `group` changes. Rows whose `status` is
        not "ok" are empty and give the reason; "reference" rows print "reference"; `role` "naive" is grey and
        hollow.
    words : FigureWords
        Title, subtitle and caption.
    layout : {"full", "phone"}
        180 or 80 mm wide. On the phone each interval stands under its label.
    scale : {"ratio", "difference"}
        Ratios have a log axis and the null 1, differences a plain axis and the null 0.
    left_means, right_means : str
        What it means to be left or right of the null, such as "less use" and "more use".
    estimate_label, x_label : str, optional
        Heading of the numbers and name of the axis.
    digits : int, optional
        Decimals of the printed numbers; by default 2 for ratios and by size for differences.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_protected(data, RENDERER)
    table = require_columns(data.table, COLUMNS, RENDERER)
    is_ratio, sizes, inner = scale == "ratio", SIZES[layout], inner_width(layout)
    pitch = line_height(sizes.body)
    rows = read_rows(table, auto_digits(table, is_ratio) if digits is None else digits)
    heading = estimate_label or ("Ratio (95% interval)" if is_ratio else "Difference (95% interval)")
    cols = columns(rows, heading, layout, inner)
    places = place_rows(rows, cols, layout)
    drawn = np.array([(r.estimate, r.lower, r.upper) for r in rows if r.drawn], dtype=float).reshape(-1, 3)
    axis = forest_scale(*drawn.T, is_ratio, cols.plot, sizes.small)

    # Vertical plan: heading of the numbers, name of the null, rows, ticks, meaning of the sides, axis name.
    phone = layout == "phone"
    heading_lines = wrap(heading, inner if phone else cols.numbers, sizes.body)
    head = (len(heading_lines) + phone) * pitch + 1.5
    null_x = cols.plot_left + axis.share(axis.null) * cols.plot
    left_lines = wrap(f"← {left_means}", null_x - 1.5, sizes.body) if left_means else []
    right_lines = wrap(f"{right_means} →", inner - null_x - 1.5, sizes.body) if right_means else []
    sides = max(len(left_lines), len(right_lines)) * pitch
    name = wrap(x_label or ("Ratio, log scale" if is_ratio else "Difference"), cols.plot, sizes.small)
    ticks = 1.6 + line_height(sizes.small) + 0.8
    body = head + places[-1].bottom + ticks + sides + len(name) * line_height(sizes.small)

    with house_style():
        sheet = open_sheet(words, layout, body)
        rows_top = sheet.top + head
        left = sheet.left + cols.plot_left
        axes = sheet.axes(left, rows_top, cols.plot, places[-1].bottom)
        _frame(axes, axis, places[-1].bottom, sizes.small)
        sheet.write(sheet.right, sheet.top, heading_lines, sizes.body, colour=SOFT_INK, align="right")
        null_x += sheet.left
        sheet.write(
            null_x,
            rows_top - pitch - 0.6,
            [NULL_NAME],
            sizes.body,
            colour=INK,
            align="center",
            name="null-name",
        )
        for row, place in zip(rows, places, strict=True):
            _draw_mark(axes, axis, row, place.middle)
            _write_row(sheet, row, place, cols, rows_top, phone)
        below = rows_top + places[-1].bottom + ticks
        sheet.write(null_x - 1.5, below, left_lines, sizes.body, align="right", name="left-means")
        sheet.write(null_x + 1.5, below, right_lines, sizes.body, name="right-means")
        sheet.write(
            left + cols.plot / 2,
            below + sides,
            name,
            sizes.small,
            colour=SOFT_INK,
            align="center",
            name="x-label",
        )
    return sheet.figure


def describe(
    data: Protected,
    words: FigureWords,
    *,
    scale: str = "ratio",
    left_means: str = "",
    right_means: str = "",
    estimate_label: str | None = None,
    x_label: str | None = None,
    digits: int | None = None,
) -> str:
    """Alt text: what is drawn, the side of the first primary estimate and its interval, and what is missing."""
    require_protected(data, RENDERER)
    table = require_columns(data.table, COLUMNS, RENDERER)
    is_ratio = scale == "ratio"
    rows = read_rows(table, auto_digits(table, is_ratio) if digits is None else digits)
    drawn = [row for row in rows if row.drawn]
    kind = "ratios" if is_ratio else "differences"
    parts = [f"Forest plot of {len(drawn)} {kind} with their intervals."]
    if drawn:
        key = next((row for row in drawn if row.primary), drawn[0])
        side = _side(key, 1.0 if is_ratio else 0.0, left_means, right_means)
        parts.append(f"{key.label}: {key.numbers}, {side}.")
    empty = sum(bool(row.reason) for row in rows)
    if empty:
        parts.append(f"{empty} {'row is' if empty == 1 else 'rows are'} empty, with the reason.")
    return " ".join([*parts, words.title])


def _side(row: Row, null: float, left_means: str, right_means: str) -> str:
    """On which side of the null the estimate is, and whether its interval reaches across."""
    left = row.estimate < null
    meaning = left_means if left else right_means
    side = f"on the side of {meaning}" if meaning else f"{'left' if left else 'right'} of the null line"
    reaches = row.lower <= null <= row.upper
    return f"{side}, with an interval that reaches across the null line" if reaches else side


def _frame(axes: Axes, axis: ForestScale, height: float, size: float) -> None:
    if axis.is_ratio:
        axes.set_xscale("log")
    axes.set_xlim(axis.low, axis.high)
    axes.set_ylim(height, 0)  # mm from the top, as on the sheet
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xticks(list(axis.ticks), labels=list(axis.texts))
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=size, pad=2)
    axes.grid(axis="x", color=GRID, linewidth=0.4)
    axes.axvline(axis.null, color=INK, linewidth=0.8, zorder=2, gid="null")


def _draw_mark(axes: Axes, axis: ForestScale, row: Row, y: float) -> None:
    if not row.drawn:
        return
    width = 1.8 if row.primary else 1.2
    if np.isfinite(row.lower) and np.isfinite(row.upper):
        ends = [max(row.lower, axis.low), min(row.upper, axis.high)]
        axes.plot(ends, [y, y], color=row.colour, linewidth=width, zorder=3, gid="interval")
        for end, cut, arrow in ((ends[0], row.lower < axis.low, "<"), (ends[1], row.upper > axis.high, ">")):
            if cut:
                axes.plot(
                    [end], [y], arrow, color=row.colour, markersize=4, clip_on=False, zorder=4, gid="cut"
                )
    axes.plot(
        [row.estimate],
        [y],
        marker="o" if row.naive else "s",
        markersize=6 if row.primary else 4.6,
        color=row.colour,
        markerfacecolor="white" if row.naive else row.colour,
        markeredgewidth=1.2 if row.naive else 0,
        zorder=5,
        gid="estimate",
    )


def _write_row(sheet: Sheet, row: Row, place: Place, cols: Columns, top: float, phone: bool) -> None:
    size = sheet.sizes.body
    pitch = line_height(size)
    colour = SOFT_INK if row.naive or row.reason else INK
    sheet.write(
        sheet.left, top + place.heading_top, place.heading, size, bold=True, name="heading", card=phone
    )
    number_top, reason_top = top + place.top, top + place.middle - len(place.reason) * pitch / 2
    label_top = number_top
    if not phone:
        label_top, number_top = (top + place.middle - n * pitch / 2 for n in (len(place.label), 1))
    # On the phone words lie over the plot: a white card keeps the null line out of them.
    sheet.write(sheet.left, label_top, place.label, size, colour=colour, name="row-label", card=phone)
    numbers: Sequence[str] = [row.numbers] if row.numbers else []
    sheet.write(
        sheet.right, number_top, numbers, size, colour=colour, align="right", name="row-number", card=phone
    )
    sheet.write(
        sheet.left + cols.plot_left,
        reason_top,
        place.reason,
        size,
        colour=SOFT_INK,
        italic=True,
        name="reason",
        card=True,
    )
