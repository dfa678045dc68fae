"""Reliable and clinically significant change."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from stepdown.outcomes.instruments.change import noise, noises, reliable_change, reliable_changes
from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.clinical import (
    CATEGORIES,
    Share,
    clinical_changes,
    clinically_significant_change,
    cutoff_c,
)
from stepdown.outcomes.instruments.facts import Cutoff

NAN = float("nan")

# definitions.md, table C.1.
TABLE = [
    ("phq9", "alpha 0.89", 5.1),
    ("phq9", "retest 0.84", 6.1),
    ("gad7", "alpha 0.92", 3.5),
    ("gad7", "retest 0.83", 5.1),
    ("pcl5", "alpha 0.91", 10.3),
    ("pcl5", "retest 0.82", 14.6),
    ("cesd", "alpha 0.90", 9.3),
    ("cesd", "alpha 0.85", 11.4),
    ("barc10", "alpha 0.90", 8.8),
    ("sf12_pcs", "retest 0.89", 9.2),
    ("sf12_mcs", "retest 0.76", 13.6),
    ("dast10", "alpha 0.86", 3.1),
    ("dast10", "retest 0.71", 4.5),
    ("audit", "alpha 0.83", 9.1),
    ("audit", "retest 0.56", 14.7),
]


@pytest.mark.parametrize(("name", "label", "points"), TABLE)
def test_the_thresholds_of_the_table(name, label, points):
    found = noises(name)[label]
    assert round(found.threshold, 1) == points
    assert found.sdiff == pytest.approx(found.sem * 2**0.5)
    assert found.sem == pytest.approx(found.sd * (1 - found.reliability) ** 0.5)


def test_both_reliabilities_are_shown():
    changes = reliable_changes("phq9", [20, 20, NAN], [14.5, 13, 4])
    assert list(changes) == ["alpha 0.89", "retest 0.84"]
    assert changes["alpha 0.89"].reliable.tolist() == [True, True, False]
    assert changes["retest 0.84"].reliable.tolist() == [False, True, False]
    assert changes["retest 0.84"].observed.tolist() == [True, True, False]
    assert changes["alpha 0.89"].noise.source == "SD [V:cbtwatch], alpha [V:kroenke]"
    np.testing.assert_array_equal(changes["alpha 0.89"].change, [-5.5, -7, NAN])


def test_where_nothing_is_stored_ones_own_is_asked_for():
    with pytest.raises(InstrumentError, match="No SD and no reliability is stored for Use"):
        noises("bam_likert", "use")
    with pytest.raises(InstrumentError, match="No reliability is stored"):
        noises("vr12_mcs")
    own = noises("bam_likert", "use", sd=3, reliability=0.7)
    assert own["own 0.70"].source == "SD [local], reliability [local]"
    assert noises("barc10", sd=8)["alpha 0.90"].sd == 8


@pytest.mark.parametrize(
    ("sd", "reliability"), [(0, 0.9), (-1, 0.9), (5, 1), (5, -0.1), (NAN, 0.9), (5, NAN)]
)
def test_impossible_noise_is_refused(sd, reliability):
    with pytest.raises(InstrumentError):
        noise(sd, reliability)


SCORES = st.lists(st.tuples(st.integers(0, 27), st.integers(0, 27)), min_size=1, max_size=20)


@examples(SCORES, st.floats(0.5, 10), st.floats(0, 0.99))
def test_reliable_change_is_symmetric_and_matches_the_threshold(pairs, sd, reliability):
    before, after = np.array(pairs, dtype=float).T
    there, back = (
        reliable_change(before, after, sd, reliability),
        reliable_change(after, before, sd, reliability),
    )
    np.testing.assert_array_equal(there.rci, -back.rci)
    np.testing.assert_array_equal(there.reliable, back.reliable)
    clear = np.abs(np.abs(there.change) - there.noise.threshold) > 1e-9
    np.testing.assert_array_equal(
        there.reliable[clear], (np.abs(there.change) > there.noise.threshold)[clear]
    )


@examples(SCORES)
def test_turning_the_scale_round_turns_nothing_else(pairs):
    before, after = np.array(pairs, dtype=float).T
    one = clinically_significant_change(before, after, 5.5, 0.84, Cutoff("below", 10, "", "P"))
    two = clinically_significant_change(27 - before, 27 - after, 5.5, 0.84, Cutoff("above", 17, "", "P"))
    np.testing.assert_array_equal(one.codes, two.codes)
    assert sum(share.n for share in one.shares().values()) == len(pairs)
    assert one.shares()["recovered"].n <= one.shares()["recovered"].of <= one.shares()["unchanged"].of


def test_the_four_categories_and_their_denominators():
    #          recovered, improved, improved from the healthy side, unchanged, deteriorated, crosses but not reliably
    before = [20, 24, 9, 12, 5, 12, 15, NAN]
    after = [5, 14, 1, 10, 15, 9, NAN, 4]
    change = clinical_changes("phq9", before, after)["retest 0.84"]
    expected = ["recovered", "improved", "improved", "unchanged", "deteriorated", "unchanged"]
    assert change.categories.tolist() == [*expected, "not observed", "not observed"]
    assert change.shares() == {
        "recovered": Share(1, 4),
        "improved": Share(2, 6),
        "unchanged": Share(2, 6),
        "deteriorated": Share(1, 6),
    }
    assert list(change.shares()) == list(CATEGORIES[1:])


def test_the_side_of_a_cutoff_is_exact():
    # 47 is healthy on the BARC-10, 28 is healthy on the PCL-5, 10 is not on the PHQ-9.
    assert clinical_changes("barc10", [30, 47], [47, 60])["alpha 0.90"].categories.tolist() == [
        "recovered",
        "improved",
    ]
    assert clinical_changes("pcl5", [60], [28])["retest 0.82"].categories.tolist() == ["recovered"]
    assert clinical_changes("phq9", [20], [10])["retest 0.84"].categories.tolist() == ["improved"]


def test_criterion_c():
    cutoff = cutoff_c(16, 6, 4, 3)
    assert cutoff.value == 8 and cutoff.side == "below"
    assert cutoff_c(30, 5, 50, 5).side == "above" and cutoff_c(30, 5, 50, 5).value == 40
    change = clinical_changes("phq9", [20, 20], [8, 7], healthy=cutoff)["retest 0.84"]
    assert change.categories.tolist() == ["improved", "recovered"]
    with pytest.raises(InstrumentError, match="not the better side"):
        clinical_changes("phq9", [20], [8], healthy=cutoff_c(4, 3, 16, 6))
    with pytest.raises(InstrumentError, match="No cut-off of recovery"):
        clinical_changes("audit", [20], [8])
    for numbers in ((16, 0, 4, 3), (4, 3, 4, 3)):
        with pytest.raises(InstrumentError):
            cutoff_c(*numbers)


def test_arrays_of_different_length_are_refused():
    with pytest.raises(InstrumentError, match="one value a person"):
        reliable_changes("phq9", [1, 2], [1])
