"""Adjusted curves on their way out: no more steps than people as they came may have, and none that is withheld."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from stepdown.disclosure.adjusted import adjusted_data
from stepdown.disclosure.curves import protect_curve
from stepdown.plan.study import Disclosure
from stepdown.records.variables import Variable

RULES = Disclosure()
LEVEL = Variable("level", "Level", {"op": "outpatient", "iop": "intensive"})
VOCABULARY = SimpleNamespace(variable=lambda name: LEVEL)


def curve(level: str, people: int = 200, every_day: int = 2) -> pd.DataFrame:
    """`every_day` events a day for 30 days."""
    day = np.arange(1, 31)
    left = people - every_day * day
    survival = left / people
    return pd.DataFrame(
        {"level": level, "day": day.astype(float), "n_at_risk": left + every_day, "n_events": every_day,
         "n_censored": 0, "survival": survival, "lower": survival - 0.05, "upper": survival + 0.05}
    )  # fmt: skip


RAW = pd.concat([curve("op"), curve("iop")], ignore_index=True)
ADJUSTED = pd.DataFrame(
    [
        (level, float(day), 0.01 * day, 0.009 * day, 0.011 * day)
        for level in ("op", "iop")
        for day in range(1, 31)
    ],
    columns=["level", "day", "risk", "lower", "upper"],
)


def question(rises: bool = True):
    return SimpleNamespace(
        id="q",
        exposure=SimpleNamespace(variable="level", reference="op"),
        analyses=[SimpleNamespace(draws=True, role="descriptive", method="aalen_johansen", days=[15, 30])],
        outcome=SimpleNamespace(words=lambda vocabulary: SimpleNamespace(rises=rises)),
    )


def estimates(**status: str) -> pd.DataFrame:
    return pd.DataFrame(
        [{"question": "q", "role": "primary", "measure": "risk", "level": level, "status": status.get(level, "ok")}
         for level in ("op", "iop")]
    )  # fmt: skip


def test_steps_are_those_that_people_as_they_came_may_have():
    table = adjusted_data(question(), ADJUSTED, RAW, estimates(), VOCABULARY, RULES)
    for level in ("op", "iop"):
        own = table[(table["series"] == "curve") & (table["level"] == level)]
        allowed = protect_curve(RAW[RAW["level"] == level].reset_index(drop=True), RULES)["day"]
        assert own["day"].tolist() == allowed.tolist()
        assert own["share"].tolist() == pytest.approx([0.01 * day for day in own["day"]], abs=1e-4)
    numbers = table[table["series"] == "at_risk"].set_index(["level", "day"])["number"]
    # People, as they came and rounded: weights have no part in them.
    assert numbers.loc["op"].tolist() == [200, 170, 140]


def test_a_falling_curve_turns_its_band_with_it():
    table = adjusted_data(question(rises=False), ADJUSTED, RAW, estimates(), VOCABULARY, RULES)
    rows = table[table["series"] == "curve"]
    assert rows["share"].iloc[0] == 1
    assert ((rows["lower"] <= rows["share"]) & (rows["share"] <= rows["upper"])).all()
    assert rows["share"].iloc[-1] == pytest.approx(1 - 0.3, abs=1e-4)


@pytest.mark.parametrize("status", ["withheld", "suppressed", "not_estimable"])
def test_a_risk_that_is_not_in_the_release_has_no_curve(status):
    table = adjusted_data(question(), ADJUSTED, RAW, estimates(iop=status), VOCABULARY, RULES)
    curves = table[table["series"] == "curve"]
    assert set(curves["level"]) == {"op"}
    # The group keeps its name and its people, so that the figure can say why it has no curve.
    assert set(table["level"]) == {"op", "iop"}


def test_few_people_or_nothing_estimated_have_no_curve():
    small = pd.concat([curve("op"), curve("iop", people=30, every_day=1).head(9)], ignore_index=True)
    table = adjusted_data(question(), ADJUSTED, small, estimates(), VOCABULARY, RULES)
    assert set(table.loc[table["series"] == "curve", "level"]) == {"op"}
    nothing = adjusted_data(question(), ADJUSTED.head(0), RAW, estimates(), VOCABULARY, RULES)
    assert (nothing["series"] == "at_risk").all()
