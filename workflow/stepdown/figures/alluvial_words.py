"""Words of an alluvial diagram: days, names of the states beside their bands, and the key of the narrow layout."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from stepdown.figures.alluvial import REST, Alluvium, Band
from stepdown.figures.alluvial_draw import COLOURS, HATCH, HATCHED, Frame
from stepdown.figures.sheet import Sheet
from stepdown.figures.spread import spread
from stepdown.figures.style import INK, SOFT_INK, TextSizes, number_text
from stepdown.figures.text import BASELINE, MM_PER_POINT, line_height, text_width, widest, wrap

NAME_GAP = 2.2
NAME_ROOM = 27.0
SWATCH = 4.0


@dataclass(frozen=True)
class Name:
    """A name beside a band: bold lines, and below them how many of 100, with the interval."""

    band: Band
    lines: tuple[str, ...]
    number: str


def band_names(alluvium: Alluvium) -> list[Name]:
    """Names of the states on the first and on the last day."""
    last = len(alluvium.days) - 1
    return [_name(band) for band in alluvium.bands if band.column in (0, last)]


def _name(band: Band) -> Name:
    number = "" if band.state == REST else f"{number_text(100 * band.share)} of 100"
    if band.lower == band.lower:
        number += f" ({number_text(100 * band.lower)} to {number_text(100 * band.upper)})"
    return Name(band, tuple(wrap(band.label, NAME_ROOM, 8, bold=True)), number)


def name_widths(names: list[Name], alluvium: Alluvium, sizes: TextSizes) -> tuple[float, float]:
    """Room in mm left of the first column and right of the last one."""
    widths = [0.0, 0.0]
    for name in names:
        wide = max(widest(list(name.lines), sizes.body, bold=True), text_width(name.number, sizes.small))
        side = int(name.band.column > 0)
        widths[side] = max(widths[side], wide + NAME_GAP)
    return widths[0], widths[1]


def draw_names(frame: Frame, names: list[Name], sizes: TextSizes) -> None:
    """Beside their bands, moved apart where they would overlap; a thin line leads back to the band."""
    _, top, _, height = frame.box
    for right in (False, True):
        own = [name for name in names if (name.band.column > 0) == right]
        tall = [
            len(name.lines) * line_height(sizes.body) + line_height(sizes.small) * bool(name.number) for name in own
        ]  # fmt: skip
        wanted = [frame.across(name.band.start + name.band.size / 2) for name in own]
        centres = spread(wanted, [one + 0.9 for one in tall], top - 2, top + height + 2)
        for name, high, centre, middle in zip(own, tall, centres, wanted, strict=True):
            edge = frame.along(name.band.column) + (frame.band if right else 0)
            x = edge + NAME_GAP if right else edge - NAME_GAP
            colour = SOFT_INK if name.band.state == REST else COLOURS[name.band.state]
            align = "left" if right else "right"
            if abs(centre - middle) > 0.8:
                step = NAME_GAP - 0.5 if right else 0.5 - NAME_GAP
                frame.sheet.line([edge, edge + step], [middle, centre], color=colour, linewidth=0.6)
            below = frame.sheet.write(
                x, centre - high / 2, list(name.lines), sizes.body, colour=colour, bold=True, align=align,
                name=f"end-label:{name.band.state}",
            )  # fmt: skip
            lines = [name.number] if name.number else []
            frame.sheet.write(x, below, lines, sizes.small, align=align, name="end-number")


def draw_days(frame: Frame, sizes: TextSizes) -> None:
    """The day over each column, or above each row at its left."""
    for column, day in enumerate(frame.alluvium.days):
        text = "Start" if day == 0 else f"Day {number_text(day)}"
        if frame.down:
            top = frame.along(column) - line_height(sizes.small) - 0.5
            frame.sheet.write(
                frame.sheet.left, top, [text], sizes.small, bold=True, card=column > 0, name="day"
            )
        else:
            x, top = frame.along(column) + frame.band / 2, frame.box[1] - line_height(sizes.small) - 1.4
            frame.sheet.write(x, top, [text], sizes.small, bold=True, align="center", name="day")


def draw_names_between(frame: Frame, sizes: TextSizes) -> None:
    """States of neither the first nor the last day are named where most people are in them, right of the band."""
    last = len(frame.alluvium.days) - 1
    named = {band.state for band in frame.alluvium.bands if band.column in (0, last)} | {REST}
    others = {band.state: band for band in sorted(frame.alluvium.bands, key=lambda band: band.size)}
    gap = frame.along(1) - frame.along(0) - frame.band
    for state, band in others.items():
        if state in named:
            continue
        # A word is never cut: it rather lies over the next band.
        room = max(gap - 2.4, *(text_width(word, sizes.small, bold=True) for word in band.label.split()), 0.0)
        lines = wrap(band.label, room, sizes.small, bold=True)
        x = frame.along(band.column) + frame.band + 1.2
        pitch = line_height(sizes.small)
        top = frame.across(band.start + band.size / 2) - pitch * len(lines) / 2
        for i, line in enumerate(lines):
            frame.axes.text(
                x, top + i * pitch + BASELINE * sizes.small * MM_PER_POINT, line, fontsize=sizes.small,
                fontweight="bold", color=COLOURS[state], va="baseline", zorder=7,
                path_effects=[withStroke(linewidth=2.6, foreground="white")], gid=f"name:{state}",
            )  # fmt: skip


Key = list[list[tuple[float, Band]]]


def key_rows(alluvium: Alluvium, width: float, size: float) -> Key:
    """A swatch and a name for every state that is shown on any day, as many a row as fit."""
    first = {band.state: band for band in reversed(alluvium.bands)}
    order = sorted(first.values(), key=lambda band: list(COLOURS).index(band.state))
    rows: Key = [[]]
    place = 0.0
    for band in order:
        wide = SWATCH + 1.2 + text_width(band.label, size) + 3.5
        if rows[-1] and place + wide - 3.5 > width:
            rows.append([])
            place = 0.0
        rows[-1].append((place, band))
        place += wide
    return rows


def write_key(sheet: Sheet, rows: Key, top: float, size: float) -> None:
    """Draw the key."""
    pitch = line_height(size) + 0.8
    for i, row in enumerate(rows):
        for place, band in row:
            x, y = sheet.left + place, top + i * pitch
            corner = (x / sheet.width, 1 - (y + 0.85 * line_height(size)) / sheet.height)
            look = {"facecolor": COLOURS[band.state], "linewidth": 0.0}
            if band.state in HATCHED:
                look |= {"hatch": HATCH, "edgecolor": "white"}
            if band.state == REST:
                look |= {"edgecolor": SOFT_INK, "linewidth": 0.5, "linestyle": (0, (2, 1.5))}
            tall = 0.72 * line_height(size)
            sheet.figure.add_artist(Rectangle(corner, SWATCH / sheet.width, tall / sheet.height, **look))
            sheet.write(x + SWATCH + 1.2, y, [band.label], size, colour=INK, name="key")
