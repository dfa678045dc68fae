"""A quality check by level of care and time, laid out for a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stepdown.records.quality.records import LEVEL_ORDER


def by_level_and_time(check: Mapping[str, Any]) -> dict[str, Any]:
    """One row a stretch of time, one column a level of care; a cell is the share that breaks the check.

    Parameters
    ----------
    check : a released check; its counts are protected, a hidden one is None.

    Returns
    -------
    dict
        `levels`: headings from the top of the ladder. `rows`: (time, cells), a cell such as "42 % of 120",
        "hidden", or "" where there is nothing to count.
    """
    parts = check["parts"]
    levels = [level for level in LEVEL_ORDER if any(part["level_of_care"] == level for part in parts)]
    times = list(dict.fromkeys(part["time"] for part in parts))
    cells = {(part["time"], part["level_of_care"]): _cell(part) for part in parts}
    return {
        "levels": [level.replace("_", " ") for level in levels],
        "rows": [(time, [cells.get((time, level), "") for level in levels]) for time in times],
    }


def _cell(part: Mapping[str, Any]) -> str:
    checked, failing = part["n_checked"], part["n_failing"]
    if checked is None:
        return "hidden"
    people = f"{checked:,.0f}".replace(",", "\u2009")
    if failing is None:
        return f"hidden, of {people}"
    return f"{100 * min(1.0, failing / checked):.0f} % of {people}"
