"""Planned interviews are counted in the source's own unit."""

from __future__ import annotations

from dataclasses import replace

from stepdown.outcomes.definitions import definitions


def test_a_missed_interview_is_named_by_the_unit_of_the_waves(vocabulary):
    missed = definitions()["lost_to_follow_up"](definition="lost_to_follow_up", wave=24)
    assert missed.words(vocabulary).noun == "missing the 24-month interview"
    assert missed.words(replace(vocabulary, wave_unit="week")).noun == "missing the 24-week interview"


def test_waves_that_only_count_themselves_are_named_by_their_day(vocabulary):
    numbered = replace(vocabulary, waves={1: 30, 2: 90}, wave_unit=None)
    missed = definitions()["lost_to_follow_up"](definition="lost_to_follow_up", wave=2)
    assert missed.words(numbered).noun == "missing the day-90 interview"
    assert numbered.wave_name(2) == "day 90"
    assert numbered.variable("wave_2.ces_d").label.endswith("at day 90")
