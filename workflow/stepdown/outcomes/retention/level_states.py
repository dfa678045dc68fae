"""The states that people move between: levels of care, pauses, and the ways out, as `state_occupation` reads them.

from stepdown.estimators.state_occupation import state_occupation
stays = level_states(linked, spells)
found = state_occupation(*(stays[name] for name in COLUMNS), len(STATES), horizon=180)
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from stepdown.cohort.spells.index import index_spells
from stepdown.cohort.spells.levels import BETWEEN
from stepdown.cohort.spells.stays import level_stays
from stepdown.records.schema import LEVELS_OF_CARE

STATES = (*LEVELS_OF_CARE, BETWEEN, "out_planned", "out_unplanned", "incarcerated", "died")
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
FOLLOWED_NO_FURTHER = -1


def level_states(linked: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Stays of each person's index spell, in days from its start.

    A stay that ended on the day it began takes no time and is left out: the move goes on to where it led. Who was out
    on the day they came is out from day 0. A way out is for good: coming back is another spell.

    Parameters
    ----------
    linked, spells : of `cohort.spells.build.build_spells`.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`: state and to are places in `STATES`; to is −1 where somebody was last seen, or left nobody knows how.
    """
    care = index_spells(linked, spells)
    stays = level_stays(linked, spells)
    stays = stays[stays["spell"].isin(care.index)]
    zero = stays["spell"].map(care["zero_day"]).to_numpy()
    number = {name: i for i, name in enumerate(STATES)}
    rows = pd.DataFrame(
        {
            "spell": stays["spell"].to_numpy(),
            "start": np.maximum(stays["start_day"].to_numpy() - zero, 0),
            "stop": stays["stop_day"].to_numpy() - zero,
            "state": stays["level_of_care"].map(number).to_numpy(),
        }
    )
    rows = rows[rows["start"] < rows["stop"]]
    # Left-out stays leave neighbours of one state, which are one stay.
    same = (rows["spell"] == rows["spell"].shift()) & (rows["state"] == rows["state"].shift())
    rows = rows.groupby((~same).cumsum(), sort=True).agg(
        {"spell": "first", "start": "first", "stop": "last", "state": "first"}
    )
    out = care["exit"].map(LEADS_TO).map(number).fillna(FOLLOWED_NO_FURTHER).astype("int64")
    goes_on = rows["spell"] == rows["spell"].shift(-1)
    rows["to"] = rows["state"].shift(-1).where(goes_on, rows["spell"].map(out)).astype("int64")
    at_once = out[~out.index.isin(rows["spell"]) & (out != FOLLOWED_NO_FURTHER)]
    gone = pd.DataFrame(
        {"spell": at_once.index, "start": 0, "stop": 1, "state": at_once, "to": FOLLOWED_NO_FURTHER}
    )
    rows = pd.concat([rows, gone], ignore_index=True).sort_values(["spell", "start"], ignore_index=True)
    rows.insert(0, "person_id", rows["spell"].map(care["person_id"]).to_numpy())
    return rows[list(COLUMNS)].astype(dict.fromkeys(COLUMNS[1:], "int64"))
