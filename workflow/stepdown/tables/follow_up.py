"""Planned and completed interviews by group."""

from __future__ import annotations

import pandas as pd

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.tables.layout import Layout, count


def follow_up(data: Protected, title: str, hiding: str) -> Layout:
    """One row an interview, one column a group: reached of due (share, interval).

    Parameters
    ----------
    data : the released `figures/follow_up.csv`.
    """
    require_protected(data, "tables.follow_up")
    rows = []
    for wave, block in data.table.groupby("wave_label", sort=False):
        cells = {row["label"]: _cell(row) for row in block.to_dict("records")}
        rows.append({"Interview": wave, **cells})
    groups = tuple(data.table["label"].unique())
    notes = (f"Reached of due, percent and 95 % interval (Wilson). {hiding}",)
    return Layout(title, pd.DataFrame(rows), groups, notes)


def _cell(row: dict) -> str:
    reached = f"{count(row['number_reached'])} of {count(row['number_due'])}"
    if row["share"] != row["share"]:
        return reached
    return f"{reached}, {100 * row['share']:.0f} % ({100 * row['lower']:.0f} to {100 * row['upper']:.0f})"
