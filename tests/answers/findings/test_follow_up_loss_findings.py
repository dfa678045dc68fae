"""For how many the outcome is known and which conclusions survive: plain sentences, every number from a released row."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.answers.estimate import COLUMNS
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.follow_up_loss import sentences
from stepdown.answers.findings.phrases import Number, Rows
from stepdown.answers.methods.ascertainment import FOR_EVERYBODY

FIXED = {
    "study": "s", "question": "q", "level": "clinic", "reference": "control", "exposure": "arm", "status": "ok",
    "measure": "risk_difference", "horizon_days": 180, "reason": "", "role": "sensitivity", "missing_rule": "",
}  # fmt: skip
CLINIC, CONTROL = "people assigned to the linkage clinic", "people in usual care"


def effect(method, lower, upper, p_value=None, **more) -> dict:
    held = lower <= 0 <= upper
    found = {"method": method, "estimate": (lower + upper) / 2, "lower": lower, "upper": upper}
    return FIXED | found | {"p_value": (0.3 if held else 0.01) if p_value is None else p_value} | more


def bounds(lower, upper) -> dict:
    return effect("bounds", lower, upper) | {"estimate": float("nan"), "p_value": float("nan")}


def known(level, share, **more) -> dict:
    return FIXED | {"method": "ascertainment", "role": "descriptive", "measure": "known", "level": level,
                    "reference": "", "estimate": share} | more  # fmt: skip


@pytest.fixture
def told(question_of, vocabulary):
    def make(*rows, **changes):
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        return sentences(Context(question_of(**changes), vocabulary, Rows(table, "q")))

    return make


PRIMARY = effect("overlap", 0.05, 0.25, role="primary")
OPEN = effect("overlap", -0.05, 0.25, role="primary")
USING = {"missing_rule": "missing = event"}
ALL = "if all of those who were lost had used alcohol, heroin or cocaine"


def test_ascertainment_by_group_comes_first_with_its_rows(told):
    (sentence,) = told(known("control", 0.7), known("clinic", 0.78))
    assert sentence.text == f"The outcome is known for 78 of 100 {CLINIC} and 70 of 100 {CONTROL}."
    assert [(part.row, part.column) for part in sentence.parts if isinstance(part, Number)] == [
        (2, "estimate"), (1, "estimate")
    ]  # fmt: skip


def test_what_is_known_for_everybody_is_said_so(told):
    row = known("", float("nan"), status="not_estimable", reason=FOR_EVERYBODY)
    assert [one.text for one in told(row)] == ["The outcome is known for everybody."]


def test_a_hidden_share_is_left_out(told):
    hidden = known("clinic", float("nan"), status="suppressed")
    assert [one.text for one in told(known("control", 0.7), hidden)] == [
        f"The outcome is known for 70 of 100 {CONTROL}."
    ]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            [PRIMARY, effect("multiple_imputation", 0.02, 0.2), effect("ipcw", 0.03, 0.2),
             effect("missing_rule", 0.01, 0.2, **USING), bounds(-0.23, 0.381)],
            f"The conclusion holds by multiple imputation, by weighting for loss and {ALL}; it does not hold in the worst "
            "case of the bounds (23 fewer to 38 more of 100).",
        ),
        ([PRIMARY, effect("ipcw", -0.02, 0.2)], "The conclusion does not hold by weighting for loss."),
        ([PRIMARY, bounds(0.13, 0.49)], "The conclusion holds in the worst case of the bounds (13 to 49 more of 100)."),
        (
            [PRIMARY, effect("ipcw", 0.03, 0.2), effect("missing_rule", -0.2, -0.1, **USING)],
            f"The conclusion holds by weighting for loss; it turns round {ALL}.",
        ),
        ([OPEN, effect("ipcw", -0.03, 0.2), bounds(-0.5, 0.5)], "The answer stays open by weighting for loss."),
        (
            [OPEN, effect("multiple_imputation", -0.1, 0.2), effect("ipcw", 0.01, 0.2)],
            "The answer stays open by multiple imputation; it would be settled by weighting for loss.",
        ),
        ([OPEN, effect("ipcw", 0.01, 0.2)], "The answer would be settled by weighting for loss."),
        # Time free of the event falls where the risk of it rises.
        (
            [effect("rmst", -30, -10, role="primary", measure="rmst_difference"), effect("ipcw", 0.03, 0.2)],
            "The conclusion holds by weighting for loss.",
        ),
        # Rounded ends hold no effect; P does not.
        ([PRIMARY, effect("missing_rule", 0.0, 0.1, 0.04, **USING)], f"The conclusion holds {ALL}."),
        # A ratio of odds has its own value of no effect.
        (
            [effect("logistic", 0.5, 1.5, 0.3, role="primary", measure="odds_ratio"), effect("ipcw", -0.1, 0.2)],
            "The answer stays open by weighting for loss.",
        ),
    ],
)  # fmt: skip
def test_says_which_conclusions_survive(told, rows, words):
    (sentence,) = told(*rows)
    assert sentence.text == words


def test_of_good_news_the_lost_had_none(told):
    outcome = {"definition": "symptom_remission", "instrument": "ces_d", "wave": 24}
    (sentence,) = told(
        PRIMARY, effect("missing_rule", 0.01, 0.2, missing_rule="missing = no event"), outcome=outcome
    )
    assert sentence.text == (
        "The conclusion holds if all of those who were lost had not come to below 16 points on depressive symptoms (CES-D)."
    )


def test_a_reference_based_analysis_names_the_reference(told):
    primary = effect("mmrm", -5, -1, role="primary", measure="mean_difference")
    jump = effect("reference_based", -4, 1, measure="mean_difference")
    (sentence,) = told(primary, jump, outcome={"definition": "symptom_score", "instrument": "ces_d"})
    assert sentence.text == f"The conclusion does not hold if those who left had gone on as {CONTROL} did."


@pytest.mark.parametrize(
    "rows",
    [
        [PRIMARY | {"status": "withheld"}, effect("ipcw", 0.01, 0.2)],
        [PRIMARY, effect("ipcw", 0.01, 0.2, status="withheld")],
        [PRIMARY, effect("missing_rule", 0.01, 0.2, missing_rule="observed only")],
        [OPEN, bounds(-0.5, 0.5)],
        [effect("ipcw", 0.01, 0.2)],
    ],
)
def test_says_nothing_where_there_is_nothing_to_hold_against_it(told, rows):
    assert told(*rows) == ()
