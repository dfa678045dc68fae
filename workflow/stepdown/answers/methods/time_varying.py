"""An aftercare exposure that switches on the day after the first contact."""

from __future__ import annotations

from typing import ClassVar, Literal

import pandas as pd

from stepdown.answers.coding import complete
from stepdown.answers.frame import QuestionFrame
from stepdown.answers.methods.base import AnalysisModel, Answer
from stepdown.answers.methods.hazards import GATES, hazard_ratios

# Rows need a length: an event on day 0, or on the day the exposure switches, is dated half a day in.
HALF_A_DAY = 0.5


class Analysis(AnalysisModel):
    """Cox regression on (start, stop] rows (definitions, D.1): waiting time counts as waiting time."""

    shapes: ClassVar = ("time_to_event",)
    looks_ahead: ClassVar = False
    gates: ClassVar = GATES

    method: Literal["time_varying"]
    adjusted: bool = False
    """Adjust for the question's adjustment set."""


def answer(analysis: Analysis, frame: QuestionFrame) -> Answer:
    if "contact_observed_to" not in frame.people:
        reason = "no contact of this kind has a day"
        return Answer([frame.estimate(analysis, "hazard_ratio", n=0, status="not_estimable", reason=reason)])
    needed = ["exposure", "day", "contact_observed_to", *frame.covariates(analysis.adjusted)]
    rows = switching_rows(while_exposure_is_known(complete(frame.people, needed)))
    return hazard_ratios(analysis, frame, rows)


def switching_rows(people: pd.DataFrame) -> pd.DataFrame:
    """Split each person's time at the first contact.

    Parameters
    ----------
    people : `day`, `event`, `contact_day` (missing if there was none).

    Returns
    -------
    pandas.DataFrame
        One or two rows a person with `start`, `stop`, `event` and `exposure`
        ("no" up to and including the day of contact, "yes" after it).
    """
    stop = people["day"].where(people["day"] > 0, HALF_A_DAY)
    contact = people["contact_day"]
    # By the day itself: half a day into day 0 is still the day of contact.
    switches = contact.notna() & (contact < people["day"])
    before = people.assign(
        start=0.0,
        stop=stop.where(~switches, contact.where(contact > 0, HALF_A_DAY)),
        event=people["event"].where(~switches, False),
        exposure="no",
    )
    after = people[switches].assign(
        start=before.loc[switches, "stop"],
        stop=stop[switches],
        event=people.loc[switches, "event"],
        exposure="yes",
    )
    rows = pd.concat([before, after], ignore_index=True)
    return rows[rows["stop"] > rows["start"]].reset_index(drop=True)


def while_exposure_is_known(people: pd.DataFrame) -> pd.DataFrame:
    """Censor people without a contact on the last day of their record of contacts.

    After that day nobody knows whether they had one, and unknown is not "no".
    Whoever had a contact stays exposed, however long the record goes.

    Parameters
    ----------
    people : `day`, `event`, `contact_day` (missing if there was none), and
        `contact_observed_to`, the last day that the record of contacts covers.
    """
    ends = people["contact_day"].isna() & (people["contact_observed_to"] < people["day"])
    censored = people.assign(
        day=people["day"].where(~ends, people["contact_observed_to"]),
        event=people["event"].where(~ends, False),
    )
    return censored.assign(cause=people["cause"].where(~ends, 0)) if "cause" in people else censored
