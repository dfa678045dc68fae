"""How wide a text is and where it breaks. Millimetres throughout."""

from __future__ import annotations

from functools import cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties

from stepdown.figures.style import DPI, MM_PER_INCH

MM_PER_POINT = MM_PER_INCH / 72
LINE_PITCH = 1.28  # distance of two baselines in units of the text size
BASELINE = 1.0  # from the top of a line to its baseline, in the same units


@cache
def _ruler() -> RendererAgg:
    # The renderer that will draw the figure also measures it, at the same resolution.
    return RendererAgg(10, 10, DPI)


@cache
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width in mm of one line of DejaVu Sans at `size` points."""
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    width, _, _ = _ruler().get_text_width_height_descent(text, font, False)
    return width / DPI * MM_PER_INCH


def line_height(size: float) -> float:
    """Distance of two baselines in mm."""
    return size * MM_PER_POINT * LINE_PITCH


def wrap(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Break a text at spaces so that each line is at most `width` mm; a longer single word is cut.

    A line feed in the text stays a line break. Thin spaces inside numbers are never broken.
    """
    lines: list[str] = []
    for paragraph in str(text).split("\n"):
        line = ""
        for word in (part for whole in paragraph.split(" ") for part in _cut(whole, width, size, bold)):
            longer = f"{line} {word}" if line else word
            if line and text_width(longer, size, bold) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return lines if any(lines) else []


def widest(lines: list[str], size: float, bold: bool = False) -> float:
    """Width in mm of the widest line, 0 if there is none."""
    return max((text_width(line, size, bold) for line in lines), default=0.0)


def _cut(word: str, width: float, size: float, bold: bool) -> list[str]:
    """The word itself, or pieces of it if no line could hold it."""
    pieces = []
    while text_width(word, size, bold) > width and len(word) > 1:
        keep = len(word) - 1
        while keep > 1 and text_width(word[:keep], size, bold) > width:
            keep -= 1
        pieces.append(word[:keep])
        word = word[keep:]
    return [*pieces, word]
