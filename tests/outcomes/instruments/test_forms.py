"""Forms told apart by range, composites of items with maxima of their own, counts of symptoms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from stepdown.outcomes.instruments.checks import InstrumentError
from stepdown.outcomes.instruments.composite import composite
from stepdown.outcomes.instruments.forms import told_apart
from stepdown.outcomes.instruments.score import score
from stepdown.outcomes.instruments.symptoms import provisional_diagnosis

NAN = float("nan")


def test_the_bam_formats_are_told_apart_by_range():
    narrow = np.full((5, 17), 2.0)
    wide = narrow.copy()
    wide[3, 4] = 30
    assert score("bam", narrow).instrument.id == "bam_likert"
    assert score("BAM", wide).instrument.id == "bam_continuous"
    assert told_apart("bam", wide).beyond == 1
    assert "no answer above 4 among 5 people" in score("bam", narrow).note
    assert (
        score("bam_continuous", narrow)["use"].tolist() == [6] * 5
        and score("bam_continuous", narrow).note == ""
    )
    # Item 7 is in no score, and says nothing of the format.
    narrow[:, 6] = 12
    assert score("bam", narrow).instrument.id == "bam_likert"
    with pytest.raises(InstrumentError, match="item 5"):
        score("bam", np.where(wide == 30, 31, wide))
    with pytest.raises(InstrumentError, match="17 items"):
        score("bam", [[1, 2]])


def test_composites():
    assert composite([[30, 4, 0]], [30, 4, 4]) == pytest.approx([2 / 3])
    assert composite([[30, 4, 0]], [30, 4, 4], reverse=[3]) == pytest.approx([1])
    assert np.isnan(composite([[30, NAN, 0]], [30, 4, 4])).all()
    with pytest.raises(InstrumentError, match="item 2"):
        composite([[30, 5, 0]], [30, 4, 4])
    for maxima, reverse in (([30, 4], []), ([30, 0, 4], []), ([30, 4, 4], [4]), ([30, 4, 4], [0])):
        with pytest.raises(InstrumentError):
            composite([[1, 1, 1]], maxima, reverse)


@examples(hnp.arrays(float, (3, 4), elements=st.integers(0, 4).map(float)))
def test_a_composite_and_its_mirror_add_up_to_one(items):
    total = composite(items, [4] * 4) + composite(items, [4] * 4, reverse=[1, 2, 3, 4])
    np.testing.assert_allclose(total, 1)


def test_provisional_ptsd():
    items = np.zeros((4, 20))
    items[:, [0, 5, 7, 8, 14, 15]] = 2
    items[1, 8] = 1
    items[2, 8] = NAN
    items[3, [8, 9]] = [1, NAN]
    np.testing.assert_array_equal(provisional_diagnosis("pcl5", items), [1, 0, NAN, NAN])
    with pytest.raises(InstrumentError):
        provisional_diagnosis("phq9", np.zeros((1, 9)))
