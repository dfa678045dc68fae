"""Who was reached at each planned interview, by group."""

from __future__ import annotations

from matplotlib.figure import Figure

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.figures.groups import key_groups, read_groups, require_columns
from stepdown.figures.panel import TimeAxis, ValueAxis, open_panel
from stepdown.figures.points import draw_points, padded, point_stops, row_texts, shared_days
from stepdown.figures.style import count_text, house_style, interval_text, is_missing
from stepdown.figures.words import FigureWords

RENDERER = "figures.follow_up"
COLUMNS = (
    "level",
    "label",
    "is_reference",
    "day",
    "wave_label",
    "number_due",
    "number_reached",
    "share",
    "lower",
    "upper",
)
QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)


def draw(
    data: Protected,
    words: FigureWords,
    layout: str = "full",
    *,
    y_label: str = "Percent reached, of those due",
    x_label: str = "Planned interview",
    table_title: str = "Reached, of those due",
) -> Figure:
    """Draw the share reached at each planned interview, as points with intervals.

    Parameters
    ----------
    data : Protected
        Table with `COLUMNS`; `share`, `lower` and `upper` run from 0 to 1. Missing values are hidden.
    words : FigureWords
        Title, subtitle and caption.
    layout : {"full", "phone"}
        180 or 80 mm wide.
    y_label, x_label, table_title : str
        Names of the axes and of the table below.

    Returns
    -------
    matplotlib.figure.Figure
    """
    require_protected(data, RENDERER)
    table = require_columns(data.table, COLUMNS, RENDERER)
    groups = read_groups(table)
    days = shared_days(groups)
    waves = table.drop_duplicates("day").set_index("day")["wave_label"]
    texts = [str(waves[day]) for day in days]
    with house_style():
        panel = open_panel(
            words,
            layout,
            groups,
            TimeAxis(days, texts, *padded(days, groups), x_label),
            ValueAxis(0, 1, QUARTERS, [f"{100 * share:.0f}%" for share in QUARTERS], y_label),
            table_title,
            [row_texts(group, days, _reached_of_due) for group in groups],
            point_stops(groups, "share", days, texts),
        )
        draw_points(panel, "share")
    return panel.sheet.figure


def describe(
    data: Protected,
    words: FigureWords,
    *,
    y_label: str = "Percent reached, of those due",
    x_label: str = "Planned interview",
    table_title: str = "Reached, of those due",
) -> str:
    """Alt text: what is drawn and the share reached at the last interview in the two groups compared."""
    require_protected(data, RENDERER)
    groups = read_groups(require_columns(data.table, COLUMNS, RENDERER))
    what = f"Points with intervals: {y_label[:1].lower()}{y_label[1:]}, at each planned interview by group."
    parts = []
    for group in key_groups(groups):
        shown = group.rows.dropna(subset=["share"]) if group else ()
        if not len(shown):
            continue
        first, last = shown.iloc[0], shown.iloc[-1]
        numbers = interval_text(100 * last["share"], 100 * last["lower"], 100 * last["upper"])
        moved = _direction(first["share"], last["share"])
        parts.append(f"{group.label} {moved} {numbers} percent at {last['wave_label']}")
    if not parts:
        return f"{what} All values are hidden because too few people were due. {words.title}"
    return f"{what} {'; '.join(parts)}. {words.title}"


def _direction(first: float, last: float) -> str:
    if round(100 * first) == round(100 * last):
        return "stays at"
    return "falls to" if last < first else "rises to"


def _reached_of_due(row) -> str:
    reached, due = count_text(row.number_reached), count_text(row.number_due)
    return reached if is_missing(row.number_due) else f"{reached} of {due}"
