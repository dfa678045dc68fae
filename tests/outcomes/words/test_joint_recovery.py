"""Both or neither: free of use and clearly better."""

from __future__ import annotations

import pytest

from stepdown.outcomes.definitions import definitions

from .people import records_of

OUTCOME = definitions()["joint_recovery"].model_validate(
    {
        "definition": "joint_recovery",
        "abstinent": {"definition": "abstinent_throughout", "first_day": 1, "last_day": 30},
        "improved": {
            "definition": "symptom_reliable_change",
            "instrument": "ces_d",
            "wave": 6,
            "by": "alpha",
            "sd": 10,
        },
    }
)


def derive(vocabulary, use: list[tuple], scores: list[tuple]) -> dict:
    seen = [
        {"person_id": person, "day": day, "days_covered": covered, "result": result, "origin": "self_report",
         "substance": "any", "scheduled": True}
        for person, day, covered, result in use
    ]  # fmt: skip
    assessments = [
        {"person_id": person, "wave": wave, "day": 30 * wave, "instrument": "ces_d", "total": float(total)}
        for person, wave, total in scores
    ]
    persons = [{"person_id": "a"}, {"person_id": "b"}]
    records = records_of(vocabulary, persons=persons, substance_use=seen, assessments=assessments)
    return OUTCOME.derive(records).set_index("person_id")["value"].to_dict()


@pytest.mark.parametrize(
    ("free", "better", "expected"),
    [
        (True, True, True),
        (True, False, False),
        (False, True, False),
        (False, None, False),
        (None, False, False),
        (True, None, None),
        (None, True, None),
        (None, None, None),
    ],
)
def test_one_no_settles_it_and_a_yes_needs_both(free, better, expected, vocabulary):
    use = {True: [("a", 30, 30, "negative")], False: [("a", 5, 1, "positive")], None: []}[free]
    after = {True: [("a", 6, 10)], False: [("a", 6, 38)], None: []}[better]
    found = derive(
        vocabulary, [*use, ("b", 30, 30, "negative")], [("a", 0, 40), *after, ("b", 0, 40), ("b", 6, 2)]
    )
    assert found.get("a") is expected
    assert found["b"] is True
