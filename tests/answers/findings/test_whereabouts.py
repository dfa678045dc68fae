"""Sentences about where people are, read from released rows alone."""

from __future__ import annotations

import pandas as pd

from stepdown.answers.estimate import COLUMNS
from stepdown.answers.findings.finding import Context
from stepdown.answers.findings.phrases import Number, Rows
from stepdown.answers.findings.write import writer
from stepdown.plan.study import Question

NAN = float("nan")


def row(measure: str, name: str, day: int, estimate: float, half: float = 0.03, **more) -> dict:
    fixed = dict.fromkeys(COLUMNS, "") | {
        "question": "q", "role": "primary", "method": "occupancy", "status": "ok", "horizon_days": day,
        "measure": measure, "definition": f"care_state, {name}", "estimate": estimate,
        "lower": estimate - half, "upper": estimate + half, "n": 400,
    }  # fmt: skip
    return fixed | more


SHARES = [
    row("occupancy", "intensive_outpatient", 30, 0.6), row("occupancy", "out_unplanned", 30, 0.2),
    row("occupancy", "in_care", 30, 0.78),
    row("occupancy", "outpatient", 90, 0.3), row("occupancy", "out_unplanned", 90, 0.45),
    row("occupancy", "died", 90, NAN, status="suppressed", reason="too few"), row("occupancy", "in_care", 90, 0.42),
]  # fmt: skip
DAYS = [
    row("expected_days", "outpatient", 90, 21.2, 2), row("expected_days", "intensive_outpatient", 90, 33.4, 2),
    row("expected_days", "in_care", 90, 54.6, 3), row("expected_days", "out_unplanned", 90, 30.0, 3),
]  # fmt: skip
MOVES = [
    row(
        "transition_probability",
        "from intensive_outpatient on day 30 to intensive_outpatient",
        90,
        0.5,
        n=240,
    ),
    row("transition_probability", "from intensive_outpatient on day 30 to outpatient", 90, 0.32, n=240),
    row("transition_probability", "from out_unplanned on day 30 to outpatient", 90, 0.4, n=80),
]


def found(vocabulary, rows, population="all people who started in intensive outpatient care"):
    asked = Question.model_validate(
        {
            "id": "q", "question": "Where are they?", "design": "descriptive", "time_zero": "day 0", "horizon_days": 90,
            "outcome": {"definition": "care_state"}, "summary": "shares", "figure": {"kind": "pathways"},
            "analyses": [{"method": "occupancy", "role": "primary", "days": [30, 90]}],
        }
    )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return writer(asked, vocabulary).write(Context(asked, vocabulary, Rows(table, "q"), population))


def test_people_of_100_on_the_day_that_tells_most_then_every_day(vocabulary):
    answer = found(vocabulary, [*SHARES, *DAYS, *MOVES])
    assert answer.status == "stated"
    assert (
        answer.headline.text
        == "Of 100 people who started in intensive outpatient care, 42 were in care on day 90."
    )
    assert [sentence.text for sentence in answer.sentences] == [
        "In care, at any level: 78 of 100 on day 30 (75 to 81), 42 on day 90 (39 to 45).",
        "On day 30, of 100: 60 in intensive outpatient care (57 to 63) and 20 out of care after leaving early (17 to 23).",
        "On day 90, of 100: 45 out of care after leaving early (42 to 48) and 30 in outpatient care (27 to 33).",
        "In the first 90 days, people spent 55 days in care on average (52 to 58): 33 in intensive outpatient care and "
        "21 in outpatient care.",
        "The most common move: of 100 people in intensive outpatient care on day 30, 32 were in outpatient care 60 days "
        "later (29 to 35).",
    ]  # fmt: skip


def test_where_most_are_at_the_end_comes_along_when_the_first_day_tells_most(vocabulary):
    changed = [one | ({"estimate": 0.1} if one["definition"].endswith("in_care") and one["horizon_days"] == 90 else {})
               for one in SHARES]  # fmt: skip
    changed = [one | ({"estimate": 0.55} if one["definition"].endswith("in_care") and one["horizon_days"] == 30 else {})
               for one in changed]  # fmt: skip
    assert found(vocabulary, changed).headline.text == (
        "Of 100 people who started in intensive outpatient care, 55 were in care on day 30; on day 90, 45 were out of care "
        "after leaving early."
    )


def test_every_number_points_to_its_row(vocabulary):
    answer = found(vocabulary, [*SHARES, *DAYS, *MOVES])
    for sentence in (answer.headline, *answer.sentences):
        numbers = [part for part in sentence.parts if isinstance(part, Number)]
        assert numbers
        assert all(1 <= number.row <= len([*SHARES, *DAYS, *MOVES]) for number in numbers)
    assert answer.headline.parts[1] == Number("42", 7, "estimate")


def test_without_a_number_nothing_is_stated_and_the_reason_given(vocabulary):
    hidden = [
        one | {"status": "suppressed", "estimate": NAN, "reason": "fewer than 11 people in a group"}
        for one in SHARES
    ]
    answer = found(vocabulary, hidden, "people")
    assert answer.status == "cannot_say"
    assert answer.headline.text == "We cannot say how many people were in care."
    assert answer.sentences[0].text == "The reason: fewer than 11 people in a group."
