"""The alluvial diagram: bands and ribbons are as wide as what they stand for, and what is hidden is said to be."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from stepdown.figures import figure_description, figure_kind
from stepdown.figures.alluvial import AIR, REST, lay_out
from stepdown.figures.alluvial_draw import COLOURS, HATCHED
from stepdown.figures.kinds.pathways import ORDER
from stepdown.outcomes.retention.care_states import LABELS, STATES


def test_every_state_has_a_place_a_colour_and_a_name():
    assert set(ORDER) == set(COLOURS) == {*STATES, REST}
    assert set(LABELS) == {*STATES, "in_care"}
    looks = [(COLOURS[name], name in HATCHED) for name in ORDER]
    assert len(set(looks)) == len(looks), "two states look alike"


def test_bands_of_a_day_add_up_to_everybody_and_stand_in_order(tables):
    found = lay_out(tables["pathways"](), ORDER)
    for column in range(len(found.days)):
        own = [band for band in found.bands if band.column == column]
        assert sum(band.size for band in own) == pytest.approx(1)
        assert [ORDER.index(band.state) for band in own] == sorted(ORDER.index(band.state) for band in own)
        for above, below in itertools.pairwise(own):
            assert below.start == pytest.approx(above.start + above.size + AIR)
    rest = [band for band in found.bands if band.state == REST]
    assert [band.column for band in rest] == [1, 2, 3], "what is hidden takes up what is left"


def test_ribbons_are_as_wide_as_their_moves_and_stay_within_their_bands(tables):
    found = lay_out(tables["pathways"](), ORDER)
    for ribbon in found.ribbons:
        assert np.diff(ribbon.leaves)[0] <= ribbon.share + 1e-9
        for band, (begin, end) in ((ribbon.origin, ribbon.leaves), (ribbon.goal, ribbon.arrives)):
            assert band.start - 1e-9 <= begin < end <= band.start + band.size + 1e-9
    for end in ("leaves", "arrives"):
        for column in range(len(found.days)):
            band = "origin" if end == "leaves" else "goal"
            own = sorted(getattr(one, end) for one in found.ribbons if getattr(one, band).column == column)
            assert all(one[1] <= other[0] + 1e-9 for one, other in itertools.pairwise(own))


def test_what_is_left_out_is_said(tables, make, words, texts_of):
    table = tables["pathways"]()
    most = max(lay_out(table, ORDER).left_out)
    for layout in ("full", "phone"):
        texts = " ".join(
            text.get_text() for text in texts_of(figure_kind("pathways")(make("pathways"), words, layout))
        )
        assert f"at most {round(100 * most)} of" in texts
        assert "Too few to show" in texts
    whole = table[(table["series"] == "state") & (table["day"] == 0)]
    texts = " ".join(
        text.get_text() for text in texts_of(figure_kind("pathways")(make("pathways", whole), words))
    )
    assert "left out" not in texts


def test_every_state_of_a_full_page_has_a_name_of_its_own(make, words, artists_of, texts_of):
    figure = figure_kind("pathways")(make("pathways"), words)
    named = {
        artist.get_gid().partition(":")[2]
        for artist in artists_of(figure, "end-label:") + artists_of(figure, "name:")
    }
    drawn = {artist.get_gid().partition(":")[2] for artist in artists_of(figure, "band:")}
    assert named == drawn
    assert "between_levels" in named, "a state of the days between"


def test_the_alt_text_tells_the_first_and_the_last_day_and_the_widest_move(make, words):
    told = figure_description("pathways")(make("pathways"), words)
    assert "On day 0, of 100 people: 50 (48 to 52) intensive outpatient" in told
    assert "On day 90, of 100 people: 30 (28 to 32) aftercare" in told
    assert "The widest ribbon to another state: 20 of 100 people go from intensive outpatient" in told
