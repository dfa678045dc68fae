"""What was planned in each trial, and each person's place in it: trial, arm, medication and day 0.

In the source every day is counted from consent. Here day 0 is the day of the
first randomisation, so that arms are compared from the moment that made them.
People who were never randomised (they are left out by default) keep consent as
their day 0.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

TRIALS = {"27": "ctn0027", "30": "ctn0030", "51": "ctn0051"}

# Treatment in the source -> arm here.
ARMS = {
    "Methadone": "methadone",
    "Outpatient BUP": "buprenorphine",
    "Outpatient BUP + SMM": "buprenorphine_standard",
    "Outpatient BUP + EMM": "buprenorphine_counselling",
    "Inpatient BUP": "buprenorphine_after_detox",
    "Inpatient NR-NTX": "naltrexone_after_detox",
}
MEDICATIONS = {arm: arm.partition("_")[0] for arm in ARMS.values()}

# Extended-release naltrexone was injected every four weeks; the others were taken day by day.
DAYS_COVERED = {"methadone": 1, "buprenorphine": 1, "naltrexone": 28}

# Weeks with a planned visit and urine screen. CTN-0030 went on with fewer of them after the medication of each phase.
VISIT_WEEKS = {
    ("ctn0027", 1): tuple(range(1, 25)),
    ("ctn0051", 1): tuple(range(1, 25)),
    ("ctn0030", 1): (1, 2, 3, 4, 6, 8, 10, 12),
    ("ctn0030", 2): (*range(1, 17), 18, 20, 22, 24),
}


def roster(tables: Mapping[str, pd.DataFrame], *, randomised_only: bool) -> pd.DataFrame:
    """One row a person, sorted by `who`.

    Returns
    -------
    pandas.DataFrame
        who, person_id, trial, arm, medication (missing if never randomised), day_zero (in days from consent),
        second_day (day of the second randomisation of CTN-0030, from day 0; missing otherwise).
    """
    drawn = tables["randomization"]
    first = drawn[drawn["which"] == 1].drop_duplicates("who").set_index("who")
    second = drawn[drawn["which"] == 2].drop_duplicates("who").set_index("who")["when"]
    people = tables["everybody"].drop_duplicates("who").sort_values("who", ignore_index=True)
    if randomised_only:
        people = people[people["who"].isin(first.index)].reset_index(drop=True)
    day_zero = people["who"].map(first["when"]).fillna(0).astype("Int64")
    trial = people["project"].map(TRIALS).astype("string")
    arm = people["who"].map(first["treatment"].map(ARMS)).astype("string")
    return pd.DataFrame(
        {
            "who": people["who"],
            "person_id": "ctn-" + people["who"].astype("string").str.zfill(5),
            "trial": trial,
            "arm": arm,
            "medication": arm.map(MEDICATIONS).astype("string"),
            "day_zero": day_zero,
            # The other trials repeat their only randomisation under `which` = 2.
            "second_day": (people["who"].map(second).astype("Int64") - day_zero).where(trial == "ctn0030"),
        }
    )


def from_day_zero(rows: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Rows of these people with a known day, joined to the roster, `day` counted from day 0."""
    joined = rows.dropna(subset=["who", "when"]).merge(people, on="who")
    return joined.assign(day=joined["when"] - joined["day_zero"]).sort_values(["who", "day"], kind="stable")


def planned_days(study_length: pd.DataFrame) -> dict[tuple[str, str, int], int]:
    """(trial, arm, phase) -> days of planned medication, without the follow-up after it."""
    treated = study_length[study_length["description"] != "Post-medication follow-up"]
    weeks = treated.groupby(["project", "treatment", "phase"])["weeks"].sum()
    return {
        (TRIALS[project], ARMS[treatment], int(phase)): int(7 * total)
        for (project, treatment, phase), total in weeks.items()
    }
