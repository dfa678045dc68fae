"""When treatment was begun and taken up, in the windows of HEDIS IET (definitions, B.1)."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stepdown.outcomes.retention.services import attended
from stepdown.outcomes.retention.windows import Window, days_inside

INITIATION = Window("the start of the episode", 0, 13, "HEDIS IET, initiation: 14 days, the first included")
ENGAGEMENT = Window("initiation", 1, 34, "HEDIS IET, engagement: 34 days, not counting the day of initiation")
# An index of this kind is an initiation by itself.
OVERNIGHT = ("residential", "inpatient")


def initiation_day(care: pd.DataFrame, records: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Day of initiation by person_id, missing where there was none.

    The first attended service or dose on day 0 to 13, or day 0 itself where the index is an overnight stay.

    Parameters
    ----------
    care : of `care.index_care`.
    """
    contacts = pd.concat([_visits(records), _doses(records)])
    since = contacts["day"] - contacts["person_id"].map(care["zero_day"])
    inside = contacts[((since >= INITIATION.start) & (since <= INITIATION.end)).fillna(False)]
    first = inside.groupby("person_id")["day"].min().reindex(care.index)
    return first.mask(care["level_of_care"].isin(OVERNIGHT), care["zero_day"]).astype("Int64")


def is_engaged(initiated: pd.Series, records: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Two more days with a service in the window, one of which may be a dose instead; or an injection alone.

    Parameters
    ----------
    initiated : of `initiation_day`, those who initiated.
    """
    visits = days_inside(initiated, _visits(records), ENGAGEMENT.start, ENGAGEMENT.end)
    doses = days_inside(initiated, _doses(records), ENGAGEMENT.start, ENGAGEMENT.end)
    injections = days_inside(initiated, _doses(records, injected=True), ENGAGEMENT.start, ENGAGEMENT.end)
    return (visits + doses.clip(upper=1) >= 2) | (injections > 0)


def _visits(records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    rows = records.get("services")
    return _days(attended(rows) if rows is not None else None)


def _doses(records: Mapping[str, pd.DataFrame], injected: bool = False) -> pd.DataFrame:
    rows = records.get("medication")
    return _days(rows[(rows["unit"] == "injection").fillna(False)] if rows is not None and injected else rows)


def _days(rows: pd.DataFrame | None) -> pd.DataFrame:
    if rows is None:
        return pd.DataFrame({"person_id": pd.Series(dtype="string"), "day": pd.Series(dtype="Int64")})
    return rows[["person_id", "day"]].astype({"person_id": "string", "day": "Int64"})
