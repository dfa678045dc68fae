"""Leaving a medication and the first positive screen, by tables of cases."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.outcomes.definitions import definitions


def doses(*rows: tuple[int, int]) -> pd.DataFrame:
    frame = pd.DataFrame([("a", *row) for row in rows], columns=["person_id", "day", "days_covered"])
    return frame.astype({"person_id": "string", "day": "Int64", "days_covered": "Int64"})


def episodes(planned_days: int | None = 28, admission_day: int = 0) -> pd.DataFrame:
    return pd.DataFrame(
        {"person_id": ["a"], "admission_day": [admission_day], "planned_days": [planned_days]}
    ).astype({"planned_days": "Int64"})


DAILY = [(day, 1) for day in range(28)]
# doses | day, event
COURSES = {
    "dosed to the end": (DAILY, (28, False)),
    "ended a week early: completed": (DAILY[:21], (28, False)),
    "ended more than a week early": (DAILY[:20], (20, True)),
    "a pause of 7 days is no end": (DAILY[:5] + DAILY[12:], (28, False)),
    "a pause of 8 days is one, whatever comes later": (DAILY[:5] + DAILY[13:], (5, True)),
    "never dosed": ([], (0, True)),
    "waiting for the first dose is no pause": (DAILY[15:], (28, False)),
    "one injection for four weeks": ([(0, 28)], (28, False)),
    "a short fill inside a long one": ([(0, 14), (2, 1), (14, 14)], (28, False)),
    "doses after the planned end do not lengthen the course": ([*DAILY[:10], (40, 1)], (10, True)),
}


@pytest.mark.parametrize("case", COURSES)
def test_leaving_the_medication(case):
    given, expected = COURSES[case]
    outcome = definitions()["left_medication"](definition="left_medication")
    found = outcome.derive({"episodes": episodes(), "medication": doses(*given)})
    assert found.loc[0, ["day", "event"]].tolist() == list(expected)


def test_never_dosed_is_no_completed_course_however_long_the_pause_may_be():
    outcome = definitions()["left_medication"](definition="left_medication", gap_days=60)
    found = outcome.derive({"episodes": episodes(), "medication": doses()})
    assert found["event"].tolist() == [True]


@pytest.mark.parametrize(("planned", "admission"), [(None, 0), (28, 30)])
def test_only_a_planned_course_from_day_0_has_the_outcome(planned, admission):
    outcome = definitions()["left_medication"](definition="left_medication")
    assert outcome.derive({"episodes": episodes(planned, admission), "medication": doses(*DAILY)}).empty


def screen(*rows: tuple) -> dict[str, pd.DataFrame]:
    return {
        "substance_use": pd.DataFrame(rows, columns=["person_id", "day", "origin", "substance", "result"])
    }


SCREENS = {
    "the first positive day": ([(9, "positive"), (4, "positive"), (2, "negative")], (4, True)),
    "never positive: followed to the last sample": ([(9, "negative"), (30, "not_provided")], (9, False)),
}


@pytest.mark.parametrize("case", SCREENS)
def test_the_first_positive_screen(case):
    rows, expected = SCREENS[case]
    outcome = definitions()["first_positive_screen"](
        definition="first_positive_screen", substances=["opioid"]
    )
    found = outcome.derive(screen(*(("a", day, "urine", "opioid", result) for day, result in rows)))
    assert found.loc[0, ["day", "event"]].tolist() == list(expected)


def test_other_substances_told_use_and_missed_screens_are_no_screens():
    outcome = definitions()["first_positive_screen"](
        definition="first_positive_screen", substances=["opioid"]
    )
    rows = screen(("a", 3, "urine", "thc", "positive"), ("b", 3, "self_report", "opioid", "positive"),
                  ("c", 7, "urine", "opioid", "not_provided"))  # fmt: skip
    assert outcome.derive(rows).empty


@pytest.mark.parametrize(
    ("substances", "label", "what"),
    [
        (["thc"], "", "thc"),
        (["a_b", "c", "d"], "", "a b, c or d"),
        (["opioid", "methadone"], "opioids", "opioids"),
    ],
)
def test_the_words_name_the_substances(substances, label, what, vocabulary):
    outcome = definitions()["first_positive_screen"](
        definition="first_positive_screen", substances=substances, label=label
    )
    assert outcome.words(vocabulary).noun == f"the first urine screen positive for {what}"
    assert outcome.key == "_".join(["first_positive_screen", *sorted(substances)])
