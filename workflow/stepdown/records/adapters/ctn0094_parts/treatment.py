"""Episodes of care, doses of medication, planned visits, and withdrawal scores."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stepdown.records.adapters.ctn0094_parts.trials import (
    DAYS_COVERED,
    VISIT_WEEKS,
    from_day_zero,
    planned_days,
)

# Days either side of its due day at which a visit still counts for that week; weeks then neither overlap nor gap.
VISIT_WINDOW = 3
# The same for withdrawal scores, which are delivered every fourth week.
SCORE_WINDOW = 13
LAST_WEEK = 24
SCORE_WEEKS = range(4, LAST_WEEK + 1, 4)
# A last dose this close to the planned end is a completed course: nobody is dosed on the very last day.
NEAR_THE_END = 7
KEPT = ("visit", "final")
# Why someone stopped coming, the gravest reason first.
REASONS = {
    "died": "is_dead",
    "incarcerated": "is_in_jail",
    "terminated": "is_missing_14_consecutive",
    "left": "is_left_study",
}


def medication(tables: Mapping[str, pd.DataFrame], people: pd.DataFrame) -> pd.DataFrame:
    """One row a day with a dose or injection of the assigned medication, from day 0 on.

    Where one prescription ran into the next (CTN-0030, between its phases) a day
    has two doses; the larger one is kept, as the package itself does elsewhere.
    """
    rows = from_day_zero(tables["treatment"], people).dropna(subset="medication")
    rows = rows[rows["day"] >= 0].sort_values(["who", "day", "amount"], kind="stable")
    rows = rows.drop_duplicates(["who", "day"], keep="last")
    injected = rows["medication"] == "naltrexone"
    return pd.DataFrame(
        {
            "person_id": rows["person_id"],
            "day": rows["day"],
            "days_covered": rows["medication"].map(DAYS_COVERED),
            "medication": rows["medication"],
            "dose": rows["amount"],
            "unit": injected.map({True: "injection", False: "mg"}),
        }
    )


def episodes(tables: Mapping[str, pd.DataFrame], people: pd.DataFrame, doses: pd.DataFrame) -> pd.DataFrame:
    """The detox stay that CTN-0051 began in, and each course of medication."""
    site = tables["site_masked"].dropna(subset="who").drop_duplicates("who").set_index("who")["site_masked"]
    people = people.assign(site_id="site-" + people["who"].map(site).astype("string"))
    return pd.concat([_courses(tables, people, doses), _detox(tables["detox"], people)], ignore_index=True)


def _courses(tables: Mapping[str, pd.DataFrame], people: pd.DataFrame, doses: pd.DataFrame) -> pd.DataFrame:
    """One course a randomisation: two for people of CTN-0030 who went on to its second phase."""
    drawn = people.dropna(subset="arm")
    first = drawn.assign(phase=1, start=0, stop=drawn["second_day"])
    second = drawn.dropna(subset="second_day")
    second = second.assign(
        phase=2, start=second["second_day"], stop=pd.array([pd.NA] * len(second), dtype="Int64")
    )
    courses = pd.concat([first, second], ignore_index=True)
    length = planned_days(tables["meta_study_length"])
    planned = [
        length.get(key) for key in zip(courses["trial"], courses["arm"], courses["phase"], strict=True)
    ]
    courses["planned_days"] = pd.array(planned, dtype="Int64")
    courses["last"] = _last_covered(courses, doses)
    completed = courses["last"] - courses["start"] >= courses["planned_days"] - NEAR_THE_END
    # Going on to the second phase ended the first by plan, whatever a visit notes later.
    open_ended = courses["stop"].isna()
    noted = (
        courses["who"]
        .map(_noted_reasons(tables["visit"], courses[open_ended]))
        .astype("string")
        .where(open_ended)
    )
    return pd.DataFrame(
        {
            "episode_id": courses["person_id"] + "-" + courses["phase"].astype("string"),
            "person_id": courses["person_id"],
            "site_id": courses["site_id"],
            "level_of_care": "outpatient",
            "withdrawal_management": False,
            "admission_day": courses["start"],
            "last_contact_day": courses["last"],
            "planned_days": courses["planned_days"],
            "discharge_reason": noted.mask(completed.fillna(False).astype(bool), "completed"),
        }
    )


def _last_covered(courses: pd.DataFrame, doses: pd.DataFrame) -> pd.Series:
    """The last day that a dose of this course covers; missing where nobody was ever dosed."""
    rows = courses[["person_id", "phase", "start", "stop"]].merge(
        doses[["person_id", "day", "days_covered"]], on="person_id"
    )
    inside = (rows["day"] >= rows["start"]) & (rows["day"] < rows["stop"].fillna(rows["day"] + 1))
    rows = rows[inside].assign(last=rows["day"] + rows["days_covered"] - 1)
    last = rows.groupby(["person_id", "phase"])["last"].max()
    return pd.Series(
        pd.MultiIndex.from_frame(courses[["person_id", "phase"]]).map(last.to_dict()),
        index=courses.index,
        dtype="Int64",
    )


def _noted_reasons(visit: pd.DataFrame, courses: pd.DataFrame) -> dict[int, str]:
    """who -> the reason noted at a visit that was missed after the last dose; the gravest where there are several.

    Missed visits of CTN-0027 and CTN-0051 have no date: there the week in the visit's name stands for it.
    """
    rows = visit[~visit["what"].isin(KEPT)].merge(courses[["who", "day_zero", "last"]], on="who")
    week = pd.to_numeric(rows["visit"].str.extract(r"^WK(\d+)$", expand=False)).astype("Int64")
    day = (rows["when"] - rows["day_zero"]).fillna(7 * week)
    rows = rows[(day >= rows["last"].fillna(0)).fillna(False)]
    found = {}
    for reason, column in reversed(REASONS.items()):
        found |= dict.fromkeys(rows.loc[rows[column].notna(), "who"], reason)
    return found


def _detox(detox: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """CTN-0051 recruited in inpatient detox: its first and last day, from day 0 (mostly before it)."""
    rows = from_day_zero(detox, people)
    days = rows.drop_duplicates(["who", "what"]).pivot(index="person_id", columns="what", values="day")
    stays = people[people["person_id"].isin(days.index)]
    return pd.DataFrame(
        {
            "episode_id": stays["person_id"] + "-detox",
            "person_id": stays["person_id"],
            "site_id": stays["site_id"],
            "level_of_care": "inpatient",
            "withdrawal_management": True,
            "admission_day": stays["person_id"].map(days.get("admission", pd.Series(dtype="Int64"))),
            "discharge_day": stays["person_id"].map(days.get("discharge", pd.Series(dtype="Int64"))),
        }
    )


def follow_up(visit: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Every planned week of every randomised person: did they come within three days of the day it was due?

    The visit's name is not used: the package warns that visits are dated and
    named out of order. Of CTN-0030 only the first phase is followed, weeks 1
    to 4, 6, 8, 10 and 12: the second one had other people, those who had used,
    and its own calendar.
    """
    planned = _planned_weeks(people)
    kept = from_day_zero(visit[visit["what"].isin(KEPT)], people)
    came = kept.assign(
        wave=(kept["day"] + VISIT_WINDOW) // 7, off=((kept["day"] + VISIT_WINDOW) % 7 - VISIT_WINDOW).abs()
    )
    came = came.sort_values(["off", "day"], kind="stable").drop_duplicates(["person_id", "wave"])
    rows = planned.merge(came[["person_id", "wave", "day"]], on=["person_id", "wave"], how="left")
    rows["status"] = rows["day"].notna().map({True: "reached", False: "not_reached"})
    return rows


def _planned_weeks(people: pd.DataFrame) -> pd.DataFrame:
    drawn = people.dropna(subset="arm")[["person_id", "trial"]]
    weeks = [
        (trial, week, 7 * week)
        for (trial, phase), planned in VISIT_WEEKS.items()
        if phase == 1
        for week in planned
    ]
    schedule = pd.DataFrame(weeks, columns=["trial", "wave", "due_day"]).astype({"trial": "string"})
    return drawn.merge(schedule, on="trial")[["person_id", "wave", "due_day"]]


def assessments(withdrawal: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Withdrawal bands at the start and every fourth week: COWS in CTN-0027 and CTN-0030, SOWS in CTN-0051.

    The start is the last score up to day 0. CTN-0027 has hardly any score after
    the first week, and so no later wave.
    """
    rows = from_day_zero(withdrawal.dropna(subset="withdrawal"), people)
    rows["instrument"] = (rows["trial"] == "ctn0051").map({True: "sows", False: "cows"})
    start = rows[rows["day"] <= 0].drop_duplicates("who", keep="last").assign(wave=0, day=0)
    rows = rows[(rows["day"] > 0) & (rows["trial"] != "ctn0027")]
    waves = [_near_week(rows, week) for week in SCORE_WEEKS]
    return pd.concat([start, *waves], ignore_index=True)[
        ["person_id", "wave", "day", "instrument", "withdrawal"]
    ].rename(columns={"withdrawal": "total"})


def _near_week(rows: pd.DataFrame, week: int) -> pd.DataFrame:
    """The score nearest to the end of a week, the earlier of two."""
    off = (rows["day"] - 7 * week).abs()
    near = rows.assign(off=off, wave=week)[off <= SCORE_WINDOW]
    return near.sort_values(["off", "day"], kind="stable").drop_duplicates("who")
