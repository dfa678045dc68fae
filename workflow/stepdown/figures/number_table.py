"""The table of numbers under a plot, its columns at the ticks and its rows in the groups' colours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stepdown.figures.groups import Group
from stepdown.figures.sheet import Sheet
from stepdown.figures.text import line_height, widest, wrap

ROW_GAP = 0.9
SAMPLE = 7.0  # length of the line sample before a name
ABOVE_WIDTH = 64.0  # of a name above its numbers; fits the phone beside the sample
COLUMN_GAP = 1.3


@dataclass(frozen=True)
class NumberTable:
    """Texts of a table; `cells` has one list a group, in the order of the columns. "" prints nothing."""

    title: str
    groups: Sequence[Group]
    cells: Sequence[Sequence[str]]
    size: float
    name_width: float  # space left of the plot for names; 0 puts each name above its numbers

    def names(self, i: int) -> list[str]:
        if self.name_width:
            return wrap(self.groups[i].label, self.name_width, self.size)
        return wrap(self.groups[i].label, ABOVE_WIDTH, self.size, bold=True)

    def row_lines(self, i: int) -> int:
        """Lines of text that row `i` takes."""
        names, cells = len(self.names(i)), max(text.count("\n") + 1 for text in self.cells[i])
        return max(names, cells) if self.name_width else names + cells

    def height(self) -> float:
        lines = 1 + sum(self.row_lines(i) for i in range(len(self.groups)))
        return lines * line_height(self.size) + len(self.groups) * ROW_GAP

    def draw(self, sheet: Sheet, top: float, columns: Sequence[float], kept: Sequence[bool]) -> None:
        """Write the table; `columns` are the ticks in mm, `kept` says which of them are printed."""
        pitch = line_height(self.size)
        top = sheet.write(sheet.left, top, [self.title], self.size, bold=True, name="table-title") + ROW_GAP
        for i, group in enumerate(self.groups):
            lines, names = self.row_lines(i), self.names(i)
            if self.name_width:
                offset = (lines - len(names)) * pitch / 2
                sheet.write(sheet.left, top + offset, names, self.size, colour=group.colour, name="row-name")
                cells_top, room = top, lines
            else:
                _sample(sheet, group, top + 0.55 * pitch)
                start = sheet.left + SAMPLE + 1.5
                cells_top = sheet.write(
                    start, top, names, self.size, colour=group.colour, bold=True, name="row-name"
                )
                room = lines - len(names)
            for x, text, keep in zip(columns, self.cells[i], kept, strict=True):
                if keep and text:
                    parts = text.split("\n")
                    shift = (room - len(parts)) * pitch / 2
                    sheet.write(
                        x,
                        cells_top + shift,
                        parts,
                        self.size,
                        colour=group.colour,
                        align="center",
                        name=f"number:{group.level}",
                    )
            top += lines * pitch + ROW_GAP


def _sample(sheet: Sheet, group: Group, y: float) -> None:
    xs = [sheet.left, sheet.left + SAMPLE / 2, sheet.left + SAMPLE]
    sheet.line(
        xs,
        [y] * 3,
        color=group.colour,
        linewidth=1.6,
        marker=group.marker,
        markevery=[1],
        markersize=4.6,
        markeredgecolor="white",
        markeredgewidth=0.5,
    )


def crowded(columns: Sequence[float], widths: Sequence[float]) -> bool:
    """True if texts of these widths, centred on these columns, would touch."""
    return not all(kept_columns(columns, widths))


def kept_columns(columns: Sequence[float], widths: Sequence[float]) -> list[bool]:
    """Which columns can be printed without touching. The first and the last always are."""
    kept, last = [0], len(columns) - 1

    def clear(a: int, b: int) -> bool:
        return columns[b] - columns[a] >= (widths[a] + widths[b]) / 2 + COLUMN_GAP

    for i in range(1, last + 1):
        if i == last:
            while len(kept) > 1 and not clear(kept[-1], i):
                kept.pop()
        if i == last or clear(kept[-1], i):
            kept.append(i)
    return [i in kept for i in range(len(columns))]


def column_widths(rows: Sequence[Sequence[str]], size: float) -> list[float]:
    """Width in mm of the widest text in each column."""
    return [max(widest(text.split("\n"), size) for text in column) for column in zip(*rows, strict=True)]
