"""The rows behind a forest: every analysis, in the order in which they are read."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from stepdown.disclosure.forest_data import forest_data
from stepdown.records.variables import Variable

VARIABLE = Variable("level", "Level", {"op": "outpatient", "iop": "intensive", "php": "hospital"})
ROW = {
    "question": "q", "exposure": "level", "reference": "op", "adjustment": "age", "definition": "left", "missing_rule": "",
    "horizon_days": 90, "estimate": 0.1, "lower": 0.0, "upper": 0.2, "status": "ok", "reason": "", "level": "iop",
}  # fmt: skip


@pytest.fixture
def drawn():
    def build(*rows: dict, shape: str = "yes_no") -> pd.DataFrame:
        exposure = SimpleNamespace(variable="level", reference="op")
        question = SimpleNamespace(id="q", exposure=exposure, outcome=SimpleNamespace(shape=shape))
        vocabulary = SimpleNamespace(variable=lambda name: VARIABLE)
        return forest_data(question, pd.DataFrame([ROW | row for row in rows]), vocabulary)

    return build


def test_differences_come_before_ratios_and_naive_comes_last(drawn):
    table = drawn(
        {
            "method": "incidence_difference",
            "role": "naive",
            "measure": "risk_difference",
            "adjustment": "none",
        },
        {"method": "aipw", "role": "sensitivity", "measure": "risk_ratio"},
        {"method": "aipw", "role": "sensitivity", "measure": "risk_difference"},
        {"method": "overlap", "role": "primary", "measure": "risk_difference"},
        {"method": "tipping_point", "role": "sensitivity", "measure": "risk_difference"},
        {"method": "logistic", "role": "primary", "measure": "odds_ratio", "exposure": "age"},
    )
    assert table["measure"].tolist() == ["risk_difference"] * 3 + ["risk_ratio"]
    assert table["label"].tolist() == [
        "overlap weights", "doubly robust (AIPW)", "naive: incidence as observed", "doubly robust (AIPW)",
    ]  # fmt: skip


def test_levels_and_days_are_told_where_there_are_several(drawn):
    rows = [
        {
            "method": "clone_censor_weight",
            "role": "primary",
            "measure": "risk_difference",
            "horizon_days": day,
        }
        for day in (30, 90)
    ]
    assert drawn(*rows)["label"].tolist() == [
        "clone, censor, weight, day 30",
        "clone, censor, weight, day 90",
    ]
    rows = [
        {"method": "iptw", "role": "primary", "measure": "risk_difference", "level": level}
        for level in ("iop", "php")
    ]
    assert drawn(*rows)["label"].str.split(", ").str[-1].tolist() == ["intensive", "hospital"]


def test_a_withheld_row_keeps_its_reason_without_the_name_of_the_gate(drawn):
    nothing = dict.fromkeys(("estimate", "lower", "upper"), np.nan)
    withheld = {"status": "withheld", "reason": "overlap: too few could", **nothing}
    table = drawn({"method": "aipw", "role": "primary", "measure": "risk_difference", **withheld})
    assert table.loc[0, "reason"] == "too few could"
    assert table[["estimate", "lower", "upper"]].isna().all(axis=None)


def test_effects_within_groups_and_their_contrast_stand_together(drawn):
    name = "left, housing: "
    shared = {"method": "interaction", "role": "sensitivity"}
    table = drawn(
        {"method": "overlap", "role": "primary", "measure": "risk_difference"},
        {**shared, "measure": "risk_difference", "definition": f"{name}stable"},
        {**shared, "measure": "risk_difference", "definition": f"{name}unstable"},
        {**shared, "measure": "interaction_contrast", "definition": f"{name}unstable"},
    )
    assert set(table["measure"]) == {"risk_difference"}
    assert table["label"].tolist() == ["overlap weights", "stable", "unstable", "unstable minus stable"]


def test_what_is_assumed_of_the_lost_is_said_in_words(drawn):
    effect = {"role": "sensitivity", "measure": "risk_difference"}
    table = drawn(
        {"method": "overlap", "role": "primary", "measure": "risk_difference"},
        effect | {"method": "missing_rule", "missing_rule": "missing = event"},
        effect | {"method": "missing_rule", "missing_rule": "missing = no event"},
        effect | {"method": "ipcw", "missing_rule": "weighted for loss"},
    )
    assert table["label"].tolist() == [
        "overlap weights", "if all who were lost had it, adjusted", "if none of those who were lost had it, adjusted",
        "weighted for loss, adjusted",
    ]  # fmt: skip
