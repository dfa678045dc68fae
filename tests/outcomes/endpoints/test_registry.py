"""The registry: complete, in order, one file an endpoint, one definition under several names."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stepdown.errors import StepdownError
from stepdown.outcomes.endpoints import published, registry
from stepdown.outcomes.endpoints.evaluate import evaluate
from stepdown.outcomes.endpoints.missing import RULES
from stepdown.outcomes.endpoints.registry import columns, distinct, endpoints, find
from stepdown.outcomes.endpoints.words import Words

IDENTICAL = [
    {"Ab_mokri_2016", "Ab_schottenfeldA_2008"},
    {"Rd_fiellin_2006", "Rd_johnson_1992", "Rd_paniB_2000", "Rd_petitjean_2001"},
    {"Rd_fudala_2003", "Rd_paniA_2000", "Rd_schottenfeld_2005", "Rd_wolstein_2009"},
    {"Rd_mattickA_2003", "Rd_tanum_2017"},
    {"Rd_mattickB_2003", "Rd_preston_2000"},
    {"Rd_shufman_1994", "Rd_strain_1994", "Rd_strain_1999"},
    {"Rd_soyka_2008", "Rd_strain_1996"},
]


def test_54_outcomes_in_62_columns():
    assert len(endpoints()) == 54
    assert len(columns()) == len(set(columns())) == 62
    assert [each.place for each in endpoints().values()] == list(range(1, 55))


def test_identical_definitions_are_one():
    groups = distinct()
    assert [{each.id for each in group} for group in groups if len(group) > 1] == IDENTICAL
    assert len(groups) == 42
    assert len(columns(group[0] for group in groups)) == 49
    known = endpoints()
    assert known["Rd_petitjean_2001"].same_as(known["Rd_fiellin_2006"])
    assert not known["Rd_petitjean_2001"].same_as(known["Rd_fudala_2003"])
    # One missing rule for all makes more of them the same.
    assert known["Rd_petitjean_2001"].same_as(known["Rd_fudala_2003"], "missing")


@pytest.mark.parametrize("missing", [None, *RULES])
def test_equal_forms_give_equal_values(missing):
    words = Words.from_strings(["-+o*-oo-+--o*o+-oo-", "ooooooooooooooooo", "+", "", "*o" * 12, "-" * 20])
    for group in distinct(missing):
        alone = [evaluate(words, [each.id], missing).astype(float).to_numpy() for each in group]
        assert all((values == alone[0]).all() or str(values) == str(alone[0]) for values in alone)


@pytest.mark.parametrize("endpoint", endpoints().values(), ids=lambda each: each.id)
def test_every_endpoint_says_where_it_comes_from(endpoint):
    assert endpoint.doi is None or re.fullmatch(r"10\.\d{4,}/\S+", endpoint.doi)
    assert (endpoint.doi is None) == ("ctnNinetyFour" in endpoint.id)
    assert re.search(r" (19|20)\d\d$", endpoint.citation) or "CTN" in endpoint.citation
    assert endpoint.measures.endswith(".") and endpoint.schedule and endpoint.states
    assert endpoint.missing is None or endpoint.missing in RULES
    assert endpoint.rule.words() and all(step.words() for step in endpoint.steps)


MADE_UP = '''
"""Three quarters of the weeks negative."""

from stepdown.outcomes.endpoints.endpoint import Endpoint
from stepdown.outcomes.endpoints.rules import NEGATIVES, AtLeast, Share
from stepdown.outcomes.endpoints.steps import MISSING_RULE

ENDPOINT = Endpoint(
    id="Rd_made_up_2031",
    citation="Nobody 2031",
    doi=None,
    type="logical",
    measures="Three quarters of the weeks negative.",
    schedule="weekly",
    states="positive",
    missing="positive",
    steps=(MISSING_RULE,),
    rule=AtLeast(Share(NEGATIVES), 0.75),
    higher_is_better=True,
    examples=("T F F F F F F F T T F",),
)
'''


def test_adding_an_endpoint_is_adding_one_file(tmp_path: Path, monkeypatch):
    (tmp_path / "rd_made_up_2031.py").write_text(MADE_UP, encoding="utf-8")
    monkeypatch.setattr(published, "__path__", [*published.__path__, str(tmp_path)])
    registry.endpoints.cache_clear()
    try:
        assert columns()[-1] == "Rd_made_up_2031"
        table = evaluate(Words.from_strings(["---+", "--++"]))
        assert table["Rd_made_up_2031"].tolist() == [True, False]
    finally:
        registry.endpoints.cache_clear()


def test_unknown_ids_are_all_named_with_the_nearest():
    assert [each.id for each in find(["RsT_lee_2016", "RsE_lee_2016", "Rd_comer_2006"])] == [
        "Rs_lee_2016",
        "Rd_comer_2006",
    ]
    with pytest.raises(StepdownError) as caught:
        find(["Rs_lee_2017", "Rd_comer_2006", "Rd_commer_2006"])
    assert len(caught.value.problems) == 2
    assert "Did you mean Rs_lee_2016?" in str(caught.value)
