"""Tipping grid: a difference by how much worse people lost from each of two groups did than like people who were seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.figures.grid import Grid, KeyEntry, cell_width, columns_of, draw_key, key_height, key_lines
from stepdown.figures.groups import require_columns
from stepdown.figures.sheet import Sheet, inner_width, open_sheet
from stepdown.figures.style import INK, SIZES, SOFT_INK, house_style, number_text
from stepdown.figures.text import line_height, text_width, wrap
from stepdown.figures.words import FigureWords

RENDERER = "figures.tipping"
COLUMNS = (
    "level", "label", "reference_label", "here", "there", "here_step", "there_step",
    "estimate", "lower", "upper", "changes", "status", "reason",
)  # fmt: skip
# Blue below no effect, white at it, orange above; the ends carry black and white letters both.
BLUE, ORANGE = "#3f5bb5", "#d98a1f"
COLOURS = LinearSegmentedColormap.from_list("no effect is white", [BLUE, "#ffffff", ORANGE], N=257)
CELL = {"full": 11.0, "phone": 10.0}
EMPTY = "Not shown: {why}."


def draw(
    data: Protected,
    words: FigureWords,
    layout: str = "full",
    *,
    axis_name: str = "People lost from {group}",
    decimals: int = 0,
    factor: float = 1.0,
    unit: str = "",
    sides: tuple[str, str] = ("less", "more"),
) -> Figure:
    """Draw one grid a compared level: up, people lost from it did worse; to the right, people lost from the reference.

    Parameters
    ----------
    data : Protected
        Table with `COLUMNS`. A level that may not be shown has one row with the reason.
    words : FigureWords
        Title, subtitle and caption.
    layout : {"full", "phone"}
        180 mm wide with two grids side by side, or 80 mm with one below the other.
    axis_name : str
        Name of both axes; `{group}` stands for the group whose lost people an axis is about.
    decimals, factor, unit : how to write a difference: times `factor`, with so many decimals, in this unit.
    sides : what a difference below and above no effect means.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_protected(data, RENDERER)
    table = _table(data)
    sizes = SIZES[layout]
    blocks = [block for _, block in table.groupby("level", sort=False)]
    columns = columns_of(len(blocks), layout)
    width = cell_width(columns, layout)
    panels = [_Panel(block, width, layout, axis_name, len(blocks) > 1) for block in blocks]
    grid = Grid(len(blocks), columns, width, max(panel.height for panel in panels))
    shown = table[table["status"] == "ok"]
    key = _key(shown, sides)
    lines = key_lines(key, inner_width(layout), sizes.small) if key else []
    limit = max(float(np.abs(shown["estimate"]).max()) if len(shown) else 0.0, 1e-9)
    with house_style():
        sheet = open_sheet(words, layout, key_height(lines, sizes.small) + 2 + grid.total)
        top = draw_key(sheet, lines, sheet.top, sizes.small) + 2
        for i, panel in enumerate(panels):
            left, down = grid.place(i)
            panel.draw(sheet, sheet.left + left, top + down, limit, decimals, factor)
    return sheet.figure


def describe(
    data: Protected,
    words: FigureWords,
    *,
    axis_name: str = "",
    decimals: int = 0,
    factor: float = 1.0,
    unit: str = "",
    sides: tuple[str, str] = ("less", "more"),
) -> str:
    """Alt text: the difference where nobody who was lost differs, and in how many squares the conclusion changes."""
    require_protected(data, RENDERER)
    table = _table(data)
    said = [f"{words.title}."]
    for _, block in table.groupby("level", sort=False):
        if block["status"].iloc[0] != "ok":
            said.append(f"{block['label'].iloc[0]} {EMPTY.format(why=block['reason'].iloc[0])}".strip())
            continue
        start = block[(block["here"] == 0) & (block["there"] == 0)].iloc[0]
        changed = int((block["changes"] == "yes").sum())
        low, high = (
            number_text(factor * one, decimals) for one in (block["estimate"].min(), block["estimate"].max())
        )
        said.append(
            f"{start['label']} against {start['reference_label']}: a difference of "
            f"{number_text(factor * start['estimate'], decimals)} {unit} if people who were lost did as like "
            f"people who were seen, from {low} to {high} over all {len(block)} squares; {changed} of them "
            "change the conclusion."
        )
    return " ".join(said)


def _table(data: Protected) -> pd.DataFrame:
    # A file has no empty words: a grid that is not there comes without a level.
    return require_columns(data.table, COLUMNS, RENDERER).fillna({"level": "", "label": "", "reason": ""})


class _Panel:
    """One grid with its axes' words, measured before it is drawn."""

    def __init__(self, block: pd.DataFrame, width: float, layout: str, axis_name: str, several: bool):
        self.block, self.width, self.sizes = block, width, SIZES[layout]
        self.pitch = line_height(self.sizes.small)
        self.shown = block["status"].iloc[0] == "ok"
        first = block.iloc[0]
        self.name = (
            wrap(first["label"], width, self.sizes.body, bold=True) if several and first["label"] else []
        )
        if not self.shown:
            self.why = wrap(EMPTY.format(why=first["reason"]), width, self.sizes.body)
            self.height = (len(self.name) + len(self.why)) * line_height(self.sizes.body) + 2
            return
        self.steps = [str(step) for step in block["there_step"].iloc[: int(block["there"].max()) + 1]]
        self.label_width = max(text_width(step, self.sizes.small) for step in self.steps) + 2
        self.up = wrap(axis_name.format(group=first["label"]) + " ↑", width, self.sizes.small)
        self.right = wrap(axis_name.format(group=first["reference_label"]) + " →", width, self.sizes.small)
        wide = max(text_width(step, self.sizes.small) for step in self.steps) + 1.5
        fits = (width - self.label_width) / len(self.steps)
        self.stepped = wide > min(fits, 2.2 * CELL[layout])
        self.cell = min(fits, max(wide, 2.2 * CELL[layout])), CELL[layout]
        self.height = (
            len(self.name) * line_height(self.sizes.body)
            + (len(self.up) + len(self.right) + (2 if self.stepped else 1)) * self.pitch
            + len(self.steps) * self.cell[1]
            + 5
        )

    def draw(self, sheet: Sheet, left: float, top: float, limit: float, decimals: int, factor: float) -> None:
        top = sheet.write(left, top, self.name, self.sizes.body, bold=True, name="panel-name")
        if not self.shown:
            sheet.write(left, top, self.why, self.sizes.body, colour=SOFT_INK, italic=True, name="empty")
            return
        top = sheet.write(left, top, self.up, self.sizes.small, colour=SOFT_INK, name="y-label") + 1
        n, (wide, tall) = len(self.steps), self.cell
        axes = sheet.axes(left + self.label_width, top, n * wide, n * tall)
        axes.set_axis_off()
        axes.set_xlim(0, n)
        axes.set_ylim(0, n)
        for i, step in enumerate(self.steps):
            middle = top + (n - i - 0.5) * tall - self.pitch / 2
            sheet.write(
                left + self.label_width - 1.5, middle, [step], self.sizes.small, align="right", name="y-step"
            )
            # Where words are wider than the squares, every other one stands a line lower.
            drop = self.pitch if self.stepped and i % 2 else 0.0
            at = left + self.label_width + (i + 0.5) * wide
            sheet.write(
                at, top + n * tall + 1 + drop, [step], self.sizes.small, align="center", name="x-step"
            )
        _squares(axes, self.block, limit, decimals, factor, self.sizes.small)
        bottom = top + n * tall + 2 + (2 if self.stepped else 1) * self.pitch
        sheet.write(left, bottom, self.right, self.sizes.small, colour=SOFT_INK, name="x-label")


def _squares(
    axes: Axes, block: pd.DataFrame, limit: float, decimals: int, factor: float, size: float
) -> None:
    for row in block.to_dict("records"):
        x, y = float(row["there"]), float(row["here"])
        colour = COLOURS(0.5 + 0.5 * float(np.clip(row["estimate"] / limit, -1, 1)))
        axes.add_patch(
            Rectangle((x, y), 1, 1, facecolor=colour, edgecolor="white", linewidth=0.8, gid="square")
        )
        if row["changes"] == "yes":
            axes.add_patch(
                Rectangle(
                    (x + 0.05, y + 0.07),
                    0.9,
                    0.86,
                    facecolor="none",
                    edgecolor=INK,
                    linewidth=1.3,
                    gid="changes",
                )
            )
        text = number_text(factor * row["estimate"], decimals)
        axes.text(
            x + 0.5, y + 0.5, text, fontsize=size, color=_ink(colour), ha="center", va="center", gid="value"
        )


def _ink(colour: Sequence[float]) -> str:
    """Black or white letters, whichever stand out more (WCAG relative luminance)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    return INK if float(np.dot(linear, (0.2126, 0.7152, 0.0722))) > 0.2 else "#ffffff"


def _key(shown: pd.DataFrame, words: tuple[str, str]) -> list[KeyEntry]:
    if shown.empty:
        return []
    group = shown["label"].iloc[0] if shown["level"].nunique() == 1 else "the compared group"
    sides = [
        KeyEntry(f"{word} in {group}", hue, "", "s") for word, hue in zip(words, (BLUE, ORANGE), strict=True)
    ]
    there = [shown["estimate"].min() < 0, shown["estimate"].max() > 0]
    outline = [KeyEntry("outlined: another conclusion", INK, "", "s", "white")]
    return [side for side, drawn in zip(sides, there, strict=True) if drawn] + (
        outline if (shown["changes"] == "yes").any() else []
    )
