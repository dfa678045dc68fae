"""Exposures that are learned after time zero: which aftercare a person had received by a day."""

from __future__ import annotations

import pandas as pd


def aftercare_received_by(
    aftercare: pd.DataFrame, kind: str, landmark_day: int, due_days: dict[int, int]
) -> pd.Series:
    """Had a person received a kind of aftercare by the landmark?

    Dated contacts count when they fall on or before the landmark. Contacts told
    at an interview count for the interview that was due by then: the question
    covered the months before it, whatever day the interview took place.

    Parameters
    ----------
    aftercare : canonical aftercare records.
    kind : the kind of aftercare.
    landmark_day : the last day that counts.
    due_days : wave -> the day it was due.

    Returns
    -------
    pandas.Series
        "yes" or "no" by person_id. A person with no record of this kind is absent: unknown is not "no".
    """
    rows = aftercare[aftercare["kind"] == kind]
    when = rows["wave"].map(due_days).astype("Float64").fillna(rows["day"].astype("Float64"))
    dated = rows["wave"].isna()
    received = rows["received"] & (when <= landmark_day)
    # An interview that was due after the landmark says nothing of the time before it.
    informative = dated | (when <= landmark_day)
    by_person = received[informative].groupby(rows.loc[informative, "person_id"]).any()
    return by_person.map({True: "yes", False: "no"})


def first_contact_day(aftercare: pd.DataFrame, kind: str) -> pd.DataFrame:
    """Day of the first dated contact, missing if there was none, for everyone with a dated record.

    Returns
    -------
    pandas.DataFrame
        Indexed by person_id, columns contact_day (Float64) and observed_to (the last day the record covers).
    """
    rows = aftercare[(aftercare["kind"] == kind) & aftercare["wave"].isna()]
    first = rows[rows["received"]].groupby("person_id")["day"].min()
    observed_to = rows.groupby("person_id")["day"].max()
    return pd.DataFrame(
        {"contact_day": first.reindex(observed_to.index).astype("Float64"), "observed_to": observed_to}
    )
