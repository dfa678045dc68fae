"""Data quality checks: what they count, and what they call passed."""

from __future__ import annotations

import pandas as pd
import pytest

from stepdown.records.quality import Check, check_quality


def test_the_real_records_pass_every_check_that_is_an_error(help_tables, vocabulary):
    checks = check_quality(help_tables, vocabulary)
    assert {check["status"] for check in checks if check["severity"] == "error"} <= {
        "passed",
        "not applicable",
    }


def test_every_check_says_what_to_do(help_tables, vocabulary):
    for check in check_quality(help_tables, vocabulary):
        assert check["what_to_do"].endswith(".")
        assert check["category"] in ("conformance", "completeness", "plausibility")


def test_missed_interviews_are_counted(help_tables, vocabulary):
    checks = {check["check"]: check for check in check_quality(help_tables, vocabulary)}
    six_months = checks["interview 6 took place"]
    assert (six_months["n_checked"], six_months["n_failing"]) == (470, 470 - 254)
    assert six_months["status"] == "failed"


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
    check = Check("x", "plausibility", "persons", "age", threshold, "error", checked, failing, "Look.")
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
