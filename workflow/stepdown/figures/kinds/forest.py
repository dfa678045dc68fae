"""Estimates with intervals, one a row, on one scale with the null line named."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.figures.forest_draw import axis_words, draw_frame, draw_mark, write_axis_words, write_row
from stepdown.figures.forest_rows import Row, auto_digits, columns, place_rows, read_rows
from stepdown.figures.forest_scale import forest_scale
from stepdown.figures.groups import require_columns
from stepdown.figures.sheet import inner_width, open_sheet
from stepdown.figures.style import SIZES, SOFT_INK, house_style
from stepdown.figures.text import line_height, text_width, wrap
from stepdown.figures.words import FigureWords

RENDERER = "figures.forest"
COLUMNS = ("group", "label", "estimate", "lower", "upper", "status", "reason", "role")
NULL_NAME = "no difference"
TICKS_HEIGHT = 6.0  # tick numbers, with air above and below


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
        Table with `COLUMNS`, drawn in its order, with a heading wherever `group` changes. Rows whose `status`
        is not "ok" are empty and give the reason; "reference" rows print "reference"; `role` "naive" is grey
        and hollow.
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
    is_ratio, phone, sizes, inner = scale == "ratio", layout == "phone", SIZES[layout], inner_width(layout)
    rows = read_rows(table, auto_digits(table, is_ratio) if digits is None else digits)
    heading = estimate_label or ("Ratio (95% interval)" if is_ratio else "Difference (95% interval)")
    cols = columns(rows, heading, layout, inner)
    places = place_rows(rows, cols, layout)
    drawn = np.array([(r.estimate, r.lower, r.upper) for r in rows if r.drawn], dtype=float).reshape(-1, 3)
    axis = forest_scale(*drawn.T, is_ratio, cols.plot, sizes.small)
    name = x_label or ("Ratio, log scale" if is_ratio else "Difference")
    null_x = cols.plot_left + axis.share(axis.null) * cols.plot
    below = axis_words(left_means, right_means, name, null_x, inner, sizes)
    heading_lines = _heading(heading, inner if phone else cols.numbers, sizes.body)

    pitch, height = line_height(sizes.body), places[-1].bottom
    head = (len(heading_lines) + phone) * pitch + 1.5
    with house_style():
        sheet = open_sheet(words, layout, head + height + TICKS_HEIGHT + below.height)
        top = sheet.top + head
        axes = sheet.axes(sheet.left + cols.plot_left, top, cols.plot, height)
        draw_frame(axes, axis, height, sizes.small, grid=not phone)
        sheet.write(sheet.right, sheet.top, heading_lines, sizes.body, colour=SOFT_INK, align="right")
        null_x += sheet.left
        sheet.write(null_x, top - pitch - 0.6, [NULL_NAME], sizes.body, align="center", name="null-name")
        for row, place in zip(rows, places, strict=True):
            draw_mark(axes, axis, row, place.middle)
            write_row(sheet, row, place, cols, top, above=phone)
        write_axis_words(sheet, below, null_x, top + height + TICKS_HEIGHT)
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
    """Alt text: what is drawn, the first primary estimate with its interval and side, and what is missing."""
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


def _heading(heading: str, width: float, size: float) -> list[str]:
    """The heading of the numbers; if it needs two lines, the second starts at the parenthesis."""
    if text_width(heading, size) > width:
        heading = heading.replace(" (", "\n(")
    return wrap(heading, width, size)


def _side(row: Row, null: float, left_means: str, right_means: str) -> str:
    """On which side of the null the estimate is, and whether its interval reaches across."""
    left = row.estimate < null
    meaning = left_means if left else right_means
    side = f"on the side of {meaning}" if meaning else f"{'left' if left else 'right'} of the null line"
    reaches = row.lower <= null <= row.upper
    return f"{side}, with an interval that reaches across the null line" if reaches else side
