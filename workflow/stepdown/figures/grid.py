"""Small multiples: equal cells side by side on paper, one below the other on the phone; and a key above them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from stepdown.figures.sheet import Sheet, inner_width
from stepdown.figures.style import SOFT_INK
from stepdown.figures.text import line_height, text_width

GAP = 8.0
SAMPLE = 7.0
KEY_GAP = 5.0


@dataclass(frozen=True)
class Grid:
    """`n` cells of `width` × `height` mm in `columns` columns."""

    n: int
    columns: int
    width: float
    height: float

    @property
    def total(self) -> float:
        rows = -(-self.n // self.columns)
        return rows * self.height + (rows - 1) * GAP

    def place(self, i: int) -> tuple[float, float]:
        """Left and top of cell `i`, from the top left corner of the grid."""
        row, column = divmod(i, self.columns)
        return column * (self.width + GAP), row * (self.height + GAP)


def columns_of(n: int, layout: str, most: int = 2) -> int:
    return 1 if layout == "phone" else min(n, most)


def cell_width(columns: int, layout: str) -> float:
    """Width in mm of one of so many cells side by side."""
    return (inner_width(layout) - GAP * (columns - 1)) / columns


def share_axis(axes: Axes, limit: float, size: float) -> None:
    """A vertical axis of shares from 0 to `limit`, ticks in percent, with a light grid."""
    ticks = [
        tick for tick in MaxNLocator(nbins=5, steps=[1, 2, 5, 10]).tick_values(0, limit) if 0 <= tick <= limit
    ]
    axes.set_ylim(0, limit)
    axes.set_yticks(ticks, labels=[f"{100 * tick:.0f}%" for tick in ticks])
    axes.tick_params(labelsize=size, pad=3)
    axes.grid(axis="y")


@dataclass(frozen=True)
class KeyEntry:
    """A name with the look of what it stands for: a line style, a marker, or both."""

    label: str
    colour: str
    line: object = "-"
    marker: str = ""
    face: str = ""


def key_lines(entries: Sequence[KeyEntry], width: float, size: float) -> list[list[KeyEntry]]:
    """Entries in lines that are no wider than `width` mm."""
    lines: list[list[KeyEntry]] = [[]]
    used = 0.0
    for entry in entries:
        wide = SAMPLE + 1.5 + text_width(entry.label, size) + KEY_GAP
        if lines[-1] and used + wide > width:
            lines.append([])
            used = 0.0
        lines[-1].append(entry)
        used += wide
    return lines


def draw_key(sheet: Sheet, lines: Sequence[Sequence[KeyEntry]], top: float, size: float) -> float:
    """Write the key from `top` down and return where it ends."""
    pitch = line_height(size)
    for line in lines:
        x = sheet.left
        for entry in line:
            y = top + 0.55 * pitch
            sheet.line(
                [x, x + SAMPLE / 2, x + SAMPLE], [y] * 3, color=entry.colour, linewidth=1.6, linestyle=entry.line,
                marker=entry.marker or None, markevery=[1], markersize=4.6, markerfacecolor=entry.face or entry.colour,
            )  # fmt: skip
            sheet.write(x + SAMPLE + 1.5, top, [entry.label], size, colour=SOFT_INK, name="key")
            x += SAMPLE + 1.5 + text_width(entry.label, size) + KEY_GAP
        top += pitch + 0.6
    return top


def key_height(lines: Sequence[Sequence[KeyEntry]], size: float) -> float:
    return len(lines) * (line_height(size) + 0.6)
