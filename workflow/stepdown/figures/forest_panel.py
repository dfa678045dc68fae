"""One panel of a forest: the rows of one measure on one scale. All panels of a figure share their columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from stepdown.figures.forest_draw import (
    AxisWords,
    axis_words,
    draw_frame,
    draw_mark,
    write_axis_words,
    write_row,
)
from stepdown.figures.forest_measures import MEASURES, Measure
from stepdown.figures.forest_rows import Columns, Place, Row, auto_digits, columns, place_rows, read_rows
from stepdown.figures.forest_scale import ForestScale, forest_scale
from stepdown.figures.sheet import Sheet, inner_width
from stepdown.figures.style import SIZES, SOFT_INK
from stepdown.figures.text import line_height, text_width, wrap

NULL_NAME = "no difference"
TICKS_HEIGHT = 6.0  # tick numbers, with air above and below
PANEL_GAP = 6.0
Meanings = Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class ForestPanel:
    """Rows, their places and their axis. `head` is the height of what stands above the rows, in mm."""

    measure: Measure
    name: Sequence[str]
    rows: Sequence[Row]
    places: Sequence[Place]
    cols: Columns
    axis: ForestScale
    below: AxisWords
    heading: Sequence[str]
    head: float

    @property
    def rows_height(self) -> float:
        return self.places[-1].bottom

    @property
    def height(self) -> float:
        return self.head + self.rows_height + TICKS_HEIGHT + self.below.height

    def draw(self, sheet: Sheet, start: float, phone: bool) -> None:
        """Draw the panel from `start` down."""
        body, small = sheet.sizes.body, sheet.sizes.small
        pitch, top = line_height(body), start + self.head
        axes = sheet.axes(sheet.left + self.cols.plot_left, top, self.cols.plot, self.rows_height)
        draw_frame(axes, self.axis, self.rows_height, small, grid=not phone)
        after = sheet.write(sheet.left, start, self.name, body, bold=True, name="panel-name")
        numbers = after if phone else start
        sheet.write(sheet.right, numbers, self.heading, body, colour=SOFT_INK, align="right")
        null_x = sheet.left + self.cols.plot_left + self.axis.share(self.axis.null) * self.cols.plot
        sheet.write(null_x, top - pitch - 0.6, [NULL_NAME], body, align="center", name="null-name")
        for row, place in zip(self.rows, self.places, strict=True):
            draw_mark(axes, self.axis, row, place.middle)
            write_row(sheet, row, place, self.cols, top, above=phone)
        write_axis_words(sheet, self.below, null_x, top + self.rows_height + TICKS_HEIGHT)


def measured_rows(table: pd.DataFrame) -> list[tuple[str, list[Row]]]:
    """Measure and rows of each panel, in the table's order, in the units of the axis."""
    found = []
    for name, block in table.groupby("measure", sort=False):
        numbers = ["estimate", "lower", "upper"]
        scaled = block.assign(**(block[numbers].astype(float) * MEASURES[name].factor))
        found.append((name, read_rows(scaled, auto_digits(scaled, MEASURES[name].is_ratio))))
    return found


def meaning(name: str, means: Meanings | None) -> tuple[str, str]:
    """What left and right of the null mean: as the figure says it, or as the measure does."""
    return (means or {}).get(name) or (MEASURES[name].left, MEASURES[name].right)


def lay_out(table: pd.DataFrame, layout: str, means: Meanings | None, unit: str) -> list[ForestPanel]:
    """The panels of a forest, one a measure; `unit` is that of a score."""
    blocks, inner = measured_rows(table), inner_width(layout)
    shared = columns(
        [row for _, rows in blocks for row in rows],
        [MEASURES[name].heading for name, _ in blocks],
        layout,
        inner,
    )
    return [
        _lay_out(name, rows, shared, layout, (*meaning(name, means), unit), len(blocks) > 1)
        for name, rows in blocks
    ]


def _lay_out(
    name: str, rows: list[Row], cols: Columns, layout: str, words: tuple[str, str, str], named: bool
) -> ForestPanel:
    *sides, unit = words
    measure, phone, sizes, inner = MEASURES[name], layout == "phone", SIZES[layout], inner_width(layout)
    drawn = np.array([(row.estimate, row.lower, row.upper) for row in rows if row.drawn], dtype=float)
    axis = forest_scale(*drawn.reshape(-1, 3).T, measure.is_ratio, cols.plot, sizes.small)
    null_x = cols.plot_left + axis.share(axis.null) * cols.plot
    of = measure.name.format(unit=unit)
    below = axis_words(*sides, "" if named else of, null_x, inner, sizes)
    heading = _heading(measure.heading, inner if phone else cols.numbers, sizes.body)
    # Beside the labels the name of a panel must end before the words over the null line.
    room = inner if phone else null_x - text_width(NULL_NAME, sizes.body) / 2 - 2
    title = wrap(of, room, sizes.body, bold=True) if named else []
    lines = len(title) + len(heading) + 1 if phone else max(len(heading), len(title))
    head = lines * line_height(sizes.body) + 1.5
    return ForestPanel(measure, title, rows, place_rows(rows, cols, layout), cols, axis, below, heading, head)


def _heading(heading: str, width: float, size: float) -> list[str]:
    """The heading of the numbers; if it needs two lines, the second starts at the parenthesis."""
    if text_width(heading, size) > width:
        heading = heading.replace(" (", "\n(")
    return wrap(heading, width, size)
