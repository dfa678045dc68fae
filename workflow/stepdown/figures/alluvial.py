"""Bands and ribbons of an alluvial diagram: where everything lies, in shares of people, before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import pandas as pd

# Of the height of a column that holds everybody: white between two bands.
AIR = 0.018
# What is left of a day when every state that may be shown is.
REST = "rest"
LEAST = 0.003


@dataclass(frozen=True)
class Band:
    """The people in one state on one day.

    Parameters
    ----------
    state : its name, or `REST` for all that are too few to show.
    column : place of the day.
    start, size : where it lies across the flow, and how wide it is.
    share, lower, upper : as released; missing for the rest.
    """

    state: str
    label: str
    column: int
    start: float
    size: float
    share: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Ribbon:
    """The people who went from one band to another: where it leaves and where it arrives, and how wide it is there."""

    origin: Band
    goal: Band
    share: float
    leaves: tuple[float, float]
    arrives: tuple[float, float]


@dataclass(frozen=True)
class Alluvium:
    """Every band and ribbon; `left_out` is, for each pair of days, the share whose moves are not drawn."""

    days: tuple[int, ...]
    bands: tuple[Band, ...]
    ribbons: tuple[Ribbon, ...]
    left_out: tuple[float, ...]
    extent: float


def lay_out(table: pd.DataFrame, order: Sequence[str]) -> Alluvium:
    """Stack each day's bands in one order, and lead ribbons between them.

    Parameters
    ----------
    table : rows with series "state" and "move" (`disclosure.pathways.pathways_data`); missing shares are hidden.
    order : states from first to last across the flow; others are not drawn.
    """
    states = table[(table["series"] == "state") & table["state"].isin(order)]
    if states.empty:
        nothing = Band(REST, "Too few to show", 0, 0.0, 1.0, *(float("nan"),) * 3)
        return Alluvium((0,), (nothing,), (), (), 1.0)
    days = tuple(int(day) for day in sorted(states["day"].unique()))
    bands: dict[tuple[int, str], Band] = {}
    extent = 0.0
    for column, day in enumerate(days):
        place, column_bands = 0.0, _column(states[states["day"] == day], order, column)
        for band in column_bands:
            bands[day, band.state] = replace(band, start=place)
            place += band.size + AIR
        extent = max(extent, place - AIR)
    ribbons, left_out = [], []
    moves = table[(table["series"] == "move") & table["share"].notna()]
    for day, next_day in pairwise(days):
        own = moves[(moves["day"] == day) & (moves["to_day"] == next_day)]
        drawn = list(_between(own, bands, day, next_day, order))
        ribbons += drawn
        left_out.append(max(0.0, 1.0 - sum(ribbon.share for ribbon in drawn)))
    return Alluvium(days, tuple(bands.values()), tuple(ribbons), tuple(left_out), extent)


def _column(rows: pd.DataFrame, order: Sequence[str], column: int) -> list[Band]:
    """The bands of one day, not yet placed. Rounded shares need not add up to 1; the bands do."""
    rows = rows.sort_values("state", key=lambda names: names.map({name: i for i, name in enumerate(order)}))
    shown = rows.dropna(subset=["share"])
    total = float(shown["share"].sum())
    hidden = bool(rows["share"].isna().any())
    whole = total if total > 1 or not hidden else 1.0
    bands = [
        Band(row.state, row.label, column, 0.0, row.share / (whole or 1.0), row.share, row.lower, row.upper)
        for row in shown.itertuples()
    ]
    rest = 1 - total / whole if whole else 1.0
    if hidden and rest > LEAST:
        missing = float("nan")
        bands.append(Band(REST, "Too few to show", column, 0.0, rest, missing, missing, missing))
    return bands


def _between(
    moves: pd.DataFrame, bands: dict[tuple[int, str], Band], day: int, next_day: int, order: Sequence[str]
) -> Iterator[Ribbon]:
    """Ribbons side by side at both ends; where rounding makes them wider than their band, they are made to fit."""
    place = {name: i for i, name in enumerate(order)}
    rows = [
        (bands[day, row.state], bands[next_day, row.to], float(row.share))
        for row in moves.itertuples()
        if (day, row.state) in bands and (next_day, row.to) in bands
    ]
    rows.sort(key=lambda row: (place[row[0].state], place[row[1].state]))
    going: dict[str, float] = {}
    coming: dict[str, float] = {}
    for origin, goal, share in rows:
        going[origin.state] = going.get(origin.state, 0.0) + share
        coming[goal.state] = coming.get(goal.state, 0.0) + share
    used_from: dict[str, float] = {}
    used_to: dict[str, float] = {}
    for origin, goal, share in rows:
        ends = []
        for band, total, used in ((origin, going, used_from), (goal, coming, used_to)):
            width = share * min(1.0, band.size / total[band.state])
            begin = band.start + used.get(band.state, 0.0)
            used[band.state] = used.get(band.state, 0.0) + width
            ends.append((begin, begin + width))
        yield Ribbon(origin, goal, share, *ends)
