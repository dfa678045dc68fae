"""Who began, and when and why each word ends."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.outcomes.words.intervals import interval_of

if TYPE_CHECKING:
    from stepdown.outcomes.words.rules import WordRules

REASONS = {
    "completed": "administrative",
    "left": "withdrew",
    "terminated": "withdrew",
    "transferred": "transfer",
    "incarcerated": "incarceration",
    "died": "death",
    "other": "unknown",
}
# Nobody gives a screen afterwards, and nobody chose not to.
STOPPERS = ("death", "incarceration")


def word_ends(records: Mapping[str, pd.DataFrame], counts: pd.DataFrame, rules: WordRules) -> pd.DataFrame:
    """When each person's word ends, why, and whether they began.

    A word ends with the last interval in which anything was due or given; earlier with death or incarceration,
    and with leaving if the rules say so.

    Parameters
    ----------
    counts : as `observed.counts_by_interval` returns them.

    Returns
    -------
    frame, one row a person of the records: person_id; end, the last position; end_reason, one of
    `endpoints.words.END_REASONS`; began
    """
    people = pd.Index(records["persons"]["person_id"])
    seen = counts["scheduled"] + counts["provided"] > 0
    last_due = _last(counts[seen], people)
    last_given = _last(counts[counts["provided"] > 0], people)
    leaving = _leaving(records, people)
    stop, reason = _interval(leaving["day"], rules), leaving["reason"].to_numpy(dtype=str)
    # Not by another clock, whose day 0 is the day of leaving.
    stopped = stop > 0
    ends = stopped & (np.isin(reason, STOPPERS) | ((rules.after_leaving == "ends") & ~leaving["open"]))
    # The interval in which somebody leaves counts if they gave a screen in it.
    cut = np.maximum(last_given, np.maximum(stop - 1, 0))
    end = np.where(ends, np.minimum(last_due, cut), last_due)
    together = stop >= last_due - 1
    why = np.select(
        [
            ends & (end < last_due) & (reason == ""),
            (reason != "") & ((ends & (end < last_due)) | together),
            # Screens stayed due after the person had gone: the schedule ended the word.
            stopped & ~together,
            leaving["open"],
        ],
        ["lost", reason, "administrative", "still_in"],
        "unknown",
    )
    began = _began(records, people) | (last_given > 0)
    return pd.DataFrame({"person_id": people, "end": end, "end_reason": why.astype(str), "began": began})


def _last(rows: pd.DataFrame, people: pd.Index) -> np.ndarray:
    return rows.groupby("person_id")["position"].max().reindex(people).fillna(0).to_numpy(dtype=np.int64)


def _interval(days: pd.Series, rules: WordRules) -> np.ndarray:
    """The interval of a day; -1 where the day is not known."""
    known = days.notna().to_numpy()
    found = interval_of(rules, days.fillna(0).to_numpy(dtype=np.int64))
    return np.where(known, found, -1)


def _leaving(records: Mapping[str, pd.DataFrame], people: pd.Index) -> pd.DataFrame:
    """Day and reason of each person's last departure: of the last treatment episode, or of a follow-up note."""
    episodes = records["episodes"]
    episodes = episodes[~episodes["withdrawal_management"].fillna(False).astype(bool)]
    order = episodes.sort_values(["admission_day", "episode_id"], kind="stable", na_position="first")
    last = order.drop_duplicates("person_id", keep="last").set_index("person_id").reindex(people)
    day = last["discharge_day"].fillna(last["last_contact_day"]).astype("Float64")
    reason = last["discharge_reason"].map(REASONS).astype("string")
    # Nobody wrote down an end.
    held = last["admission_day"].notna() & last["discharge_day"].isna() & last["discharge_reason"].isna()
    notes = records["follow_up"]
    notes = notes[notes["status"].isin(["died", "incarcerated"])].sort_values("due_day", kind="stable")
    note = notes.drop_duplicates("person_id").set_index("person_id").reindex(people)
    noted = note["day"].fillna(note["due_day"]).astype("Float64")
    earlier = noted.notna() & (day.isna() | (noted < day) | reason.isna())
    return pd.DataFrame(
        {
            "day": day.mask(earlier, noted),
            "reason": reason.mask(earlier, note["status"].map(REASONS)).fillna(""),
            "open": held.to_numpy(dtype=bool),
        }
    ).reset_index(drop=True)


def _began(records: Mapping[str, pd.DataFrame], people: pd.Index) -> np.ndarray:
    """Whoever took a dose, kept an appointment or was seen in an episode; everybody if no record could tell."""
    medication, services = records.get("medication"), records.get("services")
    seen = [records["episodes"].dropna(subset="last_contact_day")["person_id"]]
    if medication is not None:
        seen.append(medication["person_id"])
    if services is not None and "attendance" in services:
        seen.append(services.loc[services["attendance"] == "attended", "person_id"])
    evidence = pd.concat(seen)
    return np.ones(len(people), dtype=bool) if evidence.empty else people.isin(evidence)
