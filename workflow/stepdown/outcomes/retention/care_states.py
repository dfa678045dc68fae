"""Where people are on each day: at a level of care, in a pause, or out, as `state_occupation` reads it.

Several things can be true of a person on one day: a stay at a level, a way out of an earlier spell, contacts of
aftercare. The highest in `RANKS` counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.cohort.spells.index import index_spells
from stepdown.cohort.spells.levels import BETWEEN
from stepdown.cohort.spells.stays import level_stays
from stepdown.records.schema import LEVELS_OF_CARE

if TYPE_CHECKING:
    from collections.abc import Sequence

IN_CARE = (*LEVELS_OF_CARE, BETWEEN)
# In the order of the estimators' numbers.
STATES = (*IN_CARE, "aftercare", "out_planned", "out_unplanned", "incarcerated", "died")
COLUMNS = ("person_id", "start", "stop", "state", "to")
# Where each exit leads; of the others nobody knows, so that people are followed to them and no further.
LEADS_TO = {
    "completed": "out_planned",
    "transferred": "out_planned",
    "left": "out_unplanned",
    "terminated": "out_unplanned",
    "incarcerated": "incarcerated",
    "died": "died",
}
# From the weakest to the strongest: an admission ends being out, and nobody is in aftercare in jail.
RANKS = ("out_planned", "out_unplanned", "aftercare", "incarcerated", "died", BETWEEN, *LEVELS_OF_CARE)
# As figures call them; in_care is all of IN_CARE together.
LABELS = {
    "in_care": "In care",
    "outpatient": "Outpatient",
    "intensive_outpatient": "Intensive outpatient",
    "partial_hospitalization": "Partial hospitalization",
    "residential": "Residential",
    "inpatient": "Inpatient",
    BETWEEN: "Between two levels",
    "aftercare": "Aftercare",
    "out_planned": "Completed or moved on",
    "out_unplanned": "Left early",
    "incarcerated": "In jail",
    "died": "Died in care",
}
NO_FURTHER = ""
FAR = np.int64(2**40)


def care_states(
    linked: pd.DataFrame,
    spells: pd.DataFrame,
    seen_to: pd.Series | None = None,
    *,
    returns: bool = False,
    enter_late: bool = False,
    contacts: pd.DataFrame | None = None,
    contact_days: int = 0,
) -> pd.DataFrame:
    """Each person's stays in states, in days from the start of the index episode.

    A stay that ended on the day it began takes no time and is left out: the move goes on to where it led. Who was out
    on the day they came is out from day 0. Who left for a reason that leads nowhere known is followed to that day.

    Parameters
    ----------
    linked, spells : of `cohort.spells.build.build_spells`.
    seen_to : person_id -> last day on which the person could be seen, where it is known.
    returns : do later spells count as being back in care? Otherwise a way out of the index spell is for good.
    enter_late : who was under way before day 0 of the records is counted from their admission and enters on day 0;
        otherwise their clock starts on day 0.
    contacts : contacts of aftercare that took place: person_id and day.
    contact_days : for how many days a contact counts as being in aftercare.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, by person and start: `state` and `to` are of `STATES`; `to` is empty where somebody was last seen.
    """
    care = index_spells(linked, spells).rename_axis("spell").reset_index().set_index("person_id")
    zero = care["index_day"] if enter_late else care["zero_day"]
    spell = np.arange(len(spells))
    first = spells["person_id"].map(care["spell"])
    counts = (spell == first) | ((spell > first) & returns)
    ways_out = _ways_out(spells, counts.to_numpy(bool))
    stays = level_stays(linked, spells)
    stays = stays[counts.to_numpy(bool)[stays["spell"].to_numpy()]]
    known = ways_out[ways_out["state"] != NO_FURTHER]
    layers = [
        pd.DataFrame(
            {
                "person_id": spells["person_id"].to_numpy(dtype=object)[stays["spell"].to_numpy()],
                "start": stays["start_day"].to_numpy(),
                "stop": stays["stop_day"].to_numpy(),
                "state": stays["level_of_care"].to_numpy(dtype=object),
            }
        ),
        known,
    ]
    if contacts is not None:
        day = contacts["day"].to_numpy(dtype="int64")
        who = contacts["person_id"].to_numpy(dtype=object)
        layers.append(
            pd.DataFrame({"person_id": who, "start": day, "stop": day + contact_days, "state": "aftercare"})
        )
    rows = pd.concat(layers, ignore_index=True)
    rows = rows[rows["person_id"].isin(care.index)]
    begin, end = care["zero_day"], _ends(care, ways_out, seen_to, returns or contacts is not None)
    rows = rows.assign(
        start=np.maximum(rows["start"], rows["person_id"].map(begin).to_numpy(dtype="int64")),
        stop=np.minimum(rows["stop"], rows["person_id"].map(end).to_numpy(dtype="int64")),
    )
    told = _highest(rows[rows["start"] < rows["stop"]])
    shift = told["person_id"].map(zero).to_numpy(dtype="int64")
    told = told.assign(start=told["start"].to_numpy() - shift, stop=told["stop"].to_numpy() - shift)
    return told[list(COLUMNS)].reset_index(drop=True)


def _ways_out(spells: pd.DataFrame, counts: np.ndarray) -> pd.DataFrame:
    """Of each spell that counts: where its exit led, from that day to the next spell that counts, or open."""
    own = spells[counts]
    following = own["start_day"].shift(-1).where(own["person_id"] == own["person_id"].shift(-1))
    return pd.DataFrame(
        {
            "person_id": own["person_id"].to_numpy(dtype=object),
            "start": own["exit_day"].to_numpy(dtype="int64"),
            "stop": following.fillna(FAR).to_numpy(dtype="int64"),
            "state": own["exit"].map(LEADS_TO).fillna(NO_FURTHER).to_numpy(dtype=object),
        }
    )


def _ends(
    care: pd.DataFrame, ways_out: pd.DataFrame, seen_to: pd.Series | None, by_records: bool
) -> pd.Series:
    """person_id -> first day of which nothing is known.

    The end of the records, or the exit that leads nowhere known. Where nothing after the index spell is asked for, or
    the end of the records is not known, one day in the way out tells where it led.
    """
    lost = ways_out[ways_out["state"] == NO_FURTHER].groupby("person_id")["start"].min().reindex(care.index)
    one_day = care["exit_day"].clip(lower=care["zero_day"]) + care["exit"].isin(list(LEADS_TO))
    last = one_day.astype("float64")
    if by_records and seen_to is not None:
        last = (seen_to.reindex(care.index).astype("float64") + 1).fillna(last)
    return np.fmin(last, lost).astype("int64")


def _highest(rows: pd.DataFrame) -> pd.DataFrame:
    """Cut overlapping intervals into stays: of all that hold on a day, the one that ranks highest counts."""
    if rows.empty:
        return pd.DataFrame(columns=list(COLUMNS)).astype({"start": "int64", "stop": "int64"})
    person, labels = pd.factorize(rows["person_id"], sort=True)
    rank = rows["state"].map({name: i for i, name in enumerate(RANKS)}).to_numpy(dtype="int64")
    who, time = np.r_[person, person], np.r_[rows["start"], rows["stop"]]
    change = np.repeat(np.array([1, -1], dtype="int32"), len(rows))
    order = np.lexsort((time, who))
    who, time = who[order], time[order]
    # Everybody's changes add up to nothing, so one running sum over all people serves each.
    running = np.zeros((len(who), len(RANKS)), dtype="int32")
    running[np.arange(len(who)), np.r_[rank, rank][order]] = change[order]
    running = np.cumsum(running, axis=0, dtype="int32") > 0
    last = np.r_[(who[1:] != who[:-1]) | (time[1:] != time[:-1]), True]
    who, time, running = who[last], time[last], running[last]
    state = np.where(running.any(axis=1), len(RANKS) - 1 - np.argmax(running[:, ::-1], axis=1), -1)
    keep = np.r_[True, (who[1:] != who[:-1]) | (state[1:] != state[:-1])]
    who, time, state = who[keep], time[keep], state[keep]
    begins = np.flatnonzero(state >= 0)
    names = np.array([*RANKS, NO_FURTHER], dtype=object)
    return pd.DataFrame(
        {
            "person_id": labels.to_numpy(dtype=object)[who[begins]],
            "start": time[begins],
            "stop": time[begins + 1],
            "state": names[state[begins]],
            "to": names[state[begins + 1]],
        }
    ).astype({"person_id": "string", "state": "string", "to": "string"})


def numbered(table: pd.DataFrame, states: Sequence[str] = STATES) -> dict[str, np.ndarray]:
    """The columns as the estimators take them: states by their place, −1 where somebody was last seen."""
    place = {NO_FURTHER: -1, **{name: i for i, name in enumerate(states)}}
    found = {name: table[name].to_numpy() for name in COLUMNS[:3]}
    return found | {name: table[name].map(place).to_numpy(dtype="int64") for name in ("state", "to")}
