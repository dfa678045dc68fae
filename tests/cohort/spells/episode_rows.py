"""Episodes written as they are read."""

from __future__ import annotations

import pandas as pd

COLUMNS = {
    "episode_id": "string", "person_id": "string", "level_of_care": "string", "withdrawal_management": "boolean",
    "admission_day": "Int64", "discharge_day": "Int64", "last_contact_day": "Int64", "planned_days": "Int64",
    "discharge_reason": "string",
}  # fmt: skip
SHORT = {
    "OP": "outpatient", "IOP": "intensive_outpatient", "PHP": "partial_hospitalization", "RES": "residential",
    "INP": "inpatient", "WM": "inpatient",
}  # fmt: skip


def episodes_of(*rows: dict) -> pd.DataFrame:
    """Episodes from `{"level": "IOP", "days": (admission, discharge), "last": …, "planned": …, "why": …, "who": …}`."""
    table = [
        (
            f"e{i:02d}", row.get("who", "a"), SHORT[row["level"]], row["level"] == "WM", *row["days"],
            row.get("last"), row.get("planned"), row.get("why"),
        )
        for i, row in enumerate(rows)
    ]  # fmt: skip
    return pd.DataFrame(table, columns=list(COLUMNS)).astype(COLUMNS)
