"""Every instrument's own test table, and what its file must say."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from stepdown.outcomes.instruments import sources
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.registry import instruments
from stepdown.outcomes.instruments.score import given, score

LINES = [(each, line) for each in instruments().values() for line in each.examples]


def answers(text: str) -> list[float]:
    return [float("nan") if part == "." else float(part) for part in text.split()]


@pytest.mark.parametrize(("instrument", "line"), LINES, ids=lambda each: getattr(each, "id", None))
def test_the_line_holds(instrument, line):
    def scored() -> np.ndarray:
        values = answers(line.items)
        if instrument.items is not None:
            return score(instrument, [values]).totals[0]
        pairs = zip(instrument.scales, values, strict=True)
        return np.array([given(instrument, [value], scale.id)[0] for scale, value in pairs])

    if line.expected == "refused":
        with pytest.raises(InstrumentError):
            scored()
    else:
        np.testing.assert_allclose(scored(), answers(line.expected), atol=5e-5)


@pytest.mark.parametrize("instrument", instruments().values(), ids=lambda each: each.id)
def test_every_table_shows_the_range_the_missing_rule_and_a_refusal(instrument):
    expected = [line.expected for line in instrument.examples]
    assert "refused" in expected and any("." in line.split() for line in expected)
    if instrument.items is None:
        return
    scores = np.array([answers(line) for line in expected if line != "refused"])
    assert scores.shape[1] == len(instrument.scales)
    if instrument.id != "whoqol_bref":
        assert np.nanmin(scores[:, 0]) == instrument.scales[0].lowest
    assert (np.nanmax(scores, axis=0) == [scale.highest for scale in instrument.scales]).all()


@pytest.mark.parametrize("instrument", instruments().values(), ids=lambda each: each.id)
def test_ranges_follow_from_the_items(instrument):
    for scale in instrument.scales:
        assert scale.lowest < scale.highest and (scale.missing is None) == (not scale.items)
        if instrument.items is None:
            continue
        factor = len(scale.items) if scale.factor is None else scale.factor
        assert factor * instrument.items.lowest + scale.offset == scale.lowest
        assert factor * instrument.items.highest + scale.offset == scale.highest
        assert set(scale.items) <= set(range(1, instrument.items.count + 1))
        assert 0 <= scale.missing.at_most < len(scale.items)
        for band, later in itertools.pairwise(scale.bands):
            assert band.at_least < later.at_least


@pytest.mark.parametrize("instrument", instruments().values(), ids=lambda each: each.id)
def test_every_fact_names_a_source_that_exists(instrument):
    for _, fact in instrument.facts():
        assert fact.words()
        assert all(key in sources.READINGS for key in sources.keys(fact.source))
        assert all(
            part.strip() in ("", "M", "P") or part.strip().startswith("V:") for part in fact.source.split(";")
        )
    for scale in instrument.scales:
        better = ("above", "at least") if scale.higher_is_better else ("below", "at most")
        for cutoff in (scale.healthy, *scale.remission):
            assert cutoff is None or cutoff.side in better


def test_all_of_the_list_are_there():
    wanted = "asi audit audit_c bam_continuous bam_likert barc10 cesd dast10 gad7 pcl5 phq9 sf12 sf36 vr12 whoqol_bref"
    assert list(instruments()) == wanted.split()
    assert instruments()["phq9"].sensitive_items == (9,)
    assert instruments()["cesd"].items.reverse == (4, 8, 12, 16)
    assert instruments()["whoqol_bref"].items.reverse == (3, 4, 26)
    assert instruments()["dast10"].items.reverse == (3,)
