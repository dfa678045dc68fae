"""Response, remission, important change, bands and cut-offs."""

from __future__ import annotations

import pytest

from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.facts import Response
from stepdown.outcomes.instruments.registry import find_scale
from stepdown.outcomes.instruments.verdicts import band, important_change, remission, response

NAN = float("nan")


def test_response_counts_those_who_started_high_enough():
    verdict = response("phq9", [10, 10, 9, 20, NAN, 20], [5, 6, 0, 10, 3, NAN])
    assert verdict.met.tolist() == [True, False, False, True, False, False]
    assert (verdict.n, verdict.of) == (2, 3)
    assert response("gad7", [0, 2], [0, 1]).of == 1
    with pytest.raises(InstrumentError, match="0 is not its best score"):
        response("barc10", [20], [40])
    with pytest.raises(InstrumentError, match="No rule of response"):
        response("cesd", [20], [4])
    half = response("cesd", [20, 0, NAN], [10, 0, 3], rule=Response(0.5, None, "P"))
    assert (half.n, half.of, half.unable.tolist()) == (1, 1, [False, True, False])


def test_remission_counts_those_who_could_reach_it():
    assert (remission("phq9", [4, 5, NAN]).n, remission("phq9", [4, 5, NAN]).of) == (1, 2)
    reached = remission("phq9", [4, 4, 3], [20, 4, NAN])
    assert (reached.n, reached.of) == (1, 1)
    assert remission("phq9", [9], meaning="NHS Talking Therapies recovery").n == 1
    with pytest.raises(InstrumentError, match="Did you mean"):
        remission("phq9", [9], meaning="NHS recovery")
    with pytest.raises(InstrumentError):
        remission("cesd", [9])


def test_important_change():
    assert important_change("gad7", [10, 10, NAN], [6, 7, 0]).met.tolist() == [True, False, False]
    before, after = [40, 40], [31, 28]
    assert important_change("pcl5", before, after).n == 2
    assert important_change("pcl5", before, after, end="high").n == 1
    assert important_change("barc10", [30, 30], [35, 34], points=5).met.tolist() == [True, False]
    assert important_change("sf12_mcs", [40], [44]).n == 1
    with pytest.raises(InstrumentError, match="Half the SD"):
        important_change("barc10", [30], [35])


def test_bands():
    names = ["below mild", "mild", "moderate", "moderately severe", "severe"]
    assert band("phq9", [4.9, 5, 10, 15, 20]).tolist() == names
    assert band("dast10", [0, 1, 2.5, 3, 8, 9]).tolist() == [
        "none",
        "low",
        "low",
        "moderate",
        "substantial",
        "severe",
    ]
    assert band("audit", [7, 8, 15, 16, 19, 20, NAN]).tolist()[1:] == ["zone II"] * 2 + ["zone III"] * 2 + [
        "zone IV",
        "",
    ]
    with pytest.raises(InstrumentError, match="no bands"):
        band("pcl5", [3])
    with pytest.raises(InstrumentError):
        band("phq9", [28])


def test_cutoffs_say_where_a_score_lies():
    _, scale = find_scale("phq9")
    assert scale.cutoffs[0].holds([9.9, 10, NAN]).tolist() == [False, True, False]
    _, protective = find_scale("bam_likert", "protective")
    assert protective.cutoffs[0].holds([12, 13]).tolist() == [True, False]
    _, sites = find_scale("audit_c")
    assert [cut.holds([4]).tolist() for cut in sites.cutoffs] == [[True], [True], [False], [True]]
