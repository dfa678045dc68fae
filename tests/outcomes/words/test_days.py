"""Outcomes that count days."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import ValidationError

from stepdown.errors import PlanError
from stepdown.outcomes.definitions import definitions
from stepdown.outcomes.words.days import UNANSWERABLE
from stepdown.plan.load import load_plan

from .people import records_of, screen

TOLD = {"origin": "self_report", "scheduled": None, "substance": "alcohol"}


def outcome(name: str, **settings):
    return definitions()[name](definition=name, **settings)


@pytest.fixture
def records(vocabulary):
    """Ten days each: free throughout, one drink on day 4, told of eight days only, and a drink among unknown days."""
    rows = [
        screen("free", 10, "negative", days_covered=10, **TOLD),
        screen("once", 3, "negative", days_covered=3, **TOLD),
        screen("once", 4, "positive", **TOLD),
        screen("once", 10, "negative", days_covered=6, **TOLD),
        screen("partly", 8, "negative", days_covered=8, **TOLD),
        screen("hardly", 2, "positive", **TOLD),
    ]
    return records_of(vocabulary, substance_use=rows)


def values(chosen, records) -> dict[str, bool]:
    return dict(chosen.derive(records).itertuples(index=False, name=None))


def test_one_day_of_use_settles_abstinence_and_unknown_days_leave_it_open(records):
    throughout = outcome("abstinent_throughout", last_day=10)
    assert values(throughout, records) == {"free": True, "once": False, "hardly": False}
    eight = outcome("abstinent_throughout", last_day=10, known_days=8)
    assert values(eight, records) == {"free": True, "once": False, "partly": True, "hardly": False}
    strict = outcome("abstinent_throughout", last_day=10, missing="positive")
    assert values(strict, records)["partly"] is False


def test_the_days_before_a_visit_are_a_span_of_their_own(records):
    late = outcome("abstinent_throughout", first_day=5, last_day=8)
    assert values(late, records) == {"free": True, "once": True, "partly": True}


def test_percent_days_abstinent_is_of_the_days_that_are_known(records):
    nine = outcome("percent_days_abstinent", last_day=10, at_least=90)
    assert values(nine, records) == {"free": True, "once": True, "partly": True}
    above = outcome("percent_days_abstinent", last_day=10, at_least=91)
    assert values(above, records) == {"free": True, "once": False, "partly": True}
    everything = outcome("percent_days_abstinent", last_day=10, at_least=90, known_percent=100)
    assert set(values(everything, records)) == {"free", "once"}


def test_use_beyond_the_span_says_nothing_of_it(records):
    assert values(outcome("abstinent_throughout", last_day=3), records) == {
        "free": True, "once": True, "partly": True, "hardly": False,
    }  # fmt: skip


def test_impossible_spans_are_refused():
    with pytest.raises(ValidationError, match="first_day comes after"):
        outcome("abstinent_throughout", first_day=9, last_day=8)
    with pytest.raises(ValidationError, match="the span has 8 days"):
        outcome("abstinent_throughout", last_day=8, known_days=9)


def test_a_source_without_days_is_told_so(vocabulary):
    for name, settings in (("abstinent_throughout", {}), ("percent_days_abstinent", {"at_least": 90})):
        chosen = outcome(name, last_day=30, **settings)
        assert chosen.check(vocabulary) is None
        assert "no days of use" in chosen.check(replace(vocabulary, dated=frozenset({"episodes"})))
    assert "first use" in vocabulary.cannot["percent_days_abstinent"]


@pytest.mark.parametrize("name", UNANSWERABLE)
def test_what_no_record_holds_is_refused_with_the_reason(name, trial_text, tmp_path):
    plan = tmp_path / "trial.yaml"
    plan.write_text(trial_text.replace("definition: first_use", f"definition: {name}", 1), encoding="utf-8")
    with pytest.raises(PlanError, match=UNANSWERABLE[name]):
        load_plan(plan)
