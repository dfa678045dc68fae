"""A plot over time with labels at the line ends and a table of numbers below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from stepdown.figures.groups import Group
from stepdown.figures.number_table import NumberTable, column_widths, crowded, kept_columns
from stepdown.figures.sheet import MARGIN, Sheet, inner_width, open_sheet
from stepdown.figures.spread import spread
from stepdown.figures.style import SIZES, SOFT_INK
from stepdown.figures.text import line_height, text_width, widest, wrap
from stepdown.figures.words import FigureWords

PLOT_HEIGHT = {"full": 66.0, "phone": 58.0}
NAME_WIDTH = {"full": 32.0, "phone": 0.0}  # row names beside the table; on the phone they stand above it
LABEL_ROOM = {"full": (40.0, 3), "phone": (19.0, 2)}  # widest label and most lines beside the plot
LABEL_GAP = 4.0
EARLY = 0.1  # share of the plot before whose end a line must stop to be called early


@dataclass(frozen=True)
class TimeAxis:
    """Days of the ticks, what is printed at them, and the days the plot spans."""

    days: Sequence[float]
    texts: Sequence[str]
    start: float
    end: float
    label: str


@dataclass(frozen=True)
class ValueAxis:
    """Limits, ticks and name of the vertical axis."""

    low: float
    high: float
    ticks: Sequence[float]
    texts: Sequence[str]
    label: str


@dataclass(frozen=True)
class Panel:
    """The drawn frame. `box` is left, top, width and height of the plot in mm."""

    sheet: Sheet
    axes: Axes
    groups: Sequence[Group]
    time: TimeAxis
    value: ValueAxis
    box: tuple[float, float, float, float]
    label_lines: Sequence[Sequence[str]]
    stops: Sequence[str]

    def x(self, day: float) -> float:
        left, _, width, _ = self.box
        return left + (day - self.time.start) / (self.time.end - self.time.start) * width

    def y(self, value: float) -> float:
        _, top, _, height = self.box
        return top + (self.value.high - value) / (self.value.high - self.value.low) * height

    def days(self, mm: float) -> float:
        """How many days a distance on paper is."""
        return mm / self.box[2] * (self.time.end - self.time.start)

    def label_ends(self, ends: Sequence[tuple[float, float] | None]) -> None:
        """Label each group at its last point (day, value); None for a group that has no point.

        Labels that do not fit beside the plot are left to the table, where each name has a line sample.
        """
        if not self.label_lines:
            return
        shown = [i for i, end in enumerate(ends) if end is not None]
        size, (left, top, width, height) = self.sheet.sizes.body, self.box
        tall = [(len(self.label_lines[i]) + bool(self.stops[i])) * line_height(size) for i in shown]
        centres = spread([self.y(ends[i][1]) for i in shown], [h + 0.8 for h in tall], top - 2, top + height)
        for i, h, centre in zip(shown, tall, centres, strict=True):
            group, start = self.groups[i], left + width + LABEL_GAP
            if not self.stops[i]:
                self._leader(ends[i], start - 0.8, centre, group.colour)
            look = {"colour": group.colour, "name": f"end-label:{group.level}"}
            below = self.sheet.write(start, centre - h / 2, self.label_lines[i], size, bold=True, **look)
            self.sheet.write(start, below, [self.stops[i]] if self.stops[i] else [], size, **look)

    def _leader(self, end: tuple[float, float], x: float, y: float, colour: str) -> None:
        # Short; grey and dotted inside the plot, so that nobody takes it for more of the line.
        edge, (x0, y0) = self.box[0] + self.box[2] + 1, (self.x(end[0]) + 1.2, self.y(end[1]))
        if x0 < edge:
            self.sheet.line([x0, edge, x], [y0, y0, y], color=SOFT_INK, linewidth=0.6, linestyle=(0, (1, 2)))
        elif abs(y - y0) > 0.8:
            self.sheet.line([edge, x], [y0, y], color=colour, linewidth=0.6)


def open_panel(
    words: FigureWords,
    layout: str,
    groups: Sequence[Group],
    time: TimeAxis,
    value: ValueAxis,
    table_title: str,
    cells: Sequence[Sequence[str]],
    stops: Sequence[str],
) -> Panel:
    """Draw the frame of a figure over time: words, axes, ticks and the table of numbers.

    Parameters
    ----------
    cells : one sequence of texts a group, aligned with `time.days`.
    stops : a text a group, such as "to day 300" for a line that ends early, else "".
    """
    sizes, inner = SIZES[layout], inner_width(layout)
    pitch = line_height(sizes.small)
    labels = _end_labels(groups, layout)
    names = NAME_WIDTH[layout]
    if any(len(wrap(group.label, names, sizes.small)) > 3 for group in groups if names):
        names = 0.0

    widths = column_widths([time.texts, *cells], sizes.small)
    ticks_width = widest(list(value.texts), sizes.small) + 2.0
    name_space = max(
        (widest(wrap(g.label, names, sizes.small), sizes.small) for g in groups if names), default=0
    )
    left = max(ticks_width, name_space + 2.5 + widths[0] / 2 if names else 0.0)
    label_space = max((widest(list(lines), sizes.body, bold=True) for lines in labels), default=0)
    label_space = max(label_space, widest(list(stops), sizes.body)) if labels else 0
    right = label_space + LABEL_GAP if labels else widths[-1] / 2
    box_width = inner - left - right

    span = time.end - time.start
    columns = [MARGIN + left + (day - time.start) / span * box_width for day in time.days]
    tick_texts, cells = _fit(columns, time.texts, cells, sizes.small)
    kept = kept_columns(columns, column_widths([tick_texts, *cells], sizes.small))

    y_label = wrap(value.label, inner, sizes.body)
    tick_lines = max(text.count("\n") + 1 for text in tick_texts)
    x_label = wrap(time.label, inner, sizes.small)
    table = NumberTable(table_title, groups, cells, sizes.small, names)
    above = len(y_label) * line_height(sizes.body) + 3.0
    ticks_height = 2.1 + tick_lines * pitch
    below = ticks_height + len(x_label) * pitch + 2.2
    sheet = open_sheet(words, layout, above + PLOT_HEIGHT[layout] + below + table.height())

    box = (MARGIN + left, sheet.top + above, box_width, PLOT_HEIGHT[layout])
    sheet.write(MARGIN, sheet.top, y_label, sizes.body, colour=SOFT_INK, name="y-label")
    axes = sheet.axes(*box)
    _frame(axes, time, value, [t if k else "" for t, k in zip(tick_texts, kept, strict=True)], sizes.small)
    end = box[1] + box[3] + ticks_height
    end = sheet.write(
        box[0] + box_width / 2, end, x_label, sizes.small, colour=SOFT_INK, align="center", name="x-label"
    )
    table.draw(sheet, end + 2.2, columns, kept)
    return Panel(sheet, axes, groups, time, value, box, labels, stops)


def stop_texts(ends: Sequence[tuple[float, str] | None], start: float, end: float) -> list[str]:
    """ "to day 300" for each line whose last point (day, its name) is well before the end of the plot.

    A label in the margin cannot point at such a line without crossing the others.
    """
    return [f"to {point[1]}" if point and end - point[0] > EARLY * (end - start) else "" for point in ends]


def _end_labels(groups: Sequence[Group], layout: str) -> list[list[str]]:
    """Wrapped labels, or none at all if one of them does not fit beside the plot."""
    room, most = LABEL_ROOM[layout]
    size = SIZES[layout].body
    words = [word for group in groups for word in group.label.split()]
    labels = [wrap(group.label, room, size, bold=True) for group in groups]
    fits = all(len(lines) <= most for lines in labels) and all(
        text_width(word, size, bold=True) <= room for word in words
    )
    return labels if fits else []


def _fit(
    columns: Sequence[float], ticks: Sequence[str], cells: Sequence[Sequence[str]], size: float
) -> tuple[list[str], list[list[str]]]:
    """Break tick texts, and numbers such as "98 of 120", over two lines where one line is too wide."""
    if crowded(columns, column_widths([ticks], size)):
        ticks = [text.replace(" ", "\n") for text in ticks]
    if crowded(columns, column_widths(cells, size)):
        cells = [[text.replace(" of ", "\nof ") for text in row] for row in cells]
    return list(ticks), [list(row) for row in cells]


def _frame(axes: Axes, time: TimeAxis, value: ValueAxis, tick_texts: Sequence[str], size: float) -> None:
    axes.set_xlim(time.start, time.end)
    axes.set_ylim(value.low, value.high)
    axes.set_xticks(list(time.days), labels=list(tick_texts))
    axes.set_yticks(list(value.ticks), labels=list(value.texts))
    axes.tick_params(labelsize=size, pad=3)
    axes.grid(axis="y")
    for label in [*axes.get_xticklabels(), *axes.get_yticklabels()]:
        label.set_parse_math(False)
