"""Substance use: urine screens on their planned schedule, and days of use that people told.

The source lists only positive findings. A screen that was given and found
nothing has to be inferred:

* CTN-0027 and CTN-0051 wrote down the temperature of every sample, so a
  temperature without a finding is a negative screen, and a visit without a
  temperature gave no sample (not even one in a hundred such visits has a finding,
  against two in three of the others);
* CTN-0030 wrote it down only beside a finding, so there every kept visit counts
  as a sample.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stepdown.records.adapters.ctn0094_parts.treatment import KEPT
from stepdown.records.adapters.ctn0094_parts.trials import VISIT_WEEKS, from_day_zero

# What every sample of a trial was screened for (the package's table of substance groups). Buprenorphine was looked
# for at every visit only in CTN-0051.
PANELS = {
    "ctn0027": ("alcohol", "amphetamine", "benzodiazepine", "cocaine", "methadone", "opioid", "thc"),
    "ctn0030": ("amphetamine", "benzodiazepine", "cocaine", "methadone", "opioid", "thc"),
    "ctn0051": (
        "amphetamine", "benzodiazepine", "buprenorphine", "cocaine", "methadone", "opioid", "sedatives", "thc",
    ),
}  # fmt: skip


def substance_use(tables: Mapping[str, pd.DataFrame], people: pd.DataFrame) -> pd.DataFrame:
    """Urine findings of every panel substance, screens that were due and not given, and self-reported days of use.

    Days after day 0 only: a screen on day 0 shows the days before. Findings of
    the medication that a person was given are left out: they are not use.
    """
    rows = pd.concat([_urine(tables, people), _told(tables["tlfb"], people)], ignore_index=True)
    return rows.assign(days_covered=1)[
        ["person_id", "day", "days_covered", "origin", "substance", "result", "scheduled"]
    ]


def _urine(tables: Mapping[str, pd.DataFrame], people: pd.DataFrame) -> pd.DataFrame:
    found = _found(tables["uds"], people)
    samples = _samples(tables, people, found)
    due = _due(people)
    given = samples.merge(due, on="person_id")
    given = given[given["day"].between(given["first"], given["last"])]
    # The first sample of a planned week is the planned one; any other is extra.
    planned = given.drop_duplicates(["person_id", "last"])[["person_id", "day"]].assign(scheduled=True)
    samples = samples.merge(planned, on=["person_id", "day"], how="left")
    results = _with_panel(samples).merge(
        found.assign(result="positive"), on=["person_id", "day", "substance"], how="outer"
    )
    results["result"] = results["result"].fillna("negative")
    missed = due.merge(
        given[["person_id", "last"]].drop_duplicates(), on=["person_id", "last"], how="left", indicator=True
    )
    missed = missed[missed["_merge"] == "left_only"].rename(columns={"last": "day"})
    missed = missed.merge(people[["person_id", "trial", "medication"]], on="person_id")
    missed = _with_panel(missed).assign(result="not_provided", scheduled=True)
    columns = ["person_id", "day", "substance", "result", "scheduled"]
    rows = pd.concat([results[columns], missed[columns]], ignore_index=True)
    rows["scheduled"] = rows["scheduled"].astype("boolean").fillna(False)
    return rows.assign(origin="urine")


def _found(uds: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """person_id, day, substance of every positive finding after day 0."""
    rows = _named(from_day_zero(uds, people))
    return rows[["person_id", "day", "substance"]].drop_duplicates()


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """Findings after day 0 under canonical names, without the medication that the person was given."""
    names = rows["what"].str.lower().str.replace(r"[^a-z0-9]+", "_", regex=True)
    rows = rows.assign(substance=names)
    return rows[(rows["day"] > 0) & (rows["substance"] != rows["medication"].fillna(""))]


def _samples(tables: Mapping[str, pd.DataFrame], people: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """One row a person and day with a sample."""
    warm = from_day_zero(tables["uds_temp"], people)
    visits = tables["visit"]
    came = from_day_zero(visits[visits["what"].isin(KEPT)], people)
    came = came[came["trial"] == "ctn0030"]
    days = pd.concat([warm, came, found])[["person_id", "day"]]
    days = (
        days[days["day"] > 0]
        .drop_duplicates()
        .merge(people[["person_id", "trial", "medication"]], on="person_id")
    )
    return days.sort_values(["person_id", "day"], ignore_index=True)


def _with_panel(days: pd.DataFrame) -> pd.DataFrame:
    """One row for each substance of the trial's panel, but for the person's own medication."""
    panel = pd.DataFrame([(trial, name) for trial, names in PANELS.items() for name in names],
                         columns=["trial", "substance"], dtype="string")  # fmt: skip
    rows = days.merge(panel, on="trial")
    return rows[rows["substance"] != rows["medication"].fillna("")]


def _due(people: pd.DataFrame) -> pd.DataFrame:
    """The first and last day of every planned week of screening: week 1 is days 1 to 7.

    Where screens were planned every second week, one given in either week is the planned one.
    """
    weeks = []
    for (trial, phase), planned in VISIT_WEEKS.items():
        before = 0
        for week in planned:
            weeks.append((trial, phase, 7 * before + 1, 7 * week))
            before = week
    schedule = pd.DataFrame(weeks, columns=["trial", "phase", "first", "last"]).astype({"trial": "string"})
    rows = people.dropna(subset="arm").merge(schedule, on="trial")
    second = rows["phase"] == 2
    rows = rows[~second | rows["second_day"].notna()]
    shift = rows["second_day"].where(rows["phase"] == 2, 0)
    rows = rows.assign(first=rows["first"] + shift, last=rows["last"] + shift)
    # The second phase cut the first one short.
    cut = (rows["phase"] == 1) & (rows["last"] >= rows["second_day"]).fillna(False)
    return rows.loc[~cut, ["person_id", "first", "last"]].reset_index(drop=True)


def _told(tlfb: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Days of use that people told (timeline follow-back). Which days they were asked about is not recorded."""
    rows = _named(from_day_zero(tlfb, people)).drop_duplicates(["person_id", "day", "substance"])
    return rows[["person_id", "day", "substance"]].assign(
        origin="self_report", result="positive", scheduled=False
    )
