"""Planned interviews are counted in the source's own unit."""

from __future__ import annotations

from dataclasses import replace

from stepdown.outcomes.definitions import definitions


def test_a_missed_interview_is_named_by_the_unit_of_the_waves(vocabulary):
    missed = definitions()["lost_to_follow_up"](definition="lost_to_follow_up", wave=24)
    assert missed.words(vocabulary).noun == "missing the 24-month interview"
    assert missed.words(replace(vocabulary, wave_unit="week")).noun == "missing the 24-week interview"
