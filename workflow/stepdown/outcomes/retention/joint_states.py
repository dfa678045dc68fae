"""Staying and using at once: which state each person was in, week by week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.outcomes.retention.care import index_care

if TYPE_CHECKING:
    from stepdown.outcomes.retention.definition import RetentionDefinition

STATES = {
    "retained_abstinent": "in treatment, no use seen",
    "retained_using": "in treatment, use seen",
    "retained_unknown": "in treatment, not tested",
    "left_known": "left, use or no use known",
    "left_unknown": "left, nothing known",
}


def joint_states(
    records: Mapping[str, pd.DataFrame],
    definition: RetentionDefinition,
    substances: Sequence[str],
    weeks: Sequence[int],
) -> pd.DataFrame:
    """The state of each person in each week since the start of the index spell.

    In treatment: the spell was not over by the end of the week. Use seen: a positive screen or a day of use that was
    told. No use seen: a negative one and no positive. Week 1 is days 1 to 7.

    Parameters
    ----------
    substances : the substances that count; empty for all.
    weeks : weeks to look at.

    Returns
    -------
    pandas.DataFrame
        person_id, week, state; people still in treatment when last seen have no state after that.
    """
    care = index_care(records, definition)
    seen = records["substance_use"]
    seen = seen[seen["result"].isin(["positive", "negative", "mixed"]) & seen["person_id"].isin(care.index)]
    if substances:
        seen = seen[seen["substance"].isin(substances)]
    week = (seen["day"] - seen["person_id"].map(care["zero_day"]) + 6) // 7
    rows = pd.DataFrame({"person_id": seen["person_id"], "week": week, "used": seen["result"] != "negative"})
    used = rows[rows["week"].isin(weeks)].groupby(["person_id", "week"])["used"].any()
    grid = pd.MultiIndex.from_product([care.index, weeks], names=["person_id", "week"])
    found = used.astype("boolean").reindex(grid)
    days = grid.get_level_values("person_id").map(care["days"]).to_numpy()
    last_day = 7 * grid.get_level_values("week").to_numpy()
    retained = days > last_day
    in_care = grid.get_level_values("person_id").map(care["in_care"]).to_numpy(dtype=bool)
    known = found.notna().to_numpy()
    using = found.fillna(False).to_numpy(dtype=bool)
    state = np.select(
        [retained & using, retained & known, retained, known],
        ["retained_using", "retained_abstinent", "retained_unknown", "left_known"],
        default="left_unknown",
    )
    table = grid.to_frame(index=False).assign(state=state)
    return table[retained | ~in_care].reset_index(drop=True)


def state_counts(states: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    """People in each state by level and week; each week's counts add up to the people whose state is told.

    Parameters
    ----------
    group : level of each person, by person_id.

    Returns
    -------
    pandas.DataFrame
        level, week, state, n: every state of every week, 0 where nobody was in it.
    """
    rows = states.assign(level=states["person_id"].map(group)).dropna(subset="level")
    counts = rows.groupby(["level", "week", "state"]).size().unstack("state", fill_value=0)
    counts = counts.reindex(columns=list(STATES), fill_value=0)
    return counts.stack().rename("n").rename_axis(["level", "week", "state"]).reset_index()


def count_joint_states(
    records: Mapping[str, pd.DataFrame], outcomes: Sequence, group: pd.Series
) -> pd.DataFrame:
    """Counts of every state by level and week, to the last week that any of the outcomes asks about.

    Parameters
    ----------
    outcomes : the study's outcomes; those that are no `joint_state` are passed over, and the first one says which
        substances count.
    group : level of each person, by person_id.
    """
    asked = [outcome for outcome in outcomes if outcome.definition == "joint_state"]
    weeks = range(1, 1 + max(outcome.week for outcome in asked))
    return state_counts(joint_states(records, asked[0], asked[0].substances, list(weeks)), group)
