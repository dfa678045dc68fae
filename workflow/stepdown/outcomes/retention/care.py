"""The index spell of each person, as outcomes read it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from stepdown.cohort.spells.build import build_spells
from stepdown.cohort.spells.ends import IN_CARE
from stepdown.cohort.spells.index import index_spells
from stepdown.outcomes.retention.definition import OBSERVED_TO, RetentionDefinition


def observed_to(records: Mapping[str, pd.DataFrame], records_end_day: int | None) -> pd.Series | None:
    """person_id -> last day of observation: the source's own, else the plan's, else not known."""
    persons = records.get("persons")
    own = (
        persons.set_index("person_id")[OBSERVED_TO].astype("Float64")
        if persons is not None and OBSERVED_TO in persons
        else None
    )
    if records_end_day is None:
        return own
    if own is not None:
        return own.fillna(records_end_day)
    people = pd.unique(pd.concat([table["person_id"] for table in records.values() if "person_id" in table]))
    return pd.Series(float(records_end_day), index=people, dtype="Float64")


def index_care(records: Mapping[str, pd.DataFrame], definition: RetentionDefinition) -> pd.DataFrame:
    """One row a person with an index spell.

    Returns
    -------
    pandas.DataFrame
        Indexed by person_id: zero_day, exit_day, exit (of `cohort.spells.ends.EXITS`), days (from day zero to the exit,
        or to the last day known in care), in_care (still there when last seen) and level_of_care and
        index_day (admission) of the index episode.
    """
    seen_to = observed_to(records, definition.records_end_day)
    linked, spells = build_spells(records["episodes"], definition.spell_gap_days, seen_to)
    care = index_spells(linked, spells).set_index("person_id")
    return care.assign(
        days=(care["exit_day"] - care["zero_day"]).clip(lower=0), in_care=care["exit"] == IN_CARE
    )[["zero_day", "exit_day", "exit", "days", "in_care", "level_of_care", "index_day"]]


def as_values(value: pd.Series) -> pd.DataFrame:
    """A yes/no outcome as its table: known values only, by person."""
    known = value.dropna().astype(bool)
    return pd.DataFrame({"person_id": known.index.astype("string"), "value": known.to_numpy()}).reset_index(
        drop=True
    )


def planned_days(records: Mapping[str, pd.DataFrame], care: pd.DataFrame) -> pd.Series:
    """Planned days of each person's index episode, missing where the source does not say."""
    episodes = records["episodes"]
    at_index = episodes["admission_day"].astype("Float64") == episodes["person_id"].map(care["index_day"])
    rows = episodes[at_index.fillna(False).to_numpy(bool) & ~episodes["withdrawal_management"].to_numpy(bool)]
    planned = rows.groupby("person_id")["planned_days"].max().reindex(care.index)
    return planned.astype("Float64").astype("float64")


def observed_past(
    records: Mapping[str, pd.DataFrame], definition: RetentionDefinition, last: pd.Series
) -> pd.Series:
    """Do the records of each person run to a day, whether something was recorded by then or not?

    Parameters
    ----------
    last : person_id -> the last day of a window.
    """
    seen_to = observed_to(records, definition.records_end_day)
    if seen_to is None:
        return last.isna()
    return (seen_to.reindex(last.index).astype("float64") >= last.astype("float64")).fillna(False)
