"""The sentence about what a conclusion withstands: from the released grid, and never where there is no effect to state."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.answers.estimate import COLUMNS
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.missing_outcomes import assumption, sentences
from stepdown.answers.findings.phrases import Rows

RULES = ["x1 in clinic, x1", "x1 in clinic, x3", "x3 in clinic, x1", "x3 in clinic, x3"]


def told(question, vocabulary, p_values, lower=0.05, status="ok") -> list[str]:
    """The sentences of a primary difference of 0.15 and a grid of two by two with these P values."""
    fixed = {"study": "s", "question": "q", "level": "clinic", "reference": "control", "exposure": "arm",
             "measure": "risk_difference", "status": "ok", "horizon_days": 180, "estimate": 0.15, "lower": lower,
             "upper": 0.25, "reason": ""}  # fmt: skip
    rows = [fixed | {"role": "primary", "method": "standardization", "status": status}]
    rows += [
        fixed | {"method": "tipping_point", "p_value": p, "missing_rule": f"missing {rule} in control"}
        for rule, p in zip(RULES, p_values, strict=True)
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return [one.text for one in sentences(Context(question, vocabulary, Rows(table, "q")))]


LIKE = "the same as like people who were seen"
USED = "had used alcohol, heroin or cocaine"
ODDS = "the odds of first use of alcohol, heroin or cocaine that like people have who were seen"
TIMES = f"3 times {ODDS}"
CLINIC, CONTROL = "among people assigned to the linkage clinic, ", "among people in usual care, "


@pytest.mark.parametrize(
    ("p_values", "lower", "words"),
    [
        ([0.01] * 4, 0.05, "Every assumption that was tried about people whose outcome is not known leads to the same"),
        ([0.01, 0.01, 0.2, 0.3], 0.05, f"The mildest assumption tried that changes it: {CLINIC}{TIMES}; {CONTROL}{LIKE}."),
        ([0.2, 0.01, 0.2, 0.3], 0.05, f"that changes it: {CLINIC}{LIKE}; {CONTROL}{LIKE}."),
        ([0.3] * 4, -0.05, "No assumption that was tried about people whose outcome is not known would settle it."),
        ([0.3, 0.3, 0.3, 0.01], -0.05, f"The mildest that was tried: {CLINIC}{TIMES}; {CONTROL}{TIMES}."),
    ],
)  # fmt: skip
def test_says_what_the_grid_says(question_of, vocabulary, p_values, lower, words):
    (sentence,) = told(question_of(), vocabulary, p_values, lower)
    assert words in sentence


def test_says_nothing_where_the_effect_itself_may_not_be_stated(question_of, vocabulary):
    assert told(question_of(), vocabulary, [0.01] * 4, status="withheld") == []


def test_says_nothing_without_a_grid_or_an_exposure(question_of, vocabulary):
    empty = Rows(pd.DataFrame(columns=list(COLUMNS)), "q")
    assert sentences(Context(question_of(), vocabulary, empty)) == ()
    assert sentences(Context(question_of(exposure=None), vocabulary, empty)) == ()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            "missing x1/3 in clinic, = no event in control",
            f"{CLINIC}1/3 of {ODDS}; {CONTROL}all of them had not used alcohol, heroin or cocaine",
        ),
        ("missing = event in clinic, x1 in control", f"{CLINIC}all of them {USED}; {CONTROL}{LIKE}"),
        ("missing = event", f"all of them {USED}"),
        (
            "missing -2.5 in clinic, -0 in control",
            f"{CLINIC}2.5 points lower than like people who were seen; {CONTROL}{LIKE}",
        ),
    ],
)
def test_every_rule_of_a_grid_has_words(question_of, vocabulary, rule, words):
    context = Context(question_of(), vocabulary, Rows(pd.DataFrame(columns=list(COLUMNS)), "q"))
    assert assumption(rule, context) == words
