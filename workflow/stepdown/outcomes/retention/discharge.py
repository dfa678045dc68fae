"""The index discharge: where follow-up after care begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from stepdown.cohort.spells.build import build_spells
from stepdown.cohort.spells.ends import IN_CARE
from stepdown.cohort.spells.levels import ranks

After = Literal["any", "overnight", "withdrawal_management"]
# Residential and inpatient care, from which somebody is discharged home.
OVERNIGHT_RANK = 4


def index_discharges(episodes: pd.DataFrame, after: After) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The end of each person's first stay of a kind, same-day transfers and overlaps counted as one stay.

    Who died in it, or is still there, has not been discharged.

    Returns
    -------
    discharges : indexed by person_id: day (last day in care), exit, rank (of the level left last), kind_of_level.
    linked : the episodes of `build_spells` at a gap of 0, with rank.
    """
    kinds = {
        "any": ~episodes["withdrawal_management"].astype("bool"),
        "overnight": ~episodes["withdrawal_management"].astype("bool")
        & episodes["level_of_care"].isin(["residential", "inpatient"]),
        "withdrawal_management": episodes["withdrawal_management"].astype("bool"),
    }
    everything = build_spells(episodes, 0)[0]
    everything = everything.assign(rank=ranks(everything["level_of_care"]))
    linked, spells = build_spells(episodes[kinds[after]], 0)
    began = spells[(spells["exit_day"] > 0) | (spells["start_day"] >= 0)].drop_duplicates("person_id")
    last = linked.sort_values(["spell", "exit_day"], kind="stable").drop_duplicates("spell", keep="last")
    level = last.set_index("spell")["level_of_care"]
    gone = began[~began["exit"].isin([IN_CARE, "died"])]
    discharges = pd.DataFrame(
        {"day": gone["end_day"], "exit": gone["exit"], "level_of_care": level.reindex(gone.index)}
    ).set_index(pd.Index(gone["person_id"], name="person_id"))
    return discharges.assign(rank=ranks(discharges["level_of_care"])), everything


def next_contacts(records: Mapping[str, pd.DataFrame], linked: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Days of care that can follow a discharge: visits, doses and residential admissions, as person_id and day."""
    low = linked[(linked["rank"] < OVERNIGHT_RANK) & ~linked["withdrawal_management"]]
    overnight = linked[(linked["level_of_care"] == "residential") & ~linked["withdrawal_management"]]
    visits = [low.rename(columns={"admission_day": "day"})]
    if (services := records.get("services")) is not None:
        visits.append(services[services["status"] == "attended"])
    if (aftercare := records.get("aftercare")) is not None:
        visits.append(
            aftercare[aftercare["received"] & aftercare["wave"].isna() & (aftercare["kind"] != "mutual_help")]
        )
    doses = records.get("medication")
    columns = ["person_id", "day"]
    return {
        "visit": pd.concat(
            [part[columns].astype({"person_id": "string", "day": "Int64"}) for part in visits]
        ),
        "medication": doses[columns] if doses is not None else low.iloc[:0].assign(day=0)[columns],
        "residential": overnight.rename(columns={"admission_day": "day"})[columns],
    }
