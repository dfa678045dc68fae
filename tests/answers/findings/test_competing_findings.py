"""Sentences about an event that something else can rule out."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.answers.estimate import COLUMNS
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.phrases import Rows
from stepdown.answers.findings.write import writer
from stepdown.plan.study import Question

NAN = float("nan")


def question(design="randomised") -> Question:
    return Question.model_validate(
        {
            "id": "q", "question": "Who left?", "design": design, "time_zero": "day 0", "horizon_days": 168,
            "exposure": {"variable": "arm", "reference": "control"}, "outcome": {"definition": "unplanned_exit"},
            "summary": "share", "figure": {"kind": "curves"},
            "analyses": [{"method": "incidence_difference", "role": "primary"}],
        }
    )  # fmt: skip


def row(measure, estimate, lower, upper, level, reference="", definition="unplanned_exit", **more):
    fixed = dict.fromkeys(COLUMNS, "") | {
        "question": "q", "role": "primary", "status": "ok", "horizon_days": 168, "measure": measure,
        "estimate": estimate, "lower": lower, "upper": upper, "level": level, "reference": reference,
        "definition": definition,
    }  # fmt: skip
    return fixed | more


def difference(estimate, lower, upper, **more):
    return row(
        "risk_difference", estimate, lower, upper, "clinic", "control", method="incidence_difference", **more
    )


def share(level, estimate, cause="", **more):
    name = f"unplanned_exit, {cause}" if cause else "unplanned_exit"
    return row("cumulative_incidence", estimate, estimate - 0.05, estimate + 0.05, level, definition=name,
               method="aalen_johansen", **{"role": "descriptive"} | more)  # fmt: skip


SHARES = [
    share("clinic", 0.2),
    share("control", 0.5),
    share("clinic", 0.7, "completed"),
    share("control", 0.4, "completed"),
]


def found(vocabulary, rows, design="randomised"):
    asked = question(design)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return writer(asked, vocabulary).write(Context(asked, vocabulary, Rows(table, "q")))


def test_a_clear_effect_of_a_trial(vocabulary):
    finding = found(vocabulary, [difference(-0.3, -0.36, -0.24), *SHARES])
    assert finding.status == "stated"
    assert finding.headline.text == (
        "Assignment to the linkage clinic led to fewer people leaving treatment early: 30 fewer of 100 by day 168."
    )
    told = " ".join(sentence.text for sentence in finding.sentences)
    assert "(24 to 36 people)" in told
    assert "20 of 100 people assigned to the linkage clinic (15 to 25)" in told
    assert "70 had completed by then" in told


def test_without_randomisation_it_only_describes(vocabulary):
    finding = found(vocabulary, [difference(0.1, 0.02, 0.18)], "observational")
    assert "led to" not in finding.headline.text and "10 more of 100" in finding.headline.text


def test_an_interval_over_0_is_not_settled(vocabulary):
    finding = found(vocabulary, [difference(-0.02, -0.1, 0.06)])
    assert finding.status == "uncertain"
    assert "anything from 10 people fewer to 6 more" in finding.sentences[0].text


@pytest.mark.parametrize(
    "rows", [[], [difference(NAN, NAN, NAN, status="suppressed", reason="fewer than 11 events")]]
)
def test_no_difference_that_may_be_shown(rows, vocabulary):
    assert found(vocabulary, [*rows, *SHARES]).status == "cannot_say"


def test_a_hidden_cause_is_passed_over(vocabulary):
    hidden = share("clinic", NAN, "died", status="suppressed")
    told = " ".join(
        s.text for s in found(vocabulary, [difference(-0.3, -0.36, -0.24), *SHARES, hidden]).sentences
    )
    assert "died" not in told and "nan" not in told
