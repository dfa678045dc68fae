"""Explanations are computed from the registry, and the page in docs/ is what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from stepdown.errors import StepdownError
from stepdown.outcomes.endpoints.document import endpoints_page
from stepdown.outcomes.endpoints.explain import explain
from stepdown.outcomes.endpoints.registry import endpoints

PAGE = Path(__file__).parents[3] / "docs" / "endpoints.md"


def test_a_whole_explanation():
    text = explain("relapse", "lee_2016")
    assert text.startswith("Rs_lee_2016 (relapse, survival)\nWeeks to relapse: at least 10 days of use in 28")
    assert "https://doi.org/10.1056/nejmoa1505409" in text
    assert "missing counts as positive (as published: positive)" in text
    assert "3. the first time with 2 positive in 4 positions" in text
    assert "-----++++++++++       missing counts as positive" in text
    assert "RsT_lee_2016 = 6, RsE_lee_2016 = 1" in text
    assert "observed        RsT_lee_2016 = 14, RsE_lee_2016 = 0" in text


@pytest.mark.parametrize("id", ["lee_2016", "Rs_lee_2016", "RsT_lee_2016", "RSE_LEE_2016"])
def test_prefixes_may_be_given_or_not(id):
    assert explain("relapse", id) == explain("relapse", "lee_2016")


@pytest.mark.parametrize("endpoint", endpoints().values(), ids=lambda each: each.id)
def test_every_endpoint_explains_itself(endpoint):
    text = explain(endpoint.kind, endpoint.name)
    assert text == explain(endpoint.kind, endpoint.columns[-1])
    assert endpoint.citation.split()[0] in text and "nan" not in text


@pytest.mark.parametrize(
    ("kind", "id", "part"),
    [
        ("relapse", "le_2016", "Did you mean lee_2016?"),
        ("relapse", "kosten_1993", "It is under abstinence."),
        ("relaps", "lee_2016", "Did you mean relapse?"),
    ],
)
def test_unknown_names_suggest_the_nearest(kind, id, part):
    with pytest.raises(StepdownError) as caught:
        explain(kind, id)
    assert part in str(caught.value)


def test_the_page_is_what_the_registry_says():
    assert PAGE.read_text(encoding="utf-8") == endpoints_page(), "run document.write_endpoints_page()"
