"""One look for every figure: colours, sizes and how a number is written."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

# Chosen together: each at least 3:1 on white, and told apart under the three colour-vision deficiencies.
LADDER = {
    "withdrawal_management": "#55505c",
    "inpatient": "#b33d0b",
    "residential": "#cb8705",
    "partial_hospitalization": "#8d73a1",
    "intensive_outpatient": "#203795",
    "outpatient": "#3796ff",
    "aftercare": "#008458",
}
EXITS = {
    "completed": "#008458",
    "transferred": "#3796ff",
    "left": "#b33d0b",
    "terminated": "#b33d0b",
    "incarcerated": "#55505c",
    "died": "#1a1a1a",
}
CONTRAST, REFERENCE = "#203795", "#6b6b6b"
# For groups that are no rungs of the ladder: neighbours in this order differ most.
HUES = ("#203795", "#cb8705", "#008458", "#b33d0b", "#8d73a1", "#3796ff", "#55505c")

INK, SOFT_INK, GRID = "#1a1a1a", "#55555a", "#dddddd"
# One a hue: seven groups are told apart without their colours.
MARKERS = ("o", "s", "^", "D", "v", "<", "p")

DPI = 300
MM_PER_INCH = 25.4
WIDTHS_MM = {"full": 180.0, "half": 88.0, "phone": 80.0}
MINUS, THIN_SPACE = "\u2212", "\u2009"

RC = {
    "font.family": ["DejaVu Sans"],
    "text.color": INK,
    "axes.edgecolor": "#8a8a8a",
    "axes.linewidth": 0.6,
    "axes.grid": False,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "xtick.major.size": 2.5,
    "xtick.major.width": 0.6,
    "xtick.color": "#8a8a8a",
    "xtick.labelcolor": INK,
    "ytick.major.size": 0,
    "ytick.labelcolor": INK,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "path.simplify": True,
    "hatch.linewidth": 0.7,
    "lines.solid_capstyle": "butt",
    "lines.dash_capstyle": "butt",
}


@dataclass(frozen=True)
class TextSizes:
    """Points at final size."""

    title: float
    subtitle: float
    body: float
    small: float


# The phone figure is 80 mm shown on about 100 mm of screen, so 7.5 pt is read as 12 px or more.
SIZES = {"full": TextSizes(11.5, 9, 8, 7.5), "phone": TextSizes(10.5, 8.5, 8, 7.5)}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw or save under the house style, whatever the reader's own matplotlib settings are."""
    from matplotlib import style

    with style.context(RC, after_reset=True):
        yield


def figure_size(width: str = "full", height_mm: float = 100) -> tuple[float, float]:
    """Width and height in inches.

    Parameters
    ----------
    width : {"full", "half", "phone"}
        180, 88 or 80 mm.
    height_mm : float
        Height in millimetres.
    """
    return WIDTHS_MM[width] / MM_PER_INCH, height_mm / MM_PER_INCH


def group_colours(levels: Sequence[str], references: Sequence[bool]) -> list[str]:
    """One colour a group, in the order of the groups.

    Two groups are the contrast of interest against grey. More groups keep their own colour if all are rungs
    of the ladder, and otherwise take the hues in their fixed order.
    """
    if len(levels) == 1:
        return [CONTRAST]
    if len(levels) == 2:
        grey = list(references).index(True) if any(references) else 1
        return [REFERENCE if i == grey else CONTRAST for i in range(2)]
    if all(level in LADDER for level in levels):
        return [LADDER[level] for level in levels]
    return [HUES[i % len(HUES)] for i in range(len(levels))]


def number_text(value: float, digits: int = 0) -> str:
    """A number with a true minus sign and thin spaces between thousands.

    >>> number_text(-12345.6).replace(THIN_SPACE, "_")
    '−12_346'
    """
    text = f"{abs(value):,.{digits}f}".replace(",", THIN_SPACE)
    # A value that rounds to nought has no sign.
    negative = value < 0 and float(f"{abs(value):.{digits}f}") != 0
    return (MINUS if negative else "") + text


def count_text(value: float) -> str:
    """A protected count; a hidden one says so and is never 0. The caption tells what is hidden."""
    return "hidden" if is_missing(value) else number_text(value)


def percent_text(share: float) -> str:
    return f"{number_text(100 * share)}%"


def interval_text(estimate: float, lower: float, upper: float, digits: int = 0) -> str:
    """Estimate with its interval, such as ``0.75 (0.52 to 1.08)``; the estimate alone if it has none."""
    if is_missing(lower) or is_missing(upper):
        return number_text(estimate, digits)
    return f"{number_text(estimate, digits)} ({number_text(lower, digits)} to {number_text(upper, digits)})"


def is_missing(value: object) -> bool:
    """True for None, NaN and pandas' NA."""
    if value is None or not hasattr(value, "__float__"):
        return True
    try:
        return math.isnan(float(value))
    except TypeError:  # pandas.NA
        return True
