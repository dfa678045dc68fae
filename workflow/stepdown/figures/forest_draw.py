"""The marks and words of a forest plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullFormatter, NullLocator

from stepdown.figures.forest_rows import Columns, Place, Row
from stepdown.figures.forest_scale import ForestScale
from stepdown.figures.sheet import Sheet
from stepdown.figures.style import GRID, INK, SOFT_INK, TextSizes
from stepdown.figures.text import line_height, wrap

NULL_AIR = 1.5  # mm between the null line and the words that say what its sides mean


@dataclass(frozen=True)
class AxisWords:
    """What the sides of the null mean, and the name of the axis: wrapped lines and their height in mm."""

    left: Sequence[str]
    right: Sequence[str]
    name: Sequence[str]
    name_offset: float
    height: float


def axis_words(left: str, right: str, name: str, null_x: float, inner: float, sizes: TextSizes) -> AxisWords:
    """Wrap the words under the axis; `null_x` is the null line in mm from the left margin."""
    # A no-break space keeps each arrow with its word.
    left_lines = wrap(f"←\u00a0{left}", null_x - NULL_AIR, sizes.body) if left else []
    right_lines = wrap(f"{right}\u00a0→", inner - null_x - NULL_AIR, sizes.body) if right else []
    names = wrap(name, 2 * min(null_x, inner - null_x), sizes.small)
    sides = max(len(left_lines), len(right_lines))
    offset = sides * line_height(sizes.body) + (0.8 if sides else 0)
    return AxisWords(left_lines, right_lines, names, offset, offset + len(names) * line_height(sizes.small))


def write_axis_words(sheet: Sheet, words: AxisWords, null_x: float, top: float) -> None:
    """Write them from `top` down, on both sides of the null line at `null_x`."""
    body, small = sheet.sizes.body, sheet.sizes.small
    sheet.write(null_x - NULL_AIR, top, words.left, body, align="right", name="left-means")
    sheet.write(null_x + NULL_AIR, top, words.right, body, name="right-means")
    name_top = top + words.name_offset
    sheet.write(null_x, name_top, words.name, small, colour=SOFT_INK, align="center", name="x-label")


def draw_frame(axes: Axes, scale: ForestScale, height: float, size: float, grid: bool) -> None:
    """Limits, ticks and null line. The vertical coordinate is mm below the top, as on the sheet."""
    if scale.is_ratio:
        axes.set_xscale("log")
    axes.set_xlim(scale.low, scale.high)
    axes.set_ylim(height, 0)
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xticks(list(scale.ticks), labels=list(scale.texts))
    axes.set_yticks([])
    axes.tick_params(axis="x", labelsize=size, pad=2)
    if grid:
        axes.grid(axis="x", color=GRID, linewidth=0.4)
    axes.axvline(scale.null, color=INK, linewidth=0.8, zorder=2, gid="null")


def draw_mark(axes: Axes, scale: ForestScale, row: Row, y: float) -> None:
    """Interval and estimate of a row; nothing for an empty row. A cut interval ends in an arrow."""
    if not row.drawn:
        return
    if np.isfinite(row.lower) and np.isfinite(row.upper):
        ends = [max(row.lower, scale.low), min(row.upper, scale.high)]
        width = 1.8 if row.primary else 1.2
        axes.plot(ends, [y, y], color=row.colour, linewidth=width, zorder=3, gid="interval")
        cuts = ((ends[0], row.lower < scale.low, "<"), (ends[1], row.upper > scale.high, ">"))
        for end, cut, arrow in cuts:
            if cut:
                axes.plot(
                    [end], [y], arrow, color=row.colour, markersize=4, clip_on=False, zorder=4, gid="cut"
                )
    if np.isnan(row.estimate):
        return
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


def write_row(sheet: Sheet, row: Row, place: Place, cols: Columns, top: float, above: bool) -> None:
    """Heading, label, numbers and reason of a row whose rows start at `top`.

    `above` is the phone layout: words lie over the plot, on white cards that keep the null line out of them.
    """
    size = sheet.sizes.body
    pitch = line_height(size)
    colour = SOFT_INK if row.naive or row.reason else INK
    label_top = number_top = top + place.top
    if not above:
        label_top, number_top = (top + place.middle - n * pitch / 2 for n in (len(place.label), 1))
    reason_top = top + place.middle - len(place.reason) * pitch / 2
    sheet.write(
        sheet.left, top + place.heading_top, place.heading, size, bold=True, name="heading", card=above
    )
    sheet.write(sheet.left, label_top, place.label, size, colour=colour, name="row-label", card=above)
    sheet.write(
        sheet.right,
        number_top,
        [row.numbers] if row.numbers else [],
        size,
        colour=colour,
        align="right",
        name="row-number",
        card=above,
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
