"""Weeks and levels kept to: told from what happened as from the records, and right where the naive answer is wrong."""

from __future__ import annotations

import calibrate_weeks
import harbor_records
import harbor_stays
import numpy as np
import pandas as pd
import pytest

from stepdown.outcomes.retention.care import observed_to
from stepdown.outcomes.stays import POSITIVE, stay_contacts
from stepdown.simulate.harbor.block import blocks
from stepdown.simulate.harbor.world import load_world

FEW = 500


@pytest.fixture(scope="module")
def stays():
    """Rows about stays, told from what happened and read from the records of the same people."""
    plan, world = calibrate_weeks.harbor_plan(), load_world().model_copy(update={"people": FEW})
    parts = [harbor_stays.stay_contacts(block, block.course()) for block in blocks(world)]
    records = harbor_records.records_of(plan, world, 0, dirt=False)
    seen_to = observed_to(records, plan.spells.records_end_day)
    read = stay_contacts(records, plan.spells.gap_days, seen_to)
    return pd.concat(parts), read, _without_detox(records)


def _without_detox(records) -> set[str]:
    """What begins in withdrawal management counts its days from there."""
    persons = records["persons"]
    return set(persons.loc[persons["detox_need"] == "low", "person_id"])


@pytest.mark.parametrize("kind", ["stay.", "departure."])
def test_first_stays_are_those_of_the_records(stays, kind):
    told, read, people = stays
    one, other = (_first(rows, kind, people) for rows in (told, read))
    assert set(one.index) == set(other.index)
    both = one.join(other, lsuffix="_told")
    assert len(both) > 250
    assert (both["kind_told"] == both["kind"]).mean() > 0.985
    assert (both["received_told"] == both["received"]).mean() > 0.985
    assert (both["day_told"] == both["day"]).mean() > 0.985


def _first(rows: pd.DataFrame, kind: str, people: set[str]) -> pd.DataFrame:
    own = rows[rows["kind"].str.startswith(kind) & rows["person_id"].isin(people)]
    return own.set_index("person_id")[["kind", "day", "received"]]


def test_positive_screens_are_those_of_the_records(stays):
    told, read, people = stays
    one, other = ({(row.person_id, row.day) for row in rows[rows["kind"] == POSITIVE].itertuples()
                   if row.person_id in people} for rows in (told, read))  # fmt: skip
    assert len(one) > 250
    assert len(one & other) / len(one | other) > 0.985


@pytest.mark.parametrize("null", [False, True])
def test_strategies_are_near_the_truth_and_the_naive_answer_is_far_from_it(monkeypatch, null):
    monkeypatch.setattr(calibrate_weeks, "TRUTH_PEOPLE", 20_000)
    truths = calibrate_weeks._effects(null)
    found = [calibrate_weeks.one_world(number, calibrate_weeks.PEOPLE) for number in (2 + null, 4 + null)]
    assert {name for name in found[0] if "naive" in name and "weeks" in name}
    for name in found[0]:
        truth, truth_error = truths[found[0][name][0].removeprefix(calibrate_weeks.NULL)]
        estimate, error = np.array([world[name][1:3] for world in found]).T
        distance = (estimate.mean() - truth) / np.hypot(np.sqrt((error**2).sum()) / 2, truth_error)
        assert abs(distance) > 2.5 if "naive" in name else abs(distance) < 4, (name, distance)
