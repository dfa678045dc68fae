"""One cohort, every definition: the share with the outcome, by definition and missing rule."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.figures.definition_rows import LOOKS, OTHER, ROW_AIR, Lane, Row, place_rows, read_rows
from stepdown.figures.forest_scale import forest_scale
from stepdown.figures.groups import require_columns
from stepdown.figures.sheet import Sheet, inner_width, open_sheet
from stepdown.figures.style import GRID, INK, SIZES, SOFT_INK, house_style, is_missing, number_text
from stepdown.figures.text import line_height, text_width, wrap
from stepdown.figures.words import FigureWords

RENDERER = "figures.definitions"
COLUMNS = (
    "definition", "label", "sources", "missing_rule", "is_published", "is_primary", "same_as", "level",
    "share", "lower", "upper", "difference", "difference_lower", "difference_upper",
)  # fmt: skip
TICKS_HEIGHT = 5.0
GAP = 5.0
LABEL = {"full": 46.0, "phone": 0.0}
SHARES = {"full": 0.56, "phone": 0.54}  # of what the label leaves, where differences stand beside the shares
KEY_GAP = 4.0
HIDDEN = "hidden to protect privacy"
PRIMARY = "the plan's definition"


def draw(
    data: Protected,
    words: FigureWords,
    layout: str = "full",
    *,
    share_label: str = "Percent of people",
    difference_label: str = "Difference in points",
    left_means: str = "",
    right_means: str = "",
) -> Figure:
    """Draw every definition as a row with a mark for each missing rule.

    Parameters
    ----------
    data : Protected
        Table with `COLUMNS`: one row a definition, missing rule and level; the level is missing for everyone.
        Marks show everyone's share. Where one group is compared with another, its difference stands at the right.
    words : FigureWords
        Title, subtitle and caption.
    layout : {"full", "phone"}
        180 or 80 mm wide. On the phone each definition stands above its marks.
    share_label, difference_label : str
        Names of the axes.
    left_means, right_means : str
        What it means to be left or right of no difference.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_protected(data, RENDERER)
    rows = read_rows(require_columns(data.table, COLUMNS, RENDERER))
    sizes, inner = SIZES[layout], inner_width(layout)
    label = LABEL[layout] or inner
    left = LABEL[layout] + (3.0 if LABEL[layout] else 2.0)
    places = place_rows(rows, label, layout)
    height = places[-1].bottom + 1.0
    differences = np.array([lane.difference for row in rows for lane in row.lanes]) * 100
    differences = differences[~np.isnan(differences[:, 0])]
    width = (inner - left - GAP) * SHARES[layout] if len(differences) else inner - left - 4.0
    key = _key_lines(rows, inner, sizes.small)
    pitch = line_height(sizes.small)
    second = inner - left - width - GAP
    heads = (wrap(share_label, width, sizes.small), wrap(difference_label, second, sizes.small))
    head = len(key) * (pitch + 0.6) + 1.5 + max(map(len, heads)) * pitch + 1.0
    sides = (f"←\u00a0{left_means}" if left_means else "", f"{right_means}\u00a0→" if right_means else "")
    # Side by side where they fit; a phone has them one below the other.
    lines = 1 if sum(text_width(side, sizes.small) for side in sides) + 4 <= second else 2
    below = lines * pitch if len(differences) and any(sides) else 0.0
    with house_style():
        sheet = open_sheet(words, layout, head + height + TICKS_HEIGHT + below)
        _draw_key(sheet, key, sheet.top)
        top = sheet.top + head
        names = top - 1.0 - len(heads[0]) * pitch
        sheet.write(sheet.left + left, names, heads[0], sizes.small, colour=SOFT_INK)
        shares = _axes(sheet, sheet.left + left, top, width, height, (0, 100), (0, 25, 50, 75, 100), "%")
        _draw_primary(shares, rows)
        panels = [(shares, "share")]
        if len(differences):
            scale = forest_scale(*differences.T, False, second, sizes.small)
            at = sheet.left + left + width + GAP
            sheet.write(at, top - 1.0 - len(heads[1]) * pitch, heads[1], sizes.small, colour=SOFT_INK)
            beside = _axes(sheet, at, top, second, height, (scale.low, scale.high), scale.ticks, "")
            beside.axvline(0, color=INK, linewidth=0.8, zorder=2, gid="null")
            panels.append((beside, "difference"))
            under = top + height + TICKS_HEIGHT
            sheet.write(at, under, [sides[0]], sizes.small, name="left-means")
            sheet.write(
                sheet.right,
                under + (lines - 1) * pitch,
                [sides[1]],
                sizes.small,
                align="right",
                name="right-means",
            )
        for row, place in zip(rows, places, strict=True):
            card, begin = layout == "phone", top + place.top
            if place.top:
                rule = begin - ROW_AIR / 2
                sheet.line([sheet.left, sheet.right], [rule, rule], color=GRID, linewidth=0.5, zorder=0)
            after = sheet.write(
                sheet.left, begin, place.label, sizes.body, bold=row.primary, name="label", card=card
            )
            sheet.write(sheet.left, after, place.sources, sizes.small, colour=SOFT_INK, card=card)
            for axes, value in panels:
                for lane, y in zip(row.lanes, place.lanes, strict=True):
                    _draw_mark(axes, lane, value, y, sizes.small)
    return sheet.figure


def describe(
    data: Protected,
    words: FigureWords,
    *,
    share_label: str = "Percent of people",
    difference_label: str = "Difference in points",
    left_means: str = "",
    right_means: str = "",
) -> str:
    """Alt text: what is drawn, the lowest and the highest share, and the plan's own."""
    require_protected(data, RENDERER)
    rows = read_rows(require_columns(data.table, COLUMNS, RENDERER))
    marks = [
        (lane.share[0], row, lane) for row in rows for lane in row.lanes if not is_missing(lane.share[0])
    ]
    drawn = f"{share_label[:1].lower()}{share_label[1:]}"
    what = f"{len(rows)} definitions, one a row, with a mark for each missing rule: {drawn}."
    if not marks:
        return f"{what} All shares are hidden. {words.title}"
    low, high = (pick(marks, key=lambda mark: mark[0]) for pick in (min, max))
    parts = [
        f"The lowest share is {_percent(low)} and the highest {_percent(high)}.",
        *(f"The plan's definition gives {_percent(mark)}." for mark in marks if mark[2].primary),
    ]
    return " ".join([what, *parts, words.title])


def _percent(mark: tuple[float, Row, Lane]) -> str:
    share, row, lane = mark
    return f"{number_text(100 * share)} percent ({row.label[0].lower()}{row.label[1:]}; {lane.look[2]})"


def _axes(sheet: Sheet, left, top, width, height, limits, ticks: Sequence[float], unit: str) -> Axes:
    axes = sheet.axes(left, top, width, height)
    axes.set_xlim(*limits)
    axes.set_ylim(height, 0)
    axes.set_yticks([])
    axes.set_xticks(list(ticks), labels=[f"{number_text(tick)}{unit}" for tick in ticks])
    axes.tick_params(axis="x", labelsize=sheet.sizes.small, pad=2)
    axes.grid(axis="x", color=GRID, linewidth=0.4)
    return axes


def _draw_primary(axes: Axes, rows: Sequence[Row]) -> None:
    """A line down from the plan's share, to hold every other against it."""
    for lane in (lane for row in rows for lane in row.lanes if lane.primary):
        if not is_missing(lane.share[0]):
            axes.axvline(
                100 * lane.share[0], color=INK, linewidth=0.7, linestyle=(0, (3, 2)), zorder=1, gid="primary"
            )


def _draw_mark(axes: Axes, lane: Lane, value: str, y: float, size: float) -> None:
    """A mark with its interval; a share that is hidden says so."""
    values = getattr(lane, value)
    marker, colour, _ = lane.look
    if is_missing(values[0]):
        if value == "share":
            axes.text(1.5, y, HIDDEN, fontsize=size, color=SOFT_INK, va="center_baseline", gid="hidden")
        return
    middle, low, high = (100 * value for value in values)
    axes.plot([low, high], [y, y], color=colour, linewidth=1.0, zorder=3, clip_on=False, gid="interval")
    axes.plot(
        [middle], [y], linestyle="none", marker=marker, markersize=3.6, markeredgewidth=0.9, markeredgecolor=colour,
        markerfacecolor=colour if lane.published else "white", zorder=4, clip_on=False, gid=f"mark:{lane.rule}",
    )  # fmt: skip
    if lane.primary:
        axes.plot(
            [middle], [y], linestyle="none", marker="o", markersize=8, markeredgewidth=1.0, markeredgecolor=INK,
            markerfacecolor="none", zorder=5, clip_on=False, gid="primary-ring",
        )  # fmt: skip


def _key_lines(
    rows: Sequence[Row], width: float, size: float
) -> list[list[tuple[tuple[str, str, str], bool, float]]]:
    """The key in lines: (marker, colour, words), filled, and the place from the left in mm."""
    used = {lane.look for row in rows for lane in row.lanes}
    looks = [(look, False) for look in [*LOOKS.values(), OTHER] if look in used]
    entries = [*looks, (("o", SOFT_INK, "filled: as published"), True)]
    if any(row.primary for row in rows):
        entries.append((("ring", INK, PRIMARY), False))
    lines, place = [[]], 0.0
    for look, filled in entries:
        wide = 4.0 + text_width(look[2], size) + KEY_GAP
        if lines[-1] and place + wide - KEY_GAP > width:
            lines.append([])
            place = 0.0
        lines[-1].append((look, filled, place))
        place += wide
    return lines


def _draw_key(sheet: Sheet, lines: list, top: float) -> None:
    size, pitch = sheet.sizes.small, line_height(sheet.sizes.small)
    for i, line in enumerate(lines):
        y = top + i * (pitch + 0.6)
        for (marker, colour, text), filled, place in line:
            ring = marker == "ring"
            sheet.line(
                [sheet.left + place + 1.5], [y + pitch / 2 + 0.2], marker="o" if ring else marker, linestyle="none",
                markersize=7 if ring else 3.8, markeredgewidth=0.9, markeredgecolor=colour,
                markerfacecolor=colour if filled else "none",
            )  # fmt: skip
            sheet.write(sheet.left + place + 4.0, y, [text], size, name="key")
