"""Finding, refusing as an outcome, explaining; one file an instrument; the page is what the registry says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from pathlib import Path

import pytest

from stepdown.outcomes import instruments as package
from stepdown.outcomes.instruments import published, registry
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.document import instruments_page
from stepdown.outcomes.instruments.explain import explain, to_check
from stepdown.outcomes.instruments.outcome_check import check_as_outcome
from stepdown.outcomes.instruments.registry import find, find_scale, instruments
from stepdown.outcomes.instruments.score import score
from stepdown.records.instruments import registered
from stepdown.records.variables import Instrument as InTheRecords

PAGE = Path(__file__).parents[3] / "docs" / "instruments.md"


@pytest.mark.parametrize(
    ("name", "id"),
    [("PHQ-9", "phq9"), ("ces_d", "cesd"), ("AUDIT-C", "audit_c"), ("whoqol-bref", "whoqol_bref")],
)
def test_names_are_found_however_they_are_written(name, id):
    assert find(name).id == id


def test_scales_are_found():
    assert find_scale("sf36_mcs")[1].id == "mcs" and find_scale("phq9")[1].id == "total"
    assert find_scale("asi_drug")[1].label == "Drug"
    with pytest.raises(InstrumentError, match="Did you mean physical"):
        find_scale("whoqol_bref", "physica")


@pytest.mark.parametrize(
    ("name", "part"), [("phq", "Did you mean phq9"), ("bam", "bam_likert or bam_continuous")]
)
def test_unknown_names_suggest_the_nearest(name, part):
    with pytest.raises(InstrumentError, match=part):
        find(name)


@pytest.mark.parametrize("name", ["audit", "dast10", "audit_c", "AUDIT"])
def test_twelve_months_recall_is_no_short_term_outcome(name):
    for horizon in (30, 90, 364):
        assert "12 months" in check_as_outcome(name, horizon)
    assert check_as_outcome(name, 365) is None
    assert check_as_outcome(name, 90, recall_days=30) is None


@pytest.mark.parametrize(
    "name", ["phq9", "gad7", "pcl5", "cesd", "bam", "bam_likert", "asi", "sf36_mcs", "barc10"]
)
def test_shorter_recall_is_an_outcome_once_the_period_has_passed(name):
    assert check_as_outcome(name, 90) is None and check_as_outcome(name, 30) is None
    if name != "barc10":
        assert "before the index date" in check_as_outcome(name, 5)


def test_a_whole_explanation():
    text = explain("instrument", "PHQ-9")
    assert text.startswith("phq9 (PHQ-9)\n") and text.endswith("\n")
    assert "6.1 points  total, SD 5.5, retest 0.84 [not verified]\n" in text
    assert "prorated with at most 2 missing [M: not verified]" in text
    assert "https://doi.org/10.5964/pch.v8i1.309" in explain("instrument", "gad7")
    assert "bam_likert" in explain("instrument", "bam") and "bam_continuous" in explain("instrument", "bam")
    with pytest.raises(InstrumentError, match="no kind"):
        explain("instrumnt", "phq9")


@pytest.mark.parametrize("id", instruments())
def test_every_instrument_explains_itself_and_marks_what_rests_on_memory(id):
    text = " ".join(explain("instrument", id).split())
    assert "nan" not in text.lower().split() and "None" not in text
    marks = text.count("not verified")
    assert (marks > 0) == bool(to_check(instruments()[id]))
    assert "[M]" not in text


def test_the_page_is_what_the_registry_says():
    assert PAGE.read_text(encoding="utf-8") == instruments_page(), "run document.write_instruments_page()"


MADE_UP = '''
"""A made-up instrument."""

from stepdown.outcomes.instruments.instrument import Example, Instrument, Items, Scale, default_rule

INSTRUMENT = Instrument(
    id="made_up3",
    label="Made up 3",
    measures="Nothing",
    items=Items(count=3, lowest=0, highest=2),
    recall="1 day",
    recall_days=1,
    scales=(Scale(id="total", label="Nothing", items=(1, 2, 3), lowest=0, highest=6, missing=default_rule(3)),),
    examples=(Example("all", "2 2 2", "6"),),
)
'''


def test_adding_an_instrument_is_adding_one_file(tmp_path: Path, monkeypatch):
    (tmp_path / "made_up3.py").write_text(MADE_UP, encoding="utf-8")
    monkeypatch.setattr(published, "__path__", [*published.__path__, str(tmp_path)])
    registry.instruments.cache_clear()
    try:
        assert score("made_up3", [[1, 2, 0]]).total.tolist() == [3]
        assert registered("made_up3") == InTheRecords("made_up3", "Nothing (Made up 3)", 0, 6, "lower")
        assert "made_up3" in explain("instrument", "made_up3") and "## Made up 3" in instruments_page()
    finally:
        registry.instruments.cache_clear()


def test_the_examples_in_the_docstrings_hold():
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        assert doctest.testmod(importlib.import_module(module.name)).failed == 0, module.name
