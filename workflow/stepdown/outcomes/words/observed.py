"""Screens and self-reports counted by interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from stepdown.outcomes.words.intervals import interval_of, last_days

if TYPE_CHECKING:
    from stepdown.outcomes.words.rules import WordRules

SPECIMENS = ("urine", "breath")
COUNTS = ["scheduled", "provided", "positive", "mixed"]
KEY = ["person_id", "position"]


def counts_by_interval(substance_use: pd.DataFrame, rules: WordRules) -> pd.DataFrame:
    """Count what was due, given and found in each interval.

    One specimen is one screen, however many substances it was tested for: positive if it shows any of those
    chosen. What people tell about an interval is one observation: positive if they told use on any of its days,
    negative if they told of all its days and of no use. Telling of some free days says nothing about the others.

    Returns
    -------
    frame, one row a person and interval: person_id, position, scheduled, provided, positive, mixed
    """
    rows = substance_use
    if rules.substances:
        rows = rows[rows["substance"].isin(rules.substances)]
    parts = []
    if rules.observed_by != "self_report":
        parts.append(_specimens(rows[rows["origin"].isin(SPECIMENS)], rules))
    if rules.observed_by != "specimen":
        parts.append(_told(rows[~rows["origin"].isin(SPECIMENS)], rules))
    counts = pd.concat(parts, ignore_index=True).groupby(KEY, sort=True)[COUNTS].sum()
    return counts.astype("int64").reset_index()


def _specimens(rows: pd.DataFrame, rules: WordRules) -> pd.DataFrame:
    found = rows.assign(
        position=interval_of(rules, rows["day"].to_numpy(dtype=np.int64)),
        scheduled=(rows["scheduled"].fillna(False) | (rows["result"] == "not_provided")).astype(bool),
        provided=rows["result"].isin(["positive", "negative", "mixed"]).astype(bool),
        positive=rows["result"].isin(["positive", "mixed"]).astype(bool),
        mixed=(rows["result"] == "mixed").fillna(False).astype(bool),
    )
    found = found[found["position"] > 0]
    # A specimen that shows one chosen substance and not another is positive, not mixed.
    return found.groupby([*KEY, "day", "origin"], sort=False)[COUNTS].max().reset_index()


def _told(rows: pd.DataFrame, rules: WordRules) -> pd.DataFrame:
    rows = rows.assign(last=rows["day"].astype("int64"))
    rows = rows.assign(first=(rows["last"] - rows["days_covered"].astype("int64") + 1).clip(lower=1))
    rows = rows[rows["last"] >= 1]
    used = rows[(rows["result"] == "positive") & (rows["first"] == rows["last"])]
    used = used.assign(position=interval_of(rules, used["last"].to_numpy()))[KEY].drop_duplicates()
    asked = rows[rows["result"] == "not_provided"]
    asked = asked.assign(position=interval_of(rules, asked["last"].to_numpy()))[KEY].drop_duplicates()
    free = _wholly_free(rows[rows["result"] == "negative"], rules).merge(used, how="left", indicator=True)
    free = free[free["_merge"] == "left_only"][KEY]
    told = pd.concat([used.assign(provided=1, positive=1), free.assign(provided=1, positive=0)])
    told = told.assign(scheduled=1, mixed=0)
    missed = asked.assign(scheduled=1, provided=0, positive=0, mixed=0)
    both = pd.concat([told, missed], ignore_index=True)
    return both[both["position"] > 0].groupby(KEY, sort=False)[COUNTS].max().reset_index()


def _wholly_free(spans: pd.DataFrame, rules: WordRules) -> pd.DataFrame:
    """person_id and position of the intervals of which every day was told to be free of use."""
    if rules.visit_days:
        # A visit stands for the days before it: what was told on that occasion is one answer.
        at = interval_of(rules, spans["last"].to_numpy())
        return spans.assign(position=at)[KEY].drop_duplicates()
    spans = spans.sort_values(["person_id", "first", "last"], kind="stable")
    reached = spans.groupby("person_id")["last"].cummax().groupby(spans["person_id"]).shift(fill_value=0)
    spans = spans.assign(first=np.maximum(spans["first"], reached + 1))
    spans = spans[spans["first"] <= spans["last"]]
    begin, end = (interval_of(rules, spans[name].to_numpy()) for name in ("first", "last"))
    times = end - begin + 1
    each = spans.loc[spans.index.repeat(times), ["person_id", "first", "last"]].assign(
        position=np.concatenate([np.arange(a, b + 1) for a, b in zip(begin, end, strict=True)] or [[]])
    )
    each = each.astype({"position": "int64"})
    stop = last_days(rules, each["position"].to_numpy())
    days = np.minimum(each["last"], stop) - np.maximum(each["first"], stop - rules.interval_days + 1) + 1
    covered = each.assign(days=days).groupby(KEY, sort=False)["days"].sum()
    return covered[covered >= rules.interval_days].reset_index()[KEY]
