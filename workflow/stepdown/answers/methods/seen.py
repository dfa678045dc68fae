"""What a program had seen of a person by a day: positive screens and attended sessions of the week before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from stepdown.cohort.doses import DOSES
from stepdown.outcomes.stays import POSITIVE

WEEK = 7
SERVICE = "service."


def seen_at(contacts: pd.DataFrame, person_id: pd.Series, days: Sequence[int]) -> np.ndarray:
    """For each person and day: was a screen of the week before positive, and how many of its sessions were attended?

    Parameters
    ----------
    contacts : of `outcomes.contacts` and `outcomes.stays`
    person_id : of n people
    days : k days; day 0 looks back on nothing

    Returns
    -------
    ndarray, shape (n, k, 2)
    """
    place = pd.Series(np.arange(len(person_id)), index=person_id.to_numpy())
    found = np.zeros((len(person_id), len(days), 2))
    about = contacts[contacts["person_id"].isin(place.index)]
    sums = [f"{SERVICE}{name}" for name in DOSES]
    attended = about["kind"].str.startswith(SERVICE) & ~about["kind"].isin(sums)
    for number, chosen in enumerate((about["kind"] == POSITIVE, attended)):
        rows = about[chosen.fillna(False).astype(bool)]
        who = place.loc[rows["person_id"]].to_numpy()
        when = rows["day"].to_numpy(dtype=float)
        for k, day in enumerate(days):
            lately = (when >= max(0, day - WEEK)) & (when < day)
            counts = np.bincount(who[lately], minlength=len(place))
            found[:, k, number] = counts if number else counts > 0
    return found
