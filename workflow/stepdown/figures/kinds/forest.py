"""Estimates with intervals, one a row: a panel for each measure, on one scale with the null line named."""

from __future__ import annotations

from matplotlib.figure import Figure

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.figures.forest_measures import MEASURES
from stepdown.figures.forest_panel import PANEL_GAP, Meanings, lay_out, meaning, measured_rows
from stepdown.figures.forest_rows import Row
from stepdown.figures.groups import require_columns
from stepdown.figures.sheet import open_sheet
from stepdown.figures.style import house_style
from stepdown.figures.words import FigureWords

RENDERER = "figures.forest"
COLUMNS = ("measure", "group", "label", "estimate", "lower", "upper", "status", "reason", "role")


def draw(
    data: Protected,
    words: FigureWords,
    layout: str = "full",
    *,
    means: Meanings | None = None,
    unit: str = "points",
) -> Figure:
    """Draw a forest plot.

    Parameters
    ----------
    data : Protected
        Table with `COLUMNS`, drawn in its order: a panel for each `measure` of `forest_measures.MEASURES`, and in
        it a heading wherever `group` changes. Rows whose `status` is not "ok" are empty and give the reason;
        "reference" rows print "reference"; a row without an estimate is an interval alone; `role` "primary" is
        bold, "naive" grey and hollow.
    words : FigureWords
        Title, subtitle and caption.
    layout : {"full", "phone"}
        180 or 80 mm wide. On the phone each interval stands under its label.
    means : measure -> what it means to be left and right of the null, such as ("less use", "more use"), optional.
    unit : of a score.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_protected(data, RENDERER)
    panels = lay_out(require_columns(data.table, COLUMNS, RENDERER), layout, means, unit)
    with house_style():
        height = sum(panel.height for panel in panels) + PANEL_GAP * (len(panels) - 1)
        sheet = open_sheet(words, layout, height)
        top = sheet.top
        for panel in panels:
            panel.draw(sheet, top, layout == "phone")
            top += panel.height + PANEL_GAP
    return sheet.figure


def describe(
    data: Protected, words: FigureWords, *, means: Meanings | None = None, unit: str = "points"
) -> str:
    """Alt text: what is drawn, the first primary estimate with its interval and side, and what is missing."""
    require_protected(data, RENDERER)
    blocks = measured_rows(require_columns(data.table, COLUMNS, RENDERER))
    drawn = [(name, row) for name, rows in blocks for row in rows if row.drawn]
    kinds = {"ratios" if MEASURES[name].is_ratio else "differences" for name, _ in blocks}
    parts = [f"Forest plot of {len(drawn)} {' and '.join(sorted(kinds))} with their intervals."]
    if drawn:
        name, key = next(((name, row) for name, row in drawn if row.primary), drawn[0])
        side = _side(key, 1.0 if MEASURES[name].is_ratio else 0.0, *meaning(name, means))
        parts.append(f"{key.label}: {key.numbers}, {side}.")
    empty = sum(bool(row.reason) for _, rows in blocks for row in rows)
    if empty:
        parts.append(f"{empty} {'row is' if empty == 1 else 'rows are'} empty, with the reason.")
    return " ".join([*parts, words.title])


def _side(row: Row, null: float, left_means: str, right_means: str) -> str:
    """On which side of the null the estimate is, and whether its interval reaches across."""
    meant = left_means if row.estimate < null else right_means
    side = (
        f"on the side of {meant}"
        if meant
        else f"{'left' if row.estimate < null else 'right'} of the null line"
    )
    reaches = row.lower <= null <= row.upper
    return f"{side}, with an interval that reaches across the null line" if reaches else side
