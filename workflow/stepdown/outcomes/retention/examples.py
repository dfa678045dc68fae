"""Eight made-up people on whom every definition of retention is explained and tested."""

from __future__ import annotations

import pandas as pd

from stepdown.outcomes.retention.care_states import IN_CARE
from stepdown.outcomes.retention.definition import RetentionDefinition

PEOPLE = {
    "a": "residential, stepped down on day 28 to intensive outpatient, completed on day 84",
    "b": "intensive outpatient, last seen on day 20, chart closed as left on day 60",
    "c": "withdrawal management, then outpatient from day 0, planned for 168 days and last seen on day 40",
    "d": "outpatient, died on day 45",
    "e": "intensive outpatient, left on day 50, residential from day 60, completed on day 88",
    "f": "inpatient, completed on day 10, outpatient from day 13, planned to day 100 and last seen on day 95",
    "g": "outpatient, transferred on day 30, and no admission after it",
    "h": "intensive outpatient, came on days 0 and 2, discharged as left on day 6",
}

# person, level, withdrawal management, admission, discharge, last contact, planned days, reason
_EPISODES = [
    ("a", "residential", False, 0, 28, 28, 28, "transferred"),
    ("a", "intensive_outpatient", False, 28, 84, 83, 56, "completed"),
    ("b", "intensive_outpatient", False, 0, 60, 20, 56, "left"),
    ("c", "inpatient", True, -4, 0, 0, None, "completed"),
    ("c", "outpatient", False, 0, None, 40, 168, None),
    ("d", "outpatient", False, 0, 45, 44, 90, "died"),
    ("e", "intensive_outpatient", False, 0, 50, 50, 56, "left"),
    ("e", "residential", False, 60, 88, 88, 28, "completed"),
    ("f", "inpatient", False, 0, 10, 10, 10, "completed"),
    ("f", "outpatient", False, 13, None, 95, 87, None),
    ("g", "outpatient", False, 0, 30, 30, 90, "transferred"),
    ("h", "intensive_outpatient", False, 0, 6, 2, 56, "left"),
]
# person, days with a three-hour group, days on which one was missed
_GROUPS = [
    ("a", range(29, 84, 2), range(30, 84, 14)),
    ("b", (0, 1, 3, 20), (6, 8, 10, 13, 15)),
    ("c", (0, 5), (12, 19, 26, 33)),
    ("d", range(0, 45, 7), ()),
    ("e", [day for day in range(0, 50) if day % 7 in (0, 2, 4)], (12, 26)),
    ("f", range(13, 96, 7), ()),
    ("g", (0, 7), (14, 21, 28)),
    ("h", (0, 2), (4, 6)),
]
# person, days with a dose and how many it covers
_DOSES = [("c", range(0, 41, 7), 7), ("d", range(0, 20), 1), ("f", (13, 41, 69), 28)]
# person, day, result
_SCREENS = [
    ("a", 26, "negative"),
    ("b", 26, "positive"),
    ("c", 26, "positive"),
    ("c", 28, "negative"),
    ("e", 25, "negative"),
]


def records() -> dict[str, pd.DataFrame]:
    """Canonical records of the eight people."""
    episodes = pd.DataFrame(
        [(f"{row[0]}-{i}", *row) for i, row in enumerate(_EPISODES)],
        columns=["episode_id", "person_id", "level_of_care", "withdrawal_management", "admission_day", "discharge_day",
                 "last_contact_day", "planned_days", "discharge_reason"],
    )  # fmt: skip
    days = ["admission_day", "discharge_day", "last_contact_day", "planned_days"]
    sessions = [
        (who, day, "group", attendance, 3.0)
        for who, came, missed in _GROUPS
        for attendance, when in (("attended", came), ("missed", missed))
        for day in when
    ]
    doses = [(who, day, covers, "buprenorphine", "mg") for who, when, covers in _DOSES for day in when]
    return {
        "persons": pd.DataFrame({"person_id": pd.array(list(PEOPLE), dtype="string")}),
        "episodes": episodes.astype(
            dict.fromkeys(days, "Int64")
            | {"person_id": "string", "withdrawal_management": "boolean", "discharge_reason": "string"}
        ),
        "services": pd.DataFrame(sessions, columns=["person_id", "day", "kind", "attendance", "hours"]),
        "medication": pd.DataFrame(doses, columns=["person_id", "day", "days_covered", "medication", "unit"]),
        "substance_use": pd.DataFrame(_SCREENS, columns=["person_id", "day", "result"]).assign(
            substance="opioid"
        ),
    }


def answers(definition: RetentionDefinition) -> dict[str, str]:
    """What a definition says of each person: "yes", "no", "day 84: completed", a course of states, or "not known"."""
    if definition.shape == "states":
        stays = definition.derive(records()).groupby("person_id")
        told = {who: _course(rows) for who, rows in stays}
        return {who: told.get(who, "not known") for who in PEOPLE}
    table = definition.derive(records()).set_index("person_id")
    if definition.shape == "yes_no":
        told = {who: "yes" if value else "no" for who, value in table["value"].items()}
    else:
        causes = ("followed", "the event", *definition.words(None).competing)
        told = {who: f"day {row.day:g}: {causes[row.cause]}" for who, row in table.iterrows()}
    return {who: told.get(who, "not known") for who in PEOPLE}


def _course(stays: pd.DataFrame) -> str:
    """ "residential, from day 28 outpatient, followed to day 96"."""
    told = [f"from day {stay.start} {stay.state}" for stay in stays.itertuples()]
    last = stays.iloc[-1]
    if last["state"] in IN_CARE:
        told.append(f"followed to day {last['stop']}")
    return ", ".join(told).removeprefix("from day 0 ")
