"""Services: sessions attended and missed, hours delivered, and the level of care that they amount to."""

from __future__ import annotations

import numpy as np
import pandas as pd

# What counts as a session of treatment; other contacts (medical visits, case management) are care, not sessions.
SESSIONS = ("group", "individual", "family")
# Attended hours a week at which delivered care is of a level (ASAM; 24-hour care is not told by hours).
HOURS = {
    "outpatient": (0.0, 9.0),
    "intensive_outpatient": (9.0, 20.0),
    "partial_hospitalization": (20.0, np.inf),
}


def attendance_rates(
    care: pd.DataFrame, services: pd.DataFrame, expected: pd.Series | None = None
) -> pd.DataFrame:
    """Sessions attended, by both denominators (definitions, B.2).

    Parameters
    ----------
    care : of `index_care`.
    services : canonical services.
    expected : person_id -> sessions that the plan of care foresees, where it is known.

    Returns
    -------
    pandas.DataFrame
        Indexed as `care`: attended, missed, excused, cancelled; of_scheduled, the share of sessions attended among
        those attended or missed while enrolled; of_expected, the share of the planned sessions, capped at 1, whether
        the person was still enrolled or not. Missing without a denominator.
    """
    rows = while_enrolled(care, services)
    rows = rows[rows["kind"].isin(SESSIONS)]
    counts = (
        rows.groupby(["person_id", "attendance"], observed=True).size().unstack("attendance", fill_value=0)
    )
    counts = counts.reindex(
        index=care.index, columns=["attended", "missed", "excused", "cancelled"], fill_value=0
    )
    scheduled = (counts["attended"] + counts["missed"]).replace(0, np.nan)
    rates = counts.assign(of_scheduled=counts["attended"] / scheduled, of_expected=np.nan)
    if expected is not None:
        planned = expected.reindex(care.index).astype("float64").replace(0, np.nan)
        rates["of_expected"] = (counts["attended"] / planned).clip(upper=1)
    return rates.rename_axis(columns=None)


def weekly_hours(care: pd.DataFrame, services: pd.DataFrame, weeks: int) -> pd.Series:
    """Attended hours a week over the first `weeks` program weeks, or the weeks begun before leaving if fewer.

    A program week starts on the weekday of admission.
    """
    rows = while_enrolled(care, services)
    rows = rows[(rows["attendance"] == "attended") & (rows["since"] < 7 * weeks)]
    # Hours that are not recorded are not known to have been delivered.
    hours = rows["hours"].astype("Float64").fillna(0).groupby(rows["person_id"]).sum()
    begun = np.ceil(care["days"].clip(1, 7 * weeks) / 7)
    return hours.reindex(care.index, fill_value=0).astype("float64") / begun


def delivered_level(hours: pd.Series) -> pd.Series:
    """The level that the attended hours a week amount to: below 9 outpatient, 9 to below 20 IOP, 20 and more PHP."""
    bounds = [low for low, _ in HOURS.values()]
    return pd.Series(
        np.array(list(HOURS))[np.searchsorted(bounds, hours, side="right") - 1], index=hours.index
    )


def while_enrolled(care: pd.DataFrame, services: pd.DataFrame) -> pd.DataFrame:
    """Services of the index spell with `since`, the days from day zero; the day of the exit counts."""
    rows = services[services["person_id"].isin(care.index)]
    since = rows["day"].astype("int64") - rows["person_id"].map(care["zero_day"]).astype("int64")
    last = rows["person_id"].map(care["days"]).astype("int64")
    return rows.assign(since=since)[(since >= 0) & (since <= last)]


def attended(services: pd.DataFrame) -> pd.DataFrame:
    """Rows of services that took place."""
    return services[services["attendance"] == "attended"]
