"""The tipping grid on its way out: only what the estimates table shows, and nothing of a grid that is not whole."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from stepdown.answers.estimate import COLUMNS
from stepdown.answers.methods.ascertainment import FOR_EVERYBODY
from stepdown.disclosure.tipping import COLUMNS as SHOWN
from stepdown.disclosure.tipping import tipping_data
from stepdown.records.variables import Variable

ARM = Variable("arm", "Arm", {"control": "usual care", "clinic": "the clinic"})
VOCABULARY = SimpleNamespace(variable={"arm": ARM}.__getitem__)
QUESTION = SimpleNamespace(
    id="q", exposure=SimpleNamespace(variable="arm", reference="control"), horizon_days=180
)
FIXED = {"question": "q", "level": "clinic", "exposure": "arm", "horizon_days": 180, "status": "ok",
         "measure": "risk_difference", "reason": ""}  # fmt: skip


def grid(p_values, steps=("x1", "x3", "= event"), **more) -> list[dict]:
    rules = [f"missing {a} in clinic, {b} in control" for a in steps for b in steps]
    rules[-1] = "missing = event"
    return [
        FIXED | {"method": "tipping_point", "role": "sensitivity", "missing_rule": rule, "p_value": p, "estimate": 0.1,
                 "lower": 0.02, "upper": 0.18} | more
        for rule, p in zip(rules, p_values, strict=True)
    ]  # fmt: skip


def primary(lower, upper, **more) -> dict:
    return FIXED | {"method": "overlap", "role": "primary", "estimate": (lower + upper) / 2, "lower": lower,
                    "upper": upper, "p_value": 0.01} | more  # fmt: skip


def shown(*rows) -> pd.DataFrame:
    return tipping_data(QUESTION, pd.DataFrame(rows, columns=list(COLUMNS)), VOCABULARY)


P_VALUES = [0.01, 0.01, 0.2, 0.01, 0.01, 0.2, 0.3, 0.3, 0.3]


def test_every_pair_has_its_steps_in_words_and_what_it_changes():
    table = shown(primary(0.02, 0.2), *grid(P_VALUES))
    assert list(table.columns) == SHOWN
    assert list(table["there_step"][:3]) == list(table["here_step"][::3]) == ["same", "3 times", "all"]
    assert [(row.here, row.there) for row in table.itertuples()] == [
        (i, j) for i in range(3) for j in range(3)
    ]
    assert list(table["changes"]) == ["yes" if p > 0.05 else "no" for p in P_VALUES]
    assert set(table["label"]) == {"the clinic"}
    assert set(table["reference_label"]) == {"usual care"}


def test_an_open_answer_is_changed_by_what_settles_it():
    table = shown(primary(-0.02, 0.2), *grid(P_VALUES))
    assert list(table["changes"]) == ["yes" if p < 0.05 else "no" for p in P_VALUES]


def test_a_ratio_is_held_against_one_and_without_a_main_effect_the_grid_against_its_start():
    assert shown(primary(0.5, 1.5, measure="odds_ratio"), *grid(P_VALUES))["changes"].iloc[0] == "yes"
    assert list(shown(primary(0.02, 0.2, status="withheld"), *grid(P_VALUES))["changes"])[:3] == [
        "no",
        "no",
        "yes",
    ]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        (("x1", "x1/3", "= no event"), ["same", "1/3", "none"]),
        (("+0", "+2", "+5"), ["same", "2 more", "5 more"]),
        (("-0", "-2.5", "-5"), ["same", "2.5 less", "5 less"]),
    ],
)
def test_good_outcomes_and_scores_have_words_too(steps, words):
    assert list(shown(*grid(P_VALUES, steps))["there_step"][:3]) == words


def test_a_grid_with_one_hidden_square_is_hidden_whole():
    rows = grid(P_VALUES)
    rows[4] |= {"status": "suppressed", "reason": "fewer than 11 events", "estimate": np.nan}
    table = shown(primary(0.02, 0.2), *rows)
    assert len(table) == 1
    assert table.loc[0, ["status", "reason"]].tolist() == ["suppressed", "fewer than 11 events"]
    assert table[["estimate", "lower", "upper"]].isna().all(axis=None)


def test_without_anybody_lost_the_table_says_so():
    row = FIXED | {
        "method": "ascertainment",
        "role": "descriptive",
        "status": "not_estimable",
        "reason": FOR_EVERYBODY,
    }
    table = shown(primary(0.02, 0.2), row)
    assert table.loc[0, ["status", "reason"]].tolist() == ["not_estimable", FOR_EVERYBODY]
