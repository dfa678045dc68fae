"""The day on which a dose had been received."""

from __future__ import annotations

import pandas as pd

from stepdown.outcomes.contacts import contacts


def test_a_dose_is_reached_on_the_day_of_the_session_that_completes_it(rows):
    services = rows(
        "person_id day kind hours attendance",
        *(("a", 7 * i, "group", 9.0, "attended") for i in range(7)),
        *(("b", i, "individual", 1.0, "attended") for i in (-3, 0, 1, 2, 3, 5, 9)),
        *(("c", i, "group", 20.0, "missed") for i in range(4)),
        ("d", 3, "group", None, "attended"),
    )
    records = {
        "aftercare": rows("person_id wave day days_covered kind received", ("a", pd.NA, 400, 1, "telephone", True)),
        "services": services,
        "episodes": rows("person_id admission_day withdrawal_management level_of_care", ("a", 0, False, "outpatient")),
    }  # fmt: skip
    found = contacts(records)
    doses = found[found["kind"].isin(["service.hours_36", "service.sessions_6"])]
    # What lies before time zero does not count: b's sixth session is that of day 9. c missed every one.
    assert sorted(doses[["kind", "person_id", "day"]].itertuples(index=False, name=None)) == [
        ("service.hours_36", "a", 21),
        ("service.sessions_6", "a", 35),
        ("service.sessions_6", "b", 9),
    ]
