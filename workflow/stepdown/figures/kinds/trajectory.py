"""Mean of a score by wave, with its interval and the number interviewed below."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.figures.groups import Group, key_groups, read_groups, require_columns
from stepdown.figures.panel import TimeAxis, ValueAxis, open_panel
from stepdown.figures.points import draw_points, padded, point_stops, row_texts, shared_days
from stepdown.figures.style import count_text, house_style, interval_text, number_text
from stepdown.figures.words import FigureWords

RENDERER = "figures.trajectory"
COLUMNS = ("level", "label", "is_reference", "day", "mean", "lower", "upper", "number")


def draw(
    data: Protected,
    words: FigureWords,
    layout: str = "full",
    *,
    y_label: str = "Mean score",
    x_label: str = "Days since the start",
    table_title: str = "Number interviewed",
    good_direction: str | None = None,
) -> Figure:
    """Draw means by wave for 1 to 4 groups.

    Parameters
    ----------
    data : Protected
        Table with `COLUMNS`. A missing mean has no marker; a missing number is printed as "hidden".
    words : FigureWords
        Title, subtitle and caption.
    layout : {"full", "phone"}
        180 or 80 mm wide.
    y_label, x_label, table_title : str
        Names of the axes and of the table below.
    good_direction : {"lower", "higher"}, optional
        Adds "lower is better" or "higher is better" to the name of the vertical axis.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_protected(data, RENDERER)
    groups = read_groups(require_columns(data.table, COLUMNS, RENDERER))
    days = shared_days(groups)
    texts = [number_text(day) for day in days]
    with house_style():
        panel = open_panel(
            words,
            layout,
            groups,
            TimeAxis(days, texts, *padded(days, groups), x_label),
            _value_axis(groups, _with_note(y_label, good_direction)),
            table_title,
            [row_texts(group, days, lambda row: count_text(row.number)) for group in groups],
            point_stops(groups, "mean", days, [f"day {text}" for text in texts]),
        )
        draw_points(panel, "mean")
    return panel.sheet.figure


def describe(
    data: Protected,
    words: FigureWords,
    *,
    y_label: str = "Mean score",
    x_label: str = "Days since the start",
    table_title: str = "Number interviewed",
    good_direction: str | None = None,
) -> str:
    """Alt text: what is drawn, which way it runs, and the last mean of the two groups compared."""
    require_protected(data, RENDERER)
    groups = read_groups(require_columns(data.table, COLUMNS, RENDERER))
    what = f"Points with intervals: {_with_note(y_label, good_direction)}, by day and group."
    parts = [_course(group) for group in key_groups(groups) if group and group.rows["mean"].notna().any()]
    if not parts:
        return f"{what} No value may be shown. {words.title}"
    return f"{what} {'; '.join(parts)}. {words.title}"


def _course(group: Group) -> str:
    shown = group.rows.dropna(subset=["mean"])
    first, last = shown.iloc[0], shown.iloc[-1]
    before, after = number_text(first["mean"], 1), number_text(last["mean"], 1)
    end = f"{interval_text(last['mean'], last['lower'], last['upper'], 1)} on day {number_text(last['day'])}"
    if len(shown) == 1:
        return f"{group.label} is at {end}"
    if before == after:
        return f"{group.label} stays at {end}"
    verb = "falls" if last["mean"] < first["mean"] else "rises"
    return f"{group.label} {verb} from {before} to {end}"


def _with_note(y_label: str, good_direction: str | None) -> str:
    return f"{y_label}, {good_direction} is better" if good_direction else y_label


def _value_axis(groups: Sequence[Group], label: str) -> ValueAxis:
    """Limits that hold all means and intervals; the axis starts at a tick, which need not be 0."""
    values = np.concatenate(
        [group.rows[["mean", "lower", "upper"]].to_numpy(float).ravel() for group in groups]
    )
    values = values[~np.isnan(values)]
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    if high == low:
        low, high = low - 1, high + 1
    ticks = MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    step = ticks[1] - ticks[0]
    digits = next(d for d in range(6) if abs(step * 10**d - round(step * 10**d)) < 1e-6 or d == 5)
    top = high + 0.04 * (high - low)
    ticks = [tick for tick in ticks if tick <= top]
    return ValueAxis(ticks[0], top, ticks, [number_text(tick, digits) for tick in ticks], label)
