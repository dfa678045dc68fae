"""A figure laid out in millimetres from its top left corner: words above, body, caption below.

All heights are known before anything is drawn, so that nothing can overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from stepdown.figures.style import DPI, EXITS, INK, SIZES, SOFT_INK, WIDTHS_MM, TextSizes, figure_size
from stepdown.figures.text import BASELINE, MM_PER_POINT, line_height, widest, wrap
from stepdown.figures.words import FigureWords

MARGIN = 3.0
GAP = 1.2  # between title and subtitle
BODY_GAP = 3.5  # above and below the body
CARD_AIR = 0.8  # white left and right of words that lie over a plot


@dataclass(frozen=True)
class Sheet:
    """A figure and its body: the part between subtitle and caption."""

    figure: Figure
    width: float
    height: float
    top: float
    sizes: TextSizes

    @property
    def left(self) -> float:
        return MARGIN

    @property
    def right(self) -> float:
        return self.width - MARGIN

    def axes(self, left: float, top: float, width: float, height: float) -> Axes:
        """Axes at a place in mm from the top left corner of the figure."""
        bottom = self.height - top - height
        box = (left / self.width, bottom / self.height, width / self.width, height / self.height)
        axes = self.figure.add_axes(box)
        axes.patch.set_alpha(0)
        return axes

    def write(
        self,
        x: float,
        top: float,
        lines: Sequence[str],
        size: float,
        *,
        colour: str = INK,
        bold: bool = False,
        italic: bool = False,
        align: str = "left",
        name: str = "",
        card: bool = False,
    ) -> float:
        """Write lines below each other and return where the next line would start.

        `x` is the left, middle or right of the lines after `align`; `name` becomes the artists' gid.
        A `card` is a white ground that hides the lines behind the text.
        """
        if card and lines:
            self._card(x, top, lines, size, bold, align)
        for i, line in enumerate(lines):
            baseline = top + i * line_height(size) + BASELINE * size * MM_PER_POINT
            self.figure.text(
                x / self.width,
                1 - baseline / self.height,
                line,
                fontsize=size,
                color=colour,
                fontweight="bold" if bold else "normal",
                fontstyle="italic" if italic else "normal",
                ha=align,
                va="baseline",
                parse_math=False,
                gid=name or None,
            )
        return top + len(lines) * line_height(size)

    def _card(self, x: float, top: float, lines: Sequence[str], size: float, bold: bool, align: str) -> None:
        wide, tall = widest(list(lines), size, bold) + 2 * CARD_AIR, len(lines) * line_height(size)
        left = x - {"left": 0, "center": wide / 2, "right": wide}[align]
        left += {"left": -CARD_AIR, "center": 0, "right": CARD_AIR}[align]
        corner = (left / self.width, 1 - (top + tall) / self.height)
        # Above the axes, below the text.
        card = Rectangle(
            corner, wide / self.width, tall / self.height, facecolor="white", linewidth=0, zorder=2.5
        )
        self.figure.add_artist(card)

    def line(self, xs: Sequence[float], ys: Sequence[float], **style: object) -> None:
        """A line through points in mm."""
        self.figure.add_artist(
            Line2D([x / self.width for x in xs], [1 - y / self.height for y in ys], **style)
        )


def inner_width(layout: str) -> float:
    """Width in mm between the margins of a layout, "full" or "phone"."""
    return WIDTHS_MM[layout] - 2 * MARGIN


def open_sheet(words: FigureWords, layout: str, body_height: float) -> Sheet:
    """Make a figure that is as tall as its words and its body need, with the words written.

    Call inside `style.house_style()`.
    """
    sizes, width = SIZES[layout], inner_width(layout)
    tag = [words.tag] if words.tag else []
    title = wrap(words.title, width, sizes.title, bold=True)
    subtitle = wrap(words.subtitle, width, sizes.subtitle)
    caption = wrap(words.full_caption, width, sizes.small)
    body_top = (
        MARGIN
        + len(tag) * (line_height(sizes.small) + 0.4)
        + len(title) * line_height(sizes.title)
        + GAP
        + len(subtitle) * line_height(sizes.subtitle)
        + BODY_GAP
    )
    caption_top = body_top + body_height + BODY_GAP
    height = caption_top + len(caption) * line_height(sizes.small) + MARGIN

    figure = Figure(figsize=figure_size(layout, height), dpi=DPI)
    FigureCanvasAgg(figure)
    sheet = Sheet(figure, WIDTHS_MM[layout], height, body_top, sizes)
    place = sheet.write(MARGIN, MARGIN, tag, sizes.small, colour=EXITS["left"], bold=True, name="tag")
    place += 0.4 * len(tag)
    place = sheet.write(MARGIN, place, title, sizes.title, bold=True, name="title")
    sheet.write(MARGIN, place + GAP, subtitle, sizes.subtitle, colour=SOFT_INK, name="subtitle")
    sheet.write(MARGIN, caption_top, caption, sizes.small, colour=SOFT_INK, name="caption")
    return sheet
