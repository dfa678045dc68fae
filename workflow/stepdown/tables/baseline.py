"""Table 1: who the people were."""

from __future__ import annotations

import pandas as pd

from stepdown.disclosure.protected import Protected, require_protected
from stepdown.tables.layout import HIDDEN, Layout, count


def baseline(data: Protected, title: str, hiding: str) -> Layout:
    """Groups side by side; numbers with shares, means with SD.

    Parameters
    ----------
    data : the released `tables/baseline.csv`.
    hiding : what "hidden" means under the study's rules.
    """
    require_protected(data, "tables.baseline")
    table = data.table.fillna({"category": ""})
    rows = []
    for (characteristic, category), block in table.groupby(["characteristic", "category"], sort=False):
        cells = {row["group"]: _cell(row) for row in block.to_dict("records")}
        rows.append({"block": characteristic, "Characteristic": category or "number", **cells})
        missing = block["missing"].fillna(-1)
        if (missing != 0).any() and category and category == _last_category(table, characteristic):
            shown = {row["group"]: count(row["missing"]) for row in block.to_dict("records")}
            rows.append({"block": characteristic, "Characteristic": "not recorded", **shown})
    groups = tuple(table["group"].unique())
    return Layout(title, pd.DataFrame(rows)[["block", "Characteristic", *groups]], groups, (hiding,))


def _last_category(table: pd.DataFrame, characteristic: str) -> str:
    return table.loc[table["characteristic"] == characteristic, "category"].iloc[-1]


def _cell(row: dict) -> str:
    if row["mean"] == row["mean"]:
        return f"{row['mean']:.1f} ({row['sd']:.1f})"
    if row["number"] != row["number"]:
        return HIDDEN
    share = "" if row["share"] != row["share"] else f" ({100 * row['share']:.0f} %)"
    return count(row["number"]) + share
