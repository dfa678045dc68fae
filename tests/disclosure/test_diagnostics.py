"""Balance, overlap and exits on their way out: no small cell, no kind of exit that could be counted."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.methods.diagnostics import BALANCE, BINS, PROPENSITY
from stepdown.disclosure.diagnostics import balance_data, exits_data, overlap_data
from stepdown.plan.study import Disclosure
from stepdown.records.variables import Variable

VARIABLES = {
    "level": Variable("level", "Level", {"op": "outpatient", "iop": "intensive"}),
    "housing": Variable("housing", "Housing", {"stable": "stable", "shelter": "a shelter"}),
    "age": Variable("age", "Age"),
}
VOCABULARY = SimpleNamespace(variable=VARIABLES.__getitem__)
RULES = Disclosure()


@pytest.fixture
def question():
    words = SimpleNamespace(noun="leaving early", competing=("completed", "died"))
    return SimpleNamespace(
        exposure=SimpleNamespace(variable="level", reference="op"),
        adjustment=["age", "housing"],
        analyses=[
            SimpleNamespace(weighs=True, draws=False, role="primary", method="overlap"),
            SimpleNamespace(weighs=False, draws=True, role="descriptive", method="aalen_johansen", days=[30]),
        ],
        outcome=SimpleNamespace(words=lambda vocabulary: words),
    )


def balanced(n_yes: float, category: str = "shelter") -> pd.DataFrame:
    name = "housing" if category else "age"
    row = ("overlap", "iop", name, category, -0.2345, 0.0123, 200, n_yes, 300, 100.0 if category else np.nan)
    return pd.DataFrame([row], columns=BALANCE)


@pytest.mark.parametrize(
    ("n_yes", "category", "told"),
    [
        (60, "shelter", True),
        (4, "shelter", False),
        (196, "shelter", False),
        (0, "shelter", False),
        (np.nan, "", True),
    ],
)
def test_a_category_that_few_have_or_lack_has_no_difference(question, n_yes, category, told):
    row = balance_data(question, balanced(n_yes, category), VOCABULARY, RULES, 0.1).iloc[0]
    assert (row["status"] == "ok") == told
    assert np.isnan(row["before"]) != told
    if told:
        # Absolute, and to two decimals.
        assert (row["before"], row["after"]) == (0.23, 0.01)


def test_where_nothing_could_be_weighed_every_characteristic_says_so(question):
    table = balance_data(question, pd.DataFrame(columns=BALANCE), VOCABULARY, RULES, 0.1)
    assert table["covariate"].tolist() == ["Age", "Housing"]
    assert set(table["status"]) == {"not_estimable"}
    assert overlap_data(question, pd.DataFrame(columns=PROPENSITY), VOCABULARY, RULES)["share"].isna().all()


def test_runs_of_propensity_hold_enough_people_and_lose_nobody(question):
    counts = [0, 3, 4, 40, 0, 2, *[0] * (BINS - 8), 30, 5]
    raw = pd.DataFrame([("overlap", "iop", "iop", i, n) for i, n in enumerate(counts)], columns=PROPENSITY)
    table = overlap_data(question, raw, VOCABULARY, RULES)
    # 3 and 4 join the 40; the 2 in the middle and the 5 at the end join the 30.
    assert table["number"].tolist() == [45, 35]
    assert table["lower"].tolist() == [0, 0.2]
    assert table["upper"].tolist() == [0.2, 1]
    area = (table["share"] * (table["upper"] - table["lower"]) * BINS).sum()
    assert area == pytest.approx(1, abs=0.005)


def raw_exits(neither_left: int) -> pd.DataFrame:
    """200 people: 100 leave on day 10, 4 die on day 15, and the rest but `neither_left` complete on day 20."""
    n, days = 200, np.array([10.0, 15.0, 20.0])
    events = {1: [100, 0, 0], 2: [0, 0, 96 - neither_left], 3: [0, 4, 0]}
    incidence = {cause: np.cumsum(found) / n for cause, found in events.items()}
    shared = {"level": "iop", "day": days, "n_at_risk": [200, 100, 96], "n": n, "n_censored": 0}
    shared["neither"] = 1 - sum(incidence.values())
    parts = [
        pd.DataFrame(
            shared
            | {"cause": cause, "n_events": events[cause], "incidence": share, "lower": share, "upper": share}
        )
        for cause, share in incidence.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_a_rare_kind_of_exit_has_its_name_and_no_curve(question):
    table = exits_data(question, raw_exits(46), VOCABULARY, RULES)
    ends = table[table["series"] == "curve"].groupby("cause")["share"].max()
    assert ends["event"] == pytest.approx(0.5)
    assert ends["completed"] == pytest.approx(0.25)
    assert np.isnan(ends["died"])


def test_all_curves_stop_before_the_last_few_could_be_counted(question):
    table = exits_data(question, raw_exits(3), VOCABULARY, RULES)
    curves = table[table["series"] == "curve"]
    assert curves["day"].max() < 20
    assert curves.loc[curves["cause"] == "completed", "share"].isna().all()
