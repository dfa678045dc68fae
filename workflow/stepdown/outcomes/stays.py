"""The first stay at a level of care: when it ended and how, and what was seen of a person on the way.

Rows of the same shape as `outcomes.contacts`, for strategies of staying: kinds

`stay.<level>`       the day on which the stay was over; `received` says that the person or the program ended it, and not
                     death, jail or the end of the record
`departure.<level>`  the same day; `received` says that the person left, or was made to leave, before the plan said so
`seen.positive`      days on which a screen was positive
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from stepdown.cohort.spells.build import build_spells
from stepdown.cohort.spells.ends import IN_CARE, UNPLANNED
from stepdown.cohort.spells.index import index_episodes
from stepdown.cohort.spells.stays import level_stays
from stepdown.cohort.stay_windows import STAY

if TYPE_CHECKING:
    from stepdown.plan.study import Question

DEPARTURE, POSITIVE = "departure.", "seen.positive"
RULED_OUT = ("died", "incarcerated", IN_CARE)


def asks_of_stays(question: Question) -> bool:
    """Does a question turn on how long people stay at a level?"""
    about = question.exposure is not None and question.exposure.variable.startswith(STAY)
    return about or any(analysis.method == "per_protocol" for analysis in question.analyses)


def stay_contacts(
    records: Mapping[str, pd.DataFrame], gap_days: int, observed_to: pd.Series | None
) -> pd.DataFrame:
    """Every kind of row that strategies of staying read."""
    stays = first_stays(records["episodes"], gap_days, observed_to)
    ended, left = ~stays["exit"].isin(RULED_OUT), stays["exit"].isin(UNPLANNED)
    use = records["substance_use"]
    positive = use[(use["result"] == "positive") & (use["origin"] != "self_report")]
    parts = [
        _rows(stays, stays["stop_day"], STAY + stays["level_of_care"], ended),
        _rows(stays, stays["stop_day"], DEPARTURE + stays["level_of_care"], left),
        _rows(positive, positive["day"], POSITIVE, True),
    ]
    return pd.concat([part.drop_duplicates() for part in parts if len(part)] or parts[:1], ignore_index=True)


def first_stays(episodes: pd.DataFrame, gap_days: int, observed_to: pd.Series | None) -> pd.DataFrame:
    """The stay that began with each person's index episode.

    Returns
    -------
    pandas.DataFrame
        person_id, level_of_care, start_day, stop_day (first day not at the level) and exit: of the episode that ended the
        stay, or step_up, step_down or paused where none ended on that day.
    """
    linked, spells = build_spells(episodes, gap_days, observed_to)
    index = index_episodes(linked).set_index("spell")
    stays = level_stays(linked, spells)
    stays = stays[stays["spell"].isin(index.index)]
    begun = stays["spell"].map(index["admission_day"])
    own = stays["spell"].map(index["level_of_care"])
    # A stay may have begun with an earlier episode at the level that was over before day 0.
    stays = stays[(stays["level_of_care"] == own) & (stays["stop_day"] >= begun)].drop_duplicates("spell")
    keys = ["spell", "level_of_care", "exit_day"]
    exits = linked.drop_duplicates(keys, keep="last").set_index(keys)["exit"]
    places = pd.MultiIndex.from_frame(stays[["spell", "level_of_care", "stop_day"]], names=keys)
    exit_of_episode = exits.reindex(places).to_numpy(dtype=object)
    exit_of_stay = pd.Series(exit_of_episode, index=stays.index).fillna(stays["ended_by"])
    return pd.DataFrame(
        {
            "person_id": stays["spell"].map(index["person_id"]).astype("string"),
            "level_of_care": stays["level_of_care"].astype("string"),
            "start_day": stays["start_day"].astype("int64"),
            "stop_day": stays["stop_day"].astype("int64"),
            "exit": exit_of_stay.astype("string"),
        }
    ).reset_index(drop=True)


def _rows(
    table: pd.DataFrame, day: pd.Series, kind: pd.Series | str, received: pd.Series | bool
) -> pd.DataFrame:
    rows = pd.DataFrame({"person_id": table["person_id"], "day": day, "kind": kind, "received": received})
    rows = rows.assign(wave=pd.Series(pd.NA, index=rows.index, dtype="Int64"), days_covered=1)
    types = {"day": "Int64", "days_covered": "Int64", "received": "boolean", "kind": "string"}
    return rows.astype(types)[["person_id", "wave", "day", "days_covered", "kind", "received"]]
