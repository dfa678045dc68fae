"""Ink of an alluvial diagram: bands of solid or hatched colour, and ribbons that fade from one colour into the next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from stepdown.figures.alluvial import REST, Alluvium, Band
from stepdown.figures.sheet import Sheet
from stepdown.figures.style import EXITS, LADDER, SOFT_INK, number_text
from stepdown.figures.text import MM_PER_POINT, line_height, text_width

# In the order of the key.
COLOURS = {
    **{name: LADDER[name] for name in LADDER if name not in ("withdrawal_management", "aftercare")},
    "between_levels": "#77777d",
    "aftercare": LADDER["aftercare"],
    "out_planned": EXITS["completed"],
    "out_unplanned": EXITS["left"],
    "incarcerated": EXITS["incarcerated"],
    "died": EXITS["died"],
    REST: "#ffffff",
}
# Out of care is hatched, so that no colour has to tell a way out from a rung of the ladder.
HATCHED = ("out_planned", "out_unplanned", "incarcerated", "died")
HATCH = "/////"
STRONG, FAINT = 0.50, 0.22
# How far along a ribbon its bend reaches.
BEND = 0.5


@dataclass(frozen=True)
class Frame:
    """Where the diagram stands: `box` is left, top, width and height in mm; time runs right, or `down`."""

    sheet: Sheet
    box: tuple[float, float, float, float]
    alluvium: Alluvium
    band: float
    down: bool

    @cached_property
    def axes(self) -> Axes:
        left, top, width, height = self.box
        axes = self.sheet.axes(left, top, width, height)
        axes.set_xlim(left, left + width)
        axes.set_ylim(top + height, top)
        axes.set_axis_off()
        return axes

    def along(self, column: int) -> float:
        """Where a column of bands begins, in mm from the page's edge in the direction of time."""
        start, length = (self.box[1], self.box[3]) if self.down else (self.box[0], self.box[2])
        steps = max(len(self.alluvium.days) - 1, 1)
        return start + column * (length - self.band) / steps

    def across(self, place: float) -> float:
        start, length = (self.box[0], self.box[2]) if self.down else (self.box[1], self.box[3])
        return start + place * length / max(self.alluvium.extent, 1e-9)

    def point(self, along: float, across: float) -> tuple[float, float]:
        return (across, along) if self.down else (along, across)


def draw_ribbons(frame: Frame) -> None:
    """Wide ribbons first, so that narrow ones stay to be seen."""
    for ribbon in sorted(frame.alluvium.ribbons, key=lambda one: -one.share):
        begin = frame.along(ribbon.origin.column) + frame.band
        end = frame.along(ribbon.goal.column)
        bend = begin + BEND * (end - begin)
        leaves, arrives = (
            [frame.across(place) for place in ends] for ends in (ribbon.leaves, ribbon.arrives)
        )
        corners = [
            (begin, leaves[0]), (bend, leaves[0]), (bend, arrives[0]), (end, arrives[0]),
            (end, arrives[1]), (bend, arrives[1]), (bend, leaves[1]), (begin, leaves[1]), (begin, leaves[0]),
        ]  # fmt: skip
        codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
        path = Path([frame.point(*corner) for corner in corners], codes)
        # Who stays where they are is the ground on which moves are seen.
        stays = ribbon.origin.state == ribbon.goal.state
        alpha = FAINT if stays and ribbon.origin.state in HATCHED else STRONG
        _faded(frame, path, ribbon.origin.state, ribbon.goal.state, alpha)


def _faded(frame: Frame, path: Path, origin: str, goal: str, alpha: float) -> None:
    share = np.linspace(0, 1, 128)[:, np.newaxis]
    colours = (1 - share) * np.array(to_rgb(COLOURS[origin])) + share * np.array(to_rgb(COLOURS[goal]))
    pixels = np.column_stack([colours, np.full(len(share), alpha)])
    (left, top), (right, bottom) = path.get_extents().get_points()
    picture = pixels[:, np.newaxis] if frame.down else pixels[np.newaxis]
    limits = frame.axes.get_xlim(), frame.axes.get_ylim()
    image = frame.axes.imshow(
        picture, extent=(left, right, bottom, top), origin="upper", aspect="auto", interpolation="bilinear", zorder=2
    )  # fmt: skip
    frame.axes.set_xlim(limits[0])
    frame.axes.set_ylim(limits[1])
    patch = PathPatch(path, facecolor="none", edgecolor="none", transform=frame.axes.transData)
    frame.axes.add_patch(patch)
    image.set_clip_path(patch)


def draw_bands(frame: Frame, size: float) -> None:
    """The bands, with people of 100 in those that have room for the number."""
    for band in frame.alluvium.bands:
        begin, end = frame.along(band.column), frame.along(band.column) + frame.band
        first, last = frame.across(band.start), frame.across(band.start + band.size)
        (x0, y0), (x1, y1) = frame.point(begin, first), frame.point(end, last)
        colour = COLOURS[band.state]
        look = {"facecolor": colour, "linewidth": 0.0, "zorder": 4, "gid": f"band:{band.state}"}
        if band.state in HATCHED:
            look |= {"hatch": HATCH, "edgecolor": "white"}
        if band.state == REST:
            look |= {"edgecolor": SOFT_INK, "linewidth": 0.5, "linestyle": (0, (2, 1.5))}
        frame.axes.add_patch(
            Rectangle((min(x0, x1), min(y0, y1)), abs(x1 - x0), abs(y1 - y0), clip_on=False, **look)
        )
        if band.share == band.share:
            _number(frame, band, (x0 + x1) / 2, (y0 + y1) / 2, last - first, size)


def _number(frame: Frame, band: Band, x: float, y: float, room: float, size: float) -> None:
    text = number_text(100 * band.share)
    needed = text_width(text, size, bold=True) + 1.6 if frame.down else line_height(size) + 0.2
    if room < needed:
        return
    ground = {"facecolor": COLOURS[band.state], "linewidth": 0.0, "pad": 0.9}
    frame.axes.text(
        x, y + 0.34 * size * MM_PER_POINT, text, fontsize=size, fontweight="bold", color="white", ha="center",
        va="baseline", bbox=ground, zorder=6, gid=f"number:{band.state}",
    )  # fmt: skip
