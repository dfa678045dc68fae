"""Data quality checks: what they count, and what they call passed."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.records.adapters.base import Source
from stepdown.records.ingest import ingest
from stepdown.records.quality import CATEGORIES, Check, Part, check_quality, run_check
from stepdown.records.schema import TABLES
from stepdown.records.variables import Instrument, Vocabulary


def test_the_real_records_pass_every_check_that_is_an_error(help_tables, vocabulary):
    checks = check_quality(help_tables, vocabulary)
    assert {check["status"] for check in checks if check["severity"] == "error"} <= {
        "passed",
        "not applicable",
    }


def test_every_check_says_what_to_do(help_tables, vocabulary):
    for check in check_quality(help_tables, vocabulary):
        assert check["what_to_do"].endswith(".")
        assert check["category"] in CATEGORIES


def test_missed_interviews_are_counted(help_tables, vocabulary):
    checks = {check["check"]: check for check in check_quality(help_tables, vocabulary)}
    interviews = checks["a planned interview took place"]
    assert (interviews["n_checked"], interviews["status"]) == (4 * 470, "failed")
    assert [part["n_failing"] for part in interviews["parts"]] == [470 - n for n in (254, 217, 254, 277)]


@pytest.mark.parametrize(
    ("checked", "failing", "threshold", "status"),
    [
        (0, 0, 0.0, "not applicable"),
        (100, 0, 0.0, "passed"),
        (100, 1, 0.0, "failed"),
        (100, 5, 0.05, "passed"),
        (100, 6, 0.05, "failed"),
    ],
)
def test_a_check_fails_above_its_threshold(checked, failing, threshold, status):
    check = Check(
        check="x",
        table="persons",
        threshold=threshold,
        n_checked=checked,
        n_failing=failing,
        what_to_do="Look.",
    )
    assert check.status == status


def broken(tables, name: str, **changes):
    """The tables with one column of one table changed."""
    from dataclasses import replace

    kept = tables[name].kept.copy()
    for column, change in changes.items():
        kept[column] = change(kept)
    return {**tables, name: replace(tables[name], kept=kept)}


def find(checks, words):
    return next(check for check in checks if words in check["check"])


def test_an_impossible_age_is_seen(help_tables, vocabulary):
    tables = broken(help_tables, "persons", age=lambda t: t["age"].where(t.index != 0, 7))
    found = find(check_quality(tables, vocabulary), "age is between")
    assert (found["n_failing"], found["status"]) == (1, "failed")


def test_a_late_interview_is_seen(help_tables, vocabulary):
    before = find(check_quality(help_tables, vocabulary), "within 91 days")["n_failing"]
    late = broken(
        help_tables, "follow_up", day=lambda t: t["day"].where(t.index != t["day"].first_valid_index(), 400)
    )
    assert find(check_quality(late, vocabulary), "within 91 days")["n_failing"] == before + 1


def test_interviews_in_the_wrong_order_are_seen(help_tables, vocabulary):
    follow_up = help_tables["follow_up"].kept
    person = follow_up[follow_up["status"] == "reached"].groupby("person_id").size().idxmax()
    second = follow_up[(follow_up["person_id"] == person) & (follow_up["wave"] == 12)].index[0]
    tables = broken(help_tables, "follow_up", day=lambda t: t["day"].where(t.index != second, 1))
    found = find(check_quality(tables, vocabulary), "in the order of their waves")
    assert found["n_failing"] == 1


def test_a_missing_covariate_is_counted(help_tables, vocabulary):
    tables = broken(help_tables, "persons", sex=lambda t: pd.Series(pd.NA, index=t.index, dtype="string"))
    found = next(check for check in check_quality(tables, vocabulary) if check["column"] == "sex")
    assert (found["n_failing"], found["status"]) == (470, "failed")


CESD = Instrument("cesd", "CES-D", 0, 60, "lower")
VOCABULARY = Vocabulary({}, {}, {"cesd": CESD}, {6: 183, 12: 365}, wave_unit="month")


def checked(**tables) -> dict[tuple[str, str], dict]:
    """Checks of made-up records by (check, table); a row lists a table's columns that are not missing."""
    people = {row["person_id"] for rows in tables.values() for row in rows}
    tables = {"persons": [{"person_id": person} for person in sorted(people)]} | tables
    frames = {}
    for name, rows in tables.items():
        if name == "episodes":
            rows = [
                {"episode_id": f"e{i}", "withdrawal_management": False} | row for i, row in enumerate(rows)
            ]
        missing = {column.name: None for column in TABLES[name].columns}
        frames[name] = pd.DataFrame([missing | row for row in rows])
    found = check_quality(ingest(Source(frames, ()), VOCABULARY), VOCABULARY)
    assert not [check for check in found if check["status"] == "error"]
    return {(check["check"], check["table"]): check for check in found}


def stay(person="a", start=0, end=30, level="outpatient", **more):
    return {"person_id": person, "level_of_care": level, "admission_day": start, "discharge_day": end} | more


def screen(person, day, result="negative", scheduled=True):
    return {"person_id": person, "day": day, "days_covered": 1, "origin": "urine", "substance": "opioids",
            "result": result, "scheduled": scheduled}  # fmt: skip


def score(person, day, wave=0, total=20):
    return {"person_id": person, "day": day, "wave": wave, "instrument": "cesd", "total": total}


def contact(person, day, received=True):
    return {"person_id": person, "day": day, "days_covered": 1, "kind": "telephone", "received": received}


# The rule and table -> records of which one row in two breaks it.
ONE_OF_TWO = {
    ("discharge is not before admission", "episodes"): {"episodes": [stay(), stay("b", 30, 0)]},
    ("last contact is not before admission", "episodes"): {
        "episodes": [stay(start=5, last_contact_day=4), stay("b", last_contact_day=0)]
    },
    ("last contact is not after discharge", "episodes"): {
        "episodes": [stay(last_contact_day=31), stay("b", last_contact_day=30)]
    },
    ("the longest length of stay is not below the shortest", "episodes"): {
        "episodes": [stay(stay_days_lowest=31, stay_days_highest=30), stay("b", stay_days_lowest=1, stay_days_highest=1)]
    },
    ("no stay is longer than its level of care is given for", "episodes"): {
        "episodes": [stay(level="inpatient", end=181), stay("b", level="residential", end=181)]
    },
    ("a person's episodes do not overlap", "episodes"): {"episodes": [stay(), stay(start=29, end=40)]},
    ("a person is admitted once a day", "episodes"): {"episodes": [stay(), stay(level="residential")]},
    ("nothing happens before the first admission", "substance_use"): {
        "episodes": [stay(start=3)], "substance_use": [screen("a", 2), screen("a", 3)]
    },
    ("nothing happens before the first admission", "events"): {
        "episodes": [stay(start=3)],
        "events": [{"person_id": "a", "event": name, "day": day, "status": "event"} for name, day in (("x", 2), ("y", 3))],
    },
    ("aftercare comes after a discharge", "aftercare"): {
        "episodes": [stay()], "aftercare": [contact("a", 29), contact("a", 30), contact("a", 5, received=False)]
    },
    ("nothing is recorded after death", "assessments"): {
        "episodes": [stay(discharge_reason="died"), stay("b")],
        "assessments": [score("a", 31, 6), score("a", 30), score("b", 90)],
    },
    ("an instrument is given once a day", "assessments"): {
        "assessments": [score("a", 0), score("a", 0, wave=6)]
    },
    ("no more days or nights of aftercare than days asked about", "aftercare"): {
        "aftercare": [contact("a", 9) | {"amount": amount, "unit": "nights", "days_covered": amount - over}
                      for amount, over in ((8, 1),)] + [contact("b", 9) | {"amount": 1, "unit": "nights"}]
    },
}  # fmt: skip


@pytest.mark.parametrize("rule", ONE_OF_TWO)
def test_a_row_that_breaks_a_rule_is_counted_among_those_it_applies_to(rule):
    found = checked(**ONE_OF_TWO[rule])[rule]
    assert (found["n_checked"], found["n_failing"], found["status"]) == (2, 1, "failed")


def test_a_move_on_the_day_of_discharge_overlaps_nothing_and_an_open_episode_overlaps_what_it_can():
    overlaps = "a person's episodes do not overlap", "episodes"
    moved = checked(episodes=[stay(end=30), stay(start=30, end=60, level="residential")])
    assert moved[overlaps]["n_failing"] == 0
    # The open stay overlaps nothing that is known; the last one begins within the first. What "b" did is another matter.
    nested = checked(
        episodes=[
            stay(end=90),
            stay(start=20, end=30),
            stay(start=95, end=None),
            stay("b", 0, None),
            stay("b", 1),
        ]
    )
    assert nested[overlaps]["n_failing"] == 1


def test_episodes_of_different_people_never_overlap():
    found = checked(episodes=[stay("a"), stay("b")])["a person's episodes do not overlap", "episodes"]
    assert found["status"] == "not applicable"


def test_screens_are_told_by_the_level_of_care_of_their_day_and_by_time():
    screens = [
        screen("a", 1), screen("a", 8, "not_provided"), screen("a", 35, "not_provided"), screen("a", 70),
        screen("a", 9, "positive", scheduled=False), screen("b", 400),
    ]  # fmt: skip
    episodes = [stay("a", 0, 20, "residential"), stay("a", 20, 60, "outpatient")]
    found = checked(episodes=episodes, substance_use=screens)[
        "a screen that was due was provided", "substance_use"
    ]
    assert (found["n_checked"], found["n_failing"]) == (5, 2)
    assert {(p["level_of_care"], p["time"]): (p["n_checked"], p["n_failing"]) for p in found["parts"]} == {
        ("residential", "weeks 1 to 4"): (2, 1),
        ("outpatient", "weeks 5 to 8"): (1, 1),
        ("after discharge", "weeks 9 to 12"): (1, 0),
        ("no episode", "after week 52"): (1, 0),
    }


def test_a_source_that_does_not_say_which_screens_were_due_is_not_judged_by_them():
    found = checked(substance_use=[screen("a", 1, scheduled=None)])[
        "a screen that was due was provided", "substance_use"
    ]
    assert found["status"] == "not applicable"


def test_interviews_are_told_by_the_level_of_care_of_the_first_admission():
    planned = [
        {"person_id": person, "wave": 6, "due_day": 183, "status": status, "day": None}
        for person, status in (("a", "reached"), ("b", "not_reached"), ("c", "reached"))
    ]
    episodes = [stay("a"), stay("b", 0, 9, "residential"), stay("b", 9), stay("c")]
    found = checked(episodes=episodes, follow_up=planned)["a planned interview took place", "follow_up"]
    assert [(p["level_of_care"], p["time"], p["n_checked"], p["n_failing"]) for p in found["parts"]] == [
        ("residential", "month 6", 1, 1),
        ("outpatient", "month 6", 2, 0),
    ]


def test_scores_are_missed_by_those_who_began():
    scores = [score("a", 0), score("a", 180, 6), score("b", 0), score("c", 180, 6)]
    found = checked(assessments=scores)["CES-D is known at each planned month", "assessments"]
    assert [(p["time"], p["n_checked"], p["n_failing"]) for p in found["parts"]] == [
        ("month 6", 2, 1),
        ("month 12", 2, 2),
    ]


def test_an_unknown_end_is_told_by_level_and_year():
    episodes = [
        stay("a", admission_year=2020),
        stay("b", end=None, admission_year=2021),
        stay("c", admission_year=2021),
    ]
    found = checked(episodes=episodes)["the end of the episode is known", "episodes"]
    assert [(p["time"], p["n_checked"], p["n_failing"]) for p in found["parts"]] == [
        ("2020", 1, 0),
        ("2021", 2, 1),
    ]


def test_the_worst_part_decides():
    parts = (Part("residential", "month 6", 10, 4), Part("outpatient", "month 6", 990, 0))
    check = Check(
        check="x", table="t", threshold=0.3, n_checked=1000, n_failing=4, parts=parts, what_to_do="Look."
    )
    assert check.status == "failed"


def test_a_check_that_breaks_is_an_error_and_tells_no_value():
    def broken(_records):
        yield Check(check="fine", table="t", n_checked=1, what_to_do="Look.")
        raise ValueError("person 4711 is odd")

    first, error = run_check("plausibility.odd_people", broken, None)
    assert (first.status, first.category) == ("passed", "plausibility")
    assert (error.status, error.category, error.check) == ("error", "plausibility", "odd people")
    assert "ValueError" in error.what_to_do and "4711" not in str(error)


def test_empty_records_are_not_judged():
    found = checked(persons=[{"person_id": "a"}])
    assert {check["status"] for check in found.values()} <= {"passed", "not applicable"}


@pytest.mark.parametrize(("total", "status"), [(12.0, "failed"), (13.0, "passed")])
def test_totals_that_fit_the_other_format_of_the_bam_are_noticed(help_tables, vocabulary, total, status):
    from dataclasses import replace

    from stepdown.records.instruments import ScoreWords, described

    wide = described("bam_use", ScoreWords(highest=90))
    known = replace(vocabulary, instruments=vocabulary.instruments | {"bam_use": wide})
    kept = help_tables["assessments"].kept
    rows = kept[kept["instrument"] == "ces_d"].assign(instrument="bam_use", total=total)
    tables = help_tables | {"assessments": replace(help_tables["assessments"], kept=rows)}
    (found,) = [check for check in check_quality(tables, known) if "where the BAM" in check["check"]]
    assert (found["status"], found["severity"]) == (status, "warning")
    assert "highest: 12" in found["what_to_do"]
