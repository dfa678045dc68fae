"""Each definition against its own table, and what holds for all of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from stepdown.errors import StepdownError
from stepdown.outcomes.definitions import definitions
from stepdown.outcomes.retention import examples
from stepdown.outcomes.retention.document import retention_page
from stepdown.outcomes.retention.explain import example, explain, retention_definitions

PAGE = Path(__file__).parents[3] / "docs" / "retention.md"
NAMES = list(retention_definitions())


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_answers_its_own_table(name):
    assert tuple(examples.answers(example(name)).values()) == example(name).expected


@pytest.mark.parametrize("name", NAMES)
def test_a_definition_explains_itself_and_says_what_a_source_lacks(name, vocabulary):
    text = explain(name)
    assert example(name).source.split(";")[0][:40] in " ".join(text.split())
    assert all(f"days {window.start} to {window.end}" in text for window in example(name).windows)
    assert "rests on" in example(name).check(vocabulary), "HELP has no episodes and no doses"


def test_an_unknown_name_suggests_the_nearest():
    with pytest.raises(StepdownError, match="Did you mean retained_at"):
        explain("retaind_at")


def test_the_page_is_what_the_definitions_say():
    assert PAGE.read_text(encoding="utf-8") == retention_page(), "run `stepdown docs`"


@pytest.mark.parametrize(
    "name", ["readmission", "continuity_of_care", "treatment_initiation", "medication_continuity"]
)
def test_silence_counts_only_where_the_end_of_the_records_is_known(name, vocabulary):
    outcome = definitions()[name](definition=name)
    everything = replace(vocabulary, dated=None)
    assert "records_end_day" in outcome.check(everything)
    assert example(name).model_copy(update={"records_end_day": 400}).check(everything) is None


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_rows_and_other_people_do_not_matter(name, monkeypatch):
    outcome = example(name)
    turned = {table: rows.iloc[::-1].reset_index(drop=True) for table, rows in examples.records().items()}
    alone = {table: rows[rows["person_id"] == "c"] for table, rows in examples.records().items()}
    expected = dict(zip(examples.PEOPLE, outcome.expected, strict=True))
    monkeypatch.setattr(examples, "records", lambda: turned)
    assert examples.answers(outcome) == expected
    monkeypatch.setattr(examples, "records", lambda: alone)
    assert examples.answers(outcome)["c"] == expected["c"]


# What a later record may be, about person b, who left on day 21 and whose records run to day 400.
LATER = {
    "episodes": {"episode_id": "later", "person_id": "b", "level_of_care": "residential", "withdrawal_management": False,
                 "admission_day": 200, "discharge_day": 230, "discharge_reason": "died"},
    "services": {"person_id": "b", "day": 200, "kind": "group", "attendance": "missed", "hours": 1.0},
    "medication": {"person_id": "c", "day": 200, "days_covered": 7, "medication": "buprenorphine", "unit": "mg"},
    "substance_use": {"person_id": "b", "day": 200, "result": "positive", "substance": "opioid"},
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in NAMES if name != "readmission"])
@pytest.mark.parametrize("table", LATER)
def test_a_later_record_never_changes_an_earlier_outcome(name, table, monkeypatch):
    outcome = example(name)
    records = examples.records()
    added = pd.DataFrame([LATER[table]]).astype(
        {column: kind for column, kind in records[table].dtypes.items() if column in LATER[table]}
    )
    later = records | {table: pd.concat([records[table], added], ignore_index=True)}
    monkeypatch.setattr(examples, "records", lambda: later)
    assert tuple(examples.answers(outcome).values()) == outcome.expected


def test_a_later_admission_ends_the_wait_for_readmission_and_changes_no_earlier_day(monkeypatch):
    records = examples.records()
    rows = pd.concat([records["episodes"], pd.DataFrame([LATER["episodes"]])], ignore_index=True)
    rows = rows.astype(records["episodes"].dtypes.to_dict())
    monkeypatch.setattr(examples, "records", lambda: records | {"episodes": rows})
    found = examples.answers(example("readmission"))
    assert found.pop("b") == "day 180: the event"
    assert list(found.values()) == [
        x for x, who in zip(example("readmission").expected, examples.PEOPLE, strict=True) if who != "b"
    ]


@pytest.mark.parametrize(
    ("settings", "changed"),
    [
        ({"transferred": "unplanned"}, {"g": "day 30: the event"}),
        ({"transferred": "censored"}, {"g": "day 30: followed"}),
        ({"spell_gap_days": 3}, {"e": "day 50: the event", "f": "day 96: the event"}),
        ({"spell_gap_days": 14}, {}),
        ({"records_end_day": 100}, {"f": "day 101: followed"}),
        ({"records_end_day": 400}, {"f": "day 96: the event"}),
    ],
)
def test_what_the_settings_of_unplanned_exit_change(settings, changed):
    base = dict(zip(examples.PEOPLE, example("unplanned_exit").expected, strict=True))
    outcome = example("unplanned_exit").model_copy(update=settings)
    assert examples.answers(outcome) == base | changed


def test_every_choice_has_a_key_of_its_own():
    keys = {
        definitions()["unplanned_exit"](definition="unplanned_exit", **settings).key
        for settings in ({}, {"terminated": "competing"}, {"transferred": "censored"}, {"spell_gap_days": 14},
                         {"unknown_reason": "unplanned"}, {"transferred": "unplanned"})
    }  # fmt: skip
    assert len(keys) == 6
