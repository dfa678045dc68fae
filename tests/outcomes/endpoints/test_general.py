"""Endpoints made to measure."""

from __future__ import annotations

from stepdown.outcomes.endpoints.details import details
from stepdown.outcomes.endpoints.evaluate import evaluate
from stepdown.outcomes.endpoints.general import continuous_abstinence, lapse, point_prevalence, relapse
from stepdown.outcomes.endpoints.registry import endpoints
from stepdown.outcomes.endpoints.words import Words

DAYS = Words.from_strings(["++---", "--o--", "----*", "---", "", "--+++"])


def test_abstinence():
    table = evaluate(DAYS, [point_prevalence(3), continuous_abstinence(4), point_prevalence(3, "observed")])
    assert table.shape == (6, 2)  # one id twice: the later one
    table = evaluate(DAYS, [point_prevalence(3), continuous_abstinence(4)])
    assert table["Ab_point_prevalence_3"].tolist() == [True, False, False, True, True, False]
    # The word of three days does not reach the fourth: missing, and so positive.
    assert table["Ab_continuous_4"].tolist() == [False, False, True, False, False, False]
    guarded = evaluate(DAYS, [point_prevalence(3)], guarded=True)
    assert guarded["Ab_point_prevalence_3"].isna().tolist() == [False, False, False, False, True, False]


def test_lapse_and_relapse():
    table = evaluate(DAYS, [lapse(), relapse(3, 3)])
    assert table["RsT_1_of_1"].astype(float).fillna(0).tolist() == [1, 5, 5, 3, 0, 3]
    assert table["RsE_1_of_1"].astype(float).fillna(9).tolist() == [1, 0, 1, 0, 9, 1]
    assert table["RsT_3_of_3"].astype(float).fillna(0).tolist() == [3, 3, 3, 1, 0, 3]
    assert details(DAYS, relapse(2, 3))["threshold"].astype(float).fillna(0).tolist() == [2, 0, 0, 0, 0, 4]


def test_a_published_definition_is_recognised():
    assert relapse(2, 4, "positive").same_as(endpoints()["Rs_lee_2016"])
    assert not relapse(2, 4).same_as(endpoints()["Rs_lee_2016"])
