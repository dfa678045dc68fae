"""Survival and incidence curves: steps with bands, and the number at risk below."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.errors import Problem, StepdownError
from stepdown.figures.groups import Group, key_groups, read_groups, require_columns
from stepdown.figures.panel import Panel, TimeAxis, ValueAxis, open_panel, stop_texts
from stepdown.figures.style import SOFT_INK, count_text, house_style, interval_text, number_text
from stepdown.figures.text import wrap
from stepdown.figures.words import FigureWords

RENDERER = "figures.curves"
COLUMNS = ("series", "level", "label", "is_reference", "day", "share", "lower", "upper", "number")
TOO_FEW = "too few people had the event, or were left"
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def draw(
    data: Protected,
    words: FigureWords,
    layout: str = "full",
    *,
    y_label: str = "Percent of people",
    x_label: str = "Days since the start",
    table_title: str = "Number at risk",
    direction: str = "falls",
    why_hidden: str = TOO_FEW,
) -> Figure:
    """Draw 1 to 4 step curves.

    Parameters
    ----------
    data : Protected
        Table with `COLUMNS`. Rows with series "curve" are a right-continuous step function whose `share`,
        `lower` and `upper` run from 0 to 1; rows with series "at_risk" hold `number` at the tick days.
    words : FigureWords
        Title, subtitle and caption.
    layout : {"full", "phone"}
        180 or 80 mm wide.
    y_label, x_label, table_title : str
        Names of the axes and of the table below.
    direction : {"falls", "rises"}
        Which way curves run: what has to be said inside the plot stands in the corner that they leave free.
    why_hidden : str
        Why a group has no curve.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_protected(data, RENDERER)
    table = require_columns(data.table, COLUMNS, RENDERER)
    groups = read_groups(table)
    days = _tick_days(table)
    start, end = min(0.0, *days), max(float(table["day"].max()), 1.0)
    ends = [_end(group) for group in groups]
    with house_style():
        panel = open_panel(
            words,
            layout,
            groups,
            TimeAxis(days, [number_text(day) for day in days], start, end, x_label),
            ValueAxis(0, 1, QUARTERS, [f"{100 * share:.0f}%" for share in QUARTERS], y_label),
            table_title,
            [_at_risk_texts(group, days) for group in groups],
            stop_texts([point and (point[0], f"day {number_text(point[0])}") for point in ends], start, end),
        )
        for group in groups:
            _draw_curve(panel.axes, group)
            if len(groups) > 2 or not panel.label_lines:
                _mark_days(panel.axes, group, days)
        panel.label_ends(ends)
        if None in ends:
            _say_what_is_hidden(panel, direction, why_hidden)
    return panel.sheet.figure


def describe(
    data: Protected,
    words: FigureWords,
    *,
    y_label: str = "Percent of people",
    x_label: str = "Days since the start",
    table_title: str = "Number at risk",
    direction: str = "falls",
    why_hidden: str = TOO_FEW,
) -> str:
    """Alt text: what is drawn, in which direction it runs, and the two shares on the last common day."""
    require_protected(data, RENDERER)
    groups = read_groups(require_columns(data.table, COLUMNS, RENDERER))
    what = f"Step curves of {y_label[:1].lower()}{y_label[1:]} over days, for {_names(groups)}."
    first, second = key_groups([group for group in groups if _end(group)] or groups)
    shown = [group for group in (first, second) if group is not None and _end(group)]
    if not shown:
        return f"{what} All values are hidden because {why_hidden}. {words.title}"
    day = min(_end(group)[0] for group in shown)
    numbers = " and ".join(f"{_share_at(group, day)} in {group.label}" for group in shown)
    verb = "Each curve" if len(groups) > 1 else "The curve"
    hidden = _hidden_words(groups, why_hidden)
    return f"{what} {verb} {direction}: by day {number_text(day)} to {numbers}. {hidden and hidden + ' '}{words.title}"


def _hidden_words(groups: Sequence[Group], why: str) -> str:
    """Which groups have no curve, and why; an empty text if each has one."""
    hidden = [group for group in groups if _end(group) is None]
    return f"No curve for {_names(hidden)}: {why}." if hidden else ""


def _say_what_is_hidden(panel: Panel, direction: str, why: str) -> None:
    """A group without a curve would otherwise look forgotten."""
    left = direction == "rises"
    size = panel.sheet.sizes.small
    panel.axes.text(
        0.02 if left else 0.98,
        0.97,
        "\n".join(wrap(_hidden_words(panel.groups, why), 0.6 * panel.box[2], size)),
        transform=panel.axes.transAxes,
        horizontalalignment="left" if left else "right",
        verticalalignment="top",
        fontsize=size,
        color=SOFT_INK,
        parse_math=False,
        gid="no-curve",
    )


def _tick_days(table: pd.DataFrame) -> list[float]:
    days = sorted(float(day) for day in table.loc[table["series"] == "at_risk", "day"].unique())
    if not days:
        raise StepdownError(
            [
                Problem(
                    RENDERER,
                    "The table has no rows with series at_risk, so the figure has no ticks.",
                    "Add the protected number at risk at the tick days.",
                )
            ]
        )
    return days


def _curve(group: Group) -> pd.DataFrame:
    return group.rows[group.rows["series"] == "curve"]


def _end(group: Group) -> tuple[float, float] | None:
    """Last day and share that may be shown."""
    shown = _curve(group).dropna(subset=["share"])
    return None if shown.empty else (float(shown["day"].iloc[-1]), float(shown["share"].iloc[-1]))


def _draw_curve(axes, group: Group) -> None:
    rows = _curve(group)
    day, share = rows["day"].to_numpy(float), rows["share"].to_numpy(float)
    lower, upper = rows["lower"].to_numpy(float), rows["upper"].to_numpy(float)
    axes.fill_between(day, lower, upper, step="post", color=group.colour, alpha=0.14, linewidth=0, zorder=2)
    # Clipping off: a curve along 0% or 100% keeps its full width.
    axes.step(
        day,
        share,
        where="post",
        color=group.colour,
        linewidth=1.6,
        clip_on=False,
        zorder=3 if group.is_reference else 4,
        gid=f"curve:{group.level}",
    )


def _mark_days(axes, group: Group, days: list) -> None:
    """Markers at the tick days, so that close curves are told apart without their colours.

    Dashes would serve badly: a curve of many small steps breaks them up.
    """
    shown = _curve(group).dropna(subset=["share"])
    if shown.empty:
        return
    # Not on the first day, where all curves start from one point.
    places = [day for day in days if shown["day"].iloc[0] < day <= shown["day"].iloc[-1]]
    rows = shown["day"].searchsorted(places, side="right") - 1
    axes.plot(
        places,
        shown["share"].to_numpy(float)[rows],
        linestyle="none",
        marker=group.marker,
        markersize=4.4,
        color=group.colour,
        markeredgecolor="white",
        markeredgewidth=0.5,
        clip_on=False,
        zorder=5 if group.is_reference else 6,
        gid=f"marks:{group.level}",
    )


def _at_risk_texts(group: Group, days: list) -> list[str]:
    numbers = group.rows[group.rows["series"] == "at_risk"].set_index("day")["number"]
    return [count_text(numbers[day]) if day in numbers.index else "" for day in days]


def _share_at(group: Group, day: float) -> str:
    rows = _curve(group).dropna(subset=["share"])
    row = rows[rows["day"] <= day].iloc[-1]
    return f"{interval_text(100 * row['share'], 100 * row['lower'], 100 * row['upper'])} percent"


def _names(groups: Sequence[Group]) -> str:
    labels = [group.label for group in groups]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"
