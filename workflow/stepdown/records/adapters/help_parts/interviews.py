"""From HELPfull.csv, one row an interview that took place: scores, services, follow-up."""

from __future__ import annotations

import pandas as pd

from stepdown.records.adapters.help_parts.vocabulary import WAVES
from stepdown.records.adapters.published import PublishedTable

EMPLOYMENT = {0: "employed", 1: "unemployed"}
NO_YES = {0: "no", 1: "yes"}
SCORES = {"ces_d": "CES_D", "sf36_mcs": "MCS", "sf36_pcs": "PCS", "induc_total": "INDTOT"}

# Aftercare kind -> (asked "in the last 6 months", how much, unit of how much).
SERVICES = {
    "mutual_help": ("E9A", "E9B", "meetings_a_month"),
    "recovery_housing": ("E4A", "E4C", "nights"),
    "outpatient": ("E7A", "E7B", "visits"),
    "medication": ("E6", None, None),
}
# E9B: 1 daily, 2 two or three times a week, 3 weekly, 4 every two weeks, 5 once a month.
MEETINGS_A_MONTH = {1: 30.0, 2: 11.0, 3: 4.3, 4: 2.2, 5: 1.0}
DAYS_BETWEEN_WAVES = 183

INTERVIEWS = PublishedTable(
    columns={
        "ID": "whole", "TIME": "whole", "DAYS_SINCE_BL": "whole", "GROUP": "whole", "DEAD": "whole",
        "CES_D": "number", "MCS": "number", "PCS": "number", "INDTOT": "number",
        "E4A": "whole", "E4C": "number", "E6": "whole", "E7A": "whole", "E7B": "number", "E9A": "whole", "E9B": "whole",
        "A9": "number", "UNEMPLOY": "whole", "ANY_INS": "whole",
    },
    becomes={
        "ID": "person_id", "TIME": "wave", "DAYS_SINCE_BL": "day", "GROUP": "checked, then set aside",
        "DEAD": "counted in a note", "A9": "education_years", "UNEMPLOY": "employment", "ANY_INS": "insurance",
    }
    | {column: f"assessments.{instrument}" for instrument, column in SCORES.items()}
    | {
        column: f"aftercare.{kind}, {part}"
        for kind, columns in SERVICES.items()
        for column, part in zip(columns[:2], ("received", "amount"), strict=True)
        if column
    },
    codes=dict.fromkeys(("GROUP", "DEAD", "E4A", "E6", "E7A", "E9A", "UNEMPLOY", "ANY_INS"), (0, 1))
    | {"E9B": tuple(MEETINGS_A_MONTH)},
    words=dict.fromkeys(("E4A", "E6", "E7A", "E9A", "ANY_INS"), NO_YES)
    | {"UNEMPLOY": EMPLOYMENT, "E9B": {code: f"{n:g} a month" for code, n in MEETINGS_A_MONTH.items()}},
    keys=frozenset({"ID"}),
)  # fmt: skip


def assessments(interviews: pd.DataFrame) -> pd.DataFrame:
    day = interviews["DAYS_SINCE_BL"].where(interviews["TIME"] > 0, 0)
    parts = [
        pd.DataFrame(
            {
                "person_id": interviews["person_id"],
                "wave": interviews["TIME"],
                "day": day,
                "instrument": instrument,
                "total": interviews[column],
            }
        )
        for instrument, column in SCORES.items()
    ]
    return pd.concat(parts, ignore_index=True).dropna(subset="total")


def services(later: pd.DataFrame) -> pd.DataFrame:
    """Services of "the last 6 months", as told at each interview that took place."""
    parts = []
    for kind, (asked, how_much, unit) in SERVICES.items():
        told = later[later[asked].notna()]
        amount = told[how_much] if how_much else pd.Series(pd.NA, index=told.index, dtype="Float64")
        if kind == "mutual_help":
            amount = amount.map(MEETINGS_A_MONTH).astype("Float64")
        parts.append(
            pd.DataFrame(
                {
                    "person_id": told["person_id"],
                    "wave": told["TIME"],
                    "day": told["DAYS_SINCE_BL"],
                    "days_covered": DAYS_BETWEEN_WAVES,
                    "kind": kind,
                    "received": told[asked] == 1,
                    "amount": amount.where(told[asked] == 1).astype("Float64"),
                    "unit": unit,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def follow_up(people: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    planned = people[["person_id"]].merge(
        pd.DataFrame({"wave": list(WAVES), "due_day": list(WAVES.values())}), how="cross"
    )
    done = later[["person_id", "TIME", "DAYS_SINCE_BL"]].rename(
        columns={"TIME": "wave", "DAYS_SINCE_BL": "day"}
    )
    table = planned.merge(done, on=["person_id", "wave"], how="left")
    table["status"] = table["day"].notna().map({True: "reached", False: "not_reached"})
    return table
