"""When each episode ended, and how: the last day in care, the day it was over, and the kind of exit."""

from __future__ import annotations

import numpy as np
import pandas as pd

# The person was still in care when last seen.
IN_CARE = "in_care"
# The episode ended and nobody wrote down why.
UNKNOWN = "unknown"
# What a program, a death or a court dates by itself; other discharge days are often set when a chart is closed.
SETTLED = ("completed", "transferred", "incarcerated", "died")
# Who left, or was made to leave, before the plan said so.
UNPLANNED = ("left", "terminated")
EXITS = (*SETTLED, *UNPLANNED, "other", UNKNOWN, IN_CARE)


def episode_ends(
    episodes: pd.DataFrame, silence_days: int, observed_to: pd.Series | None = None
) -> pd.DataFrame:
    """The end of each episode (definitions, B.2 and B.5).

    * Completed, transferred, incarcerated and died end on the discharge day, else on the last contact.
    * Every other exit ends on the last contact, or on the discharge day if that was earlier or there is no contact:
      a chart that is closed weeks after the last visit does not lengthen care.
    * Without a discharge and a reason the person has left if the record goes on for more than `silence_days` after the last
      contact: to `observed_to`, or to the planned end of the episode. Otherwise the person is still in care.

    Parameters
    ----------
    episodes : canonical episodes with an admission day. The admission itself is a contact.
    silence_days : longest time without contact that is no dropout.
    observed_to : last day on which each row's person could be seen, in the order of the rows; missing if not known.

    Returns
    -------
    pandas.DataFrame
        Indexed as `episodes`: `end_day` (last day in care), `exit_day` (first day out of it; the discharge day where
        that ended care) and `exit` (one of `EXITS`).
    """
    admitted = _days(episodes["admission_day"])
    discharged = _days(episodes["discharge_day"])
    contact = _days(episodes["last_contact_day"])
    planned = admitted + _days(episodes["planned_days"])
    seen_to = np.full(len(episodes), np.nan) if observed_to is None else _days(observed_to)
    reason = episodes["discharge_reason"]
    settled = reason.isin(SETTLED).to_numpy()
    has_reason = reason.notna().to_numpy()

    last_seen = np.fmax(contact, admitted)
    after_contact = last_seen + 1
    by_discharge = ~np.isnan(discharged) & (settled | np.isnan(contact) | (discharged <= last_seen))
    closed = has_reason | ~np.isnan(discharged)
    silent = ~closed & (np.fmax(seen_to, planned) - last_seen > silence_days)
    in_care = ~closed & ~silent

    exit_day = np.where(by_discharge, np.fmax(discharged, admitted), after_contact)
    exit_day = np.where(in_care, np.fmax(exit_day, seen_to + 1), exit_day)
    end_day = np.where(by_discharge, exit_day, exit_day - 1)
    kind = reason.astype("object").where(has_reason, UNKNOWN).to_numpy()
    kind = np.where(silent, "left", np.where(in_care, IN_CARE, kind))
    return pd.DataFrame(
        {"end_day": end_day.astype("int64"), "exit_day": exit_day.astype("int64"), "exit": kind},
        index=episodes.index,
    )


def _days(column: pd.Series) -> np.ndarray:
    return column.to_numpy(dtype="float64", na_value=np.nan)
