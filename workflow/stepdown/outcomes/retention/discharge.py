"""The index discharge: where follow-up after care begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import pandas as pd

from stepdown.cohort.spells.build import build_spells
from stepdown.cohort.spells.ends import IN_CARE
from stepdown.cohort.spells.levels import ranks
from stepdown.outcomes.retention.care import observed_to
from stepdown.outcomes.retention.definition import RetentionDefinition
from stepdown.outcomes.retention.services import attended

After = Literal["any", "overnight", "withdrawal_management"]
# Residential and inpatient care, from which somebody is discharged home.
OVERNIGHT_RANK = 4


def index_discharges(
    records: Mapping[str, pd.DataFrame], definition: RetentionDefinition, after: After
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The end of each person's first stay of a kind, same-day transfers and overlaps counted as one stay.

    Who died in it, or is still there, has not been discharged.

    Returns
    -------
    discharges : indexed by person_id: day (last day in care), exit, level_of_care (left last) and its rank.
    linked : the episodes of `build_spells` at a gap of 0, with rank.
    """
    episodes = records["episodes"]
    rule = {
        "gap_days": 0,
        "observed_to": observed_to(records, definition.records_end_day),
        "silence_days": definition.spell_gap_days,
    }
    kinds = {
        "any": ~episodes["withdrawal_management"].astype("bool"),
        "overnight": ~episodes["withdrawal_management"].astype("bool")
        & episodes["level_of_care"].isin(["residential", "inpatient"]),
        "withdrawal_management": episodes["withdrawal_management"].astype("bool"),
    }
    everything = build_spells(episodes, **rule)[0]
    everything = everything.assign(rank=ranks(everything["level_of_care"]))
    linked, spells = build_spells(episodes[kinds[after]], **rule)
    began = spells[(spells["exit_day"] > 0) | (spells["start_day"] >= 0)].drop_duplicates("person_id")
    last = linked.sort_values(["spell", "exit_day"], kind="stable").drop_duplicates("spell", keep="last")
    level = last.set_index("spell")["level_of_care"]
    gone = began[~began["exit"].isin([IN_CARE, "died"])]
    discharges = pd.DataFrame(
        {"day": gone["end_day"], "exit": gone["exit"], "level_of_care": level.reindex(gone.index)}
    ).set_index(pd.Index(gone["person_id"], name="person_id"))
    return discharges.assign(rank=ranks(discharges["level_of_care"])), everything


def next_contacts(
    records: Mapping[str, pd.DataFrame], linked: pd.DataFrame, left: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Days of care that can follow a discharge: visits, doses and residential admissions, as person_id and day.

    Being in outpatient, intensive outpatient or partial hospitalization counts as a visit on the first day after the
    discharge, or on the admission: a step down on the day of the discharge is no gap.
    """
    low = linked[(linked["rank"] < OVERNIGHT_RANK) & ~linked["withdrawal_management"]]
    low = low[low["person_id"].isin(left.index)]
    first = low["person_id"].map(left["day"]) + 1
    low = low.assign(day=low["admission_day"].clip(lower=first))
    low = low[(low["exit_day"] > low["day"]) | (low["admission_day"] == low["day"])]
    overnight = linked[(linked["level_of_care"] == "residential") & ~linked["withdrawal_management"]]
    visits = [low]
    if (services := records.get("services")) is not None:
        visits.append(attended(services))
    if (aftercare := records.get("aftercare")) is not None:
        dated = aftercare[aftercare["received"].astype("bool") & aftercare["wave"].isna()]
        visits.append(dated[dated["kind"] != "mutual_help"])
    doses = records.get("medication", low.iloc[:0])
    columns = ["person_id", "day"]
    return {
        "visit": pd.concat(
            [part[columns].astype({"person_id": "string", "day": "Int64"}) for part in visits]
        ),
        "medication": doses[columns],
        "residential": overnight.rename(columns={"admission_day": "day"})[columns],
    }
