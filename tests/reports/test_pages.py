"""The pages: who could be reached comes first, numbers lead to their rows, nothing is fetched."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from stepdown.beside import figures_beside
from stepdown.errors import DisclosureError
from stepdown.reports.pages import PageContent, plain_count, plain_number, write_pages
from stepdown.tables.layout import Layout

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


class Page(HTMLParser):
    """What a test asks of a page."""

    def __init__(self, text: str):
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def all(self, tag: str) -> list[dict]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.tags if "id" in attributes]


@pytest.fixture(scope="module")
def content(help_release, help_plan, vocabulary, tmp_path_factory):
    """Everything the pages show, with one pixel for each picture."""
    names = ["follow_up", *(question.id for question in help_plan.questions)]
    names += [
        f"{question.id}_{suffix}"
        for question in help_plan.questions
        for suffix in figures_beside(question, vocabulary)
    ]
    pixel = tmp_path_factory.mktemp("pictures") / "pixel.png"
    pixel.write_bytes(PIXEL)
    table = Layout("Table", pd.DataFrame({"a": ["1"]}), ()).html()
    return PageContent(
        plan=help_plan,
        vocabulary=vocabulary,
        findings=help_release.findings,
        estimates=help_release.read("estimates.csv"),
        flow=help_release.read("flow.json"),
        quality=help_release.read("data_quality.json"),
        tables=dict.fromkeys(("baseline", "follow_up", "effects"), table),
        pictures={f"{name}{layout}": pixel for name in names for layout in ("", "_phone")},
        alt_texts={name: f"A figure of {name}." for name in names},
    )


@pytest.fixture(scope="module")
def pages(content):
    return write_pages(content)


NAMES = pytest.mark.parametrize("name", ["director", "research", "index"])


@NAMES
def test_a_page_fetches_nothing(name, pages):
    page = Page(pages[name])
    assert page.all("script") == []
    for tag in ("img", "source", "link", "iframe", "video", "object"):
        for attributes in page.all(tag):
            for key in ("src", "srcset", "href", "data"):
                assert not re.match(r"(https?:)?//", attributes.get(key) or "")
    assert "@import" not in pages[name]
    assert "url(" not in pages[name]


@NAMES
def test_every_picture_has_words(name, pages):
    for attributes in Page(pages[name]).all("img"):
        assert attributes["alt"].strip()


@NAMES
def test_every_link_inside_a_page_has_its_target_and_every_id_is_there_once(name, pages):
    page = Page(pages[name])
    assert len(page.ids) == len(set(page.ids))
    targets = {a["href"][1:] for a in page.all("a") if a.get("href", "").startswith("#")}
    assert targets <= set(page.ids)


def test_the_directors_numbers_lead_to_rows_of_the_page(pages):
    page = Page(pages["director"])
    links = [a["href"] for a in page.all("a") if a.get("href", "").startswith("#row-")]
    assert len(links) > 20
    assert {link[1:] for link in links} <= set(page.ids)


def test_the_research_report_has_every_estimate(pages, help_release):
    rows = [found for found in Page(pages["research"]).ids if found.startswith("row-")]
    assert len(rows) == len(help_release.read("estimates.csv").table)


def test_who_could_be_reached_comes_before_any_effect(pages, help_release):
    page = pages["director"]
    body = page[page.index("<h1>") :]
    reached = body.index('id="reached"')
    for finding in help_release.findings["findings"]:
        headline = next(part for part in finding["headline"]["parts"] if isinstance(part, str))
        assert reached < body.index(f'id="{finding["question"]}"')
        assert reached < body.index(headline.split("'")[0][:30])
    assert body.index("<img") < body.index('id="short"')


def test_the_headings_of_the_director_say_every_question(pages, help_plan):
    for question in help_plan.questions:
        assert question.question in pages["director"]


@NAMES
def test_a_page_says_its_language_and_fits_a_phone(name, pages):
    page = Page(pages[name])
    assert page.all("html")[0]["lang"] == "en"
    assert any(meta.get("name") == "viewport" for meta in page.all("meta"))


def test_no_page_prints_a_missing_number(pages):
    for page in pages.values():
        text = re.sub(r"<[^>]+>", " ", page[page.index("<body>") :])
        assert not re.search(r"\b(nan|NaN|None|NaT|inf)\b", text.replace("None of", ""))


def test_simulated_data_are_marked_on_every_page(content, help_plan):
    from dataclasses import replace

    simulated = write_pages(replace(content, plan=help_plan.model_copy(update={"data": "simulated"})))
    assert all("Simulated data: no person is described" in page for page in simulated.values())


def test_real_data_are_not_marked_as_simulated(pages):
    assert not any("Simulated data: no person" in page for page in pages.values())


@pytest.mark.parametrize("part", ["estimates", "flow", "quality"])
def test_a_raw_result_is_refused(part, content):
    from dataclasses import replace

    with pytest.raises(DisclosureError):
        write_pages(replace(content, **{part: pd.DataFrame()}))


def test_words_of_the_plan_are_escaped(content, help_plan):
    from dataclasses import replace

    plan = help_plan.model_copy(update={"title": "<script>alert(1)</script>"})
    assert "<script>" not in "".join(write_pages(replace(content, plan=plan)).values())


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, ""), (float("nan"), ""), (0.123456, "0.1235"), (-130.2, "−130.2"), (12345.6, "12346")],
)
def test_numbers_in_tables_of_the_pages(value, text):
    assert plain_number(value) == text


@pytest.mark.parametrize(("value", "text"), [(None, "hidden"), (0, "0"), (1205, "1\u2009205")])
def test_counts_in_tables_of_the_pages(value, text):
    assert plain_count(value) == text
