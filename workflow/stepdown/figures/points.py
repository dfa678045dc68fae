"""Points with interval lines by wave: shared by trajectories and follow-up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from stepdown.figures.groups import Group
from stepdown.figures.panel import Panel, stop_texts

DODGE = 1.9  # mm between neighbouring groups at one wave: a marker is 1.6 mm wide
CROWD = 0.7  # most of the way to the next wave that all groups together may take
EDGE = 0.06  # air left of the first and right of the last wave, as a share of the span
EDGE_A_GROUP = 0.02  # more of it for each group beyond two


def padded(days: Sequence[float], groups: Sequence[Group]) -> tuple[float, float]:
    """First and last day with air on both sides, for all groups to stand beside each other."""
    air = (EDGE + EDGE_A_GROUP * max(0, len(groups) - 2)) * ((days[-1] - days[0]) or 1)
    return days[0] - air, days[-1] + air


def draw_points(panel: Panel, value: str) -> None:
    """Draw the column `value` with `lower` and `upper` of each group, connected, and label the ends.

    A wave without a value leaves a gap in the line and has no marker.
    """
    ends, step = [], _dodge(panel)
    for i, group in enumerate(panel.groups):
        shift = (i - (len(panel.groups) - 1) / 2) * step
        rows = group.rows
        day, middle = rows["day"].to_numpy(float) + shift, rows[value].to_numpy(float)
        _draw_group(panel, group, day, middle, rows["lower"].to_numpy(float), rows["upper"].to_numpy(float))
        shown = np.flatnonzero(~np.isnan(middle))
        ends.append((day[shown[-1]], middle[shown[-1]]) if len(shown) else None)
    panel.label_ends(ends)


def _dodge(panel: Panel) -> float:
    """Days between neighbouring groups: `DODGE` on paper, less where the groups would run into the next wave."""
    gaps = np.diff(panel.time.days)
    room = CROWD * gaps.min() / len(panel.groups) if len(gaps) else np.inf
    return min(panel.days(DODGE), room)


def _draw_group(panel: Panel, group: Group, day, middle, lower, upper) -> None:
    axes, layer = panel.axes, 3 if group.is_reference else 4
    shown = ~np.isnan(middle)
    axes.vlines(
        day[shown], lower[shown], upper[shown], color=group.colour, linewidth=1.3, clip_on=False, zorder=layer
    )
    axes.plot(
        day,
        middle,
        color=group.colour,
        linewidth=1.1,
        zorder=layer,
        gid=f"line:{group.level}",
    )
    axes.plot(
        day[shown],
        middle[shown],
        linestyle="none",
        marker=group.marker,
        markersize=4.6,
        color=group.colour,
        markeredgecolor="white",
        markeredgewidth=0.5,
        clip_on=False,
        zorder=layer + 2,
        gid=f"points:{group.level}",
    )


def point_stops(
    groups: Sequence[Group], value: str, days: Sequence[float], texts: Sequence[str]
) -> list[str]:
    """What `panel.stop_texts` says of each group; `texts` name the days."""
    names = dict(zip(days, texts, strict=True))
    lasts = [group.rows.dropna(subset=[value])["day"] for group in groups]
    points = [(float(last.iloc[-1]), names[float(last.iloc[-1])]) if len(last) else None for last in lasts]
    return stop_texts(points, days[0], days[-1])


def shared_days(groups: Sequence[Group]) -> list[float]:
    """All waves of all groups, in order."""
    return sorted({float(day) for group in groups for day in group.rows["day"]})


def row_texts(group: Group, days: Sequence[float], write) -> list[str]:
    """`write(row)` for the group's row of each day, "" where the group had no such wave."""
    rows = {float(row.day): row for row in group.rows.itertuples()}
    return [write(rows[day]) if day in rows else "" for day in days]
