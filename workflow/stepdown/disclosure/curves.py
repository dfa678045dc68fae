"""A survival curve that may be shown: steps of at least `min_cell` events, from rounded counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.disclosure.counts import protect_count, round_half_up, round_share

if TYPE_CHECKING:
    from stepdown.plan.study import Disclosure


def protect_curve(raw: pd.DataFrame, rules: Disclosure) -> pd.DataFrame:
    """Merge the steps of one Kaplan–Meier curve and redraw it from rounded counts.

    Consecutive days are merged until a step stands for at least `min_cell` events.
    The step is put at the day by which half of its events had happened. Its height
    is the share still free of the event at the step's end as a ratio of protected
    counts: the survivors and the people at the start, both rounded. The curve ends
    at the last day on which at least `min_cell` people were at risk and left after
    it; a group none of whose steps can be shown has no curve. The band keeps the exact curve's half-widths at the step,
    moved to the protected height.

    Parameters
    ----------
    raw : one group's `day`, `n_at_risk`, `n_events`, `n_censored`, `survival`, `lower`, `upper`, by day.

    Returns
    -------
    pandas.DataFrame
        day, survival, lower, upper: the first row is day 0 with survival 1 (or the height
        after the events of day 0 once they can be shown), the last row carries the height on.
    """
    columns = ["day", "survival", "lower", "upper"]
    if raw.empty or raw["n_at_risk"].iloc[0] < rules.min_cell:
        return pd.DataFrame(columns=columns, dtype=float)
    rows = [(0.0, 1.0, 1.0, 1.0)]
    people = int(raw["n_at_risk"].iloc[0])
    shown = raw[_enough_left(raw, people, rules)]
    for step in _steps(shown, rules.min_cell):
        middle = step.loc[step["n_events"].cumsum() >= step["n_events"].sum() / 2].iloc[0]
        end = step.iloc[-1]
        height = round_share(end["survival"], people, rules.round_to)
        below, above = end["survival"] - end["lower"], end["upper"] - end["survival"]
        lower, upper = (np.nan, np.nan) if np.isnan(below + above) else (height - below, height + above)
        rows.append((float(middle["day"]), height, max(0.0, lower), min(1.0, upper)))
    if len(rows) == 1:
        # A flat line would say that nobody had the event; hidden is not 0.
        return pd.DataFrame(columns=columns, dtype=float)
    last_day = float(shown["day"].max())
    if rows[-1][0] < last_day:
        rows.append((last_day, *rows[-1][1:]))
    curve = pd.DataFrame(rows, columns=columns)
    # Two rows on day 0 mean that the events of day 0 are a step of their own: keep the later height.
    return curve.drop_duplicates("day", keep="last").reset_index(drop=True).round(4)


def _enough_left(raw: pd.DataFrame, people: int, rules: Disclosure) -> np.ndarray:
    """Rows on which enough people were at risk, and enough stay free of the event afterwards."""
    left = raw["survival"].to_numpy() * people
    rounded = np.array([round_half_up(count, rules.round_to) for count in left])
    return (np.minimum(left, rounded) >= rules.min_cell) & (raw["n_at_risk"].to_numpy() >= rules.min_cell)


def _steps(raw: pd.DataFrame, min_cell: int) -> list[pd.DataFrame]:
    """Consecutive rows with at least `min_cell` events together; a rest that is too small joins the last step."""
    bounds: list[tuple[int, int]] = []
    start, events = None, 0
    for i, count in enumerate(raw["n_events"].to_numpy()):
        if not count:
            continue
        start = i if start is None else start
        events += count
        if events >= min_cell:
            bounds.append((start, i))
            start, events = None, 0
    if events and bounds:
        last_event = int(np.flatnonzero(raw["n_events"].to_numpy())[-1])
        bounds[-1] = (bounds[-1][0], last_event)
    return [raw.iloc[first : last + 1] for first, last in bounds]


def largest_error(raw: pd.DataFrame, curve: pd.DataFrame) -> float:
    """Largest distance between the exact curve and the protected one, on the days both cover."""
    if curve.empty:
        return np.nan
    days = raw.loc[raw["day"] <= curve["day"].max(), "day"].to_numpy()
    exact = raw["survival"].to_numpy()[np.searchsorted(raw["day"].to_numpy(), days, side="right") - 1]
    shown = curve["survival"].to_numpy()[np.searchsorted(curve["day"].to_numpy(), days, side="right") - 1]
    return float(np.abs(exact - shown).max())


def protect_at_risk(raw: pd.DataFrame, days: list[int], rules: Disclosure) -> list[float]:
    """People still followed and free of the event just before each day, hidden or rounded."""
    counts = []
    for day in days:
        later = raw[raw["day"] >= day]
        at_risk = float(later["n_at_risk"].iloc[0]) if len(later) else 0.0
        protected = protect_count(at_risk, rules.min_cell, rules.round_to)
        # Nobody left to follow is told by the curve's end; an exact 0 here would be a count of its own.
        counts.append(np.nan if at_risk == 0 else protected)
    return counts
