"""Fill the page templates. Pages are single files: pictures are inside, nothing is fetched."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stepdown.answers.gates import gate_labels
from stepdown.beside import beside, figures_beside
from stepdown.disclosure.counts import hiding_words
from stepdown.disclosure.protected import Protected, require_protected
from stepdown.reports.quality_parts import by_level_and_time
from stepdown.tables.layout import STYLE as TABLE_STYLE

if TYPE_CHECKING:
    from stepdown.plan.library.entry import Untestable
    from stepdown.plan.library.standing import Standing
    from stepdown.plan.study import Question, StudyPlan
    from stepdown.records.variables import Vocabulary

TEMPLATES = Path(__file__).parent / "templates"

DESIGNS = {
    "randomised": "Chance decided who was in which group, so the groups were alike at the start.",
    "observational": "People or programs decided who was in which group. Groups like these differ in ways that nobody "
    "wrote down, so this is a description and not proof of a cause.",
    "descriptive": "This describes who was who. It does not say why.",
}
STATUSES = {
    "stated": "The data give an answer",
    "uncertain": "The data do not settle it",
    "cannot_say": "We cannot say",
}


@dataclass(frozen=True)
class PageContent:
    """Everything the pages show; every number of it has passed the door."""

    plan: StudyPlan
    vocabulary: Vocabulary
    findings: Mapping[str, Any]
    estimates: Protected
    flow: Protected
    quality: Protected
    tables: Mapping[str, str]
    pictures: Mapping[str, Path]
    alt_texts: Mapping[str, str]
    standings: Sequence[Standing] = ()
    untestable: Sequence[Untestable] = ()


def write_pages(content: PageContent) -> dict[str, str]:
    """Name -> HTML of the director's page, the research report, the data quality page and the index."""
    import jinja2

    for result in (content.estimates, content.flow, content.quality):
        require_protected(result, "reports.pages")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"number": plain_number, "count": plain_count, "grouped_by": grouped_by}
    shared = {
        "plan": content.plan,
        "vocabulary": content.vocabulary,
        "questions": {question.id: question for question in content.plan.questions},
        "findings": content.findings["findings"],
        "flow": content.flow.content,
        "quality": content.quality.content,
        "hiding": hiding_words(content.plan.disclosure),
        "split": [check for check in content.quality.content["checks"] if len(check["parts"]) > 1],
        "by_level_and_time": by_level_and_time,
        "tables": content.tables,
        "picture": lambda name: _picture(content, name),
        "has_picture": content.pictures.__contains__,
        "beside": lambda question: figures_on_page(question, content.vocabulary),
        "designs": DESIGNS,
        "statuses": STATUSES,
        "gates": gate_labels(),
        "not_asked": [standing for standing in content.standings if standing.reasons],
        "could_ask": [standing for standing in content.standings if standing.status == "can be asked"],
        "untestable": content.untestable,
        "waivers": content.plan.source.waivers,
        "css": (TEMPLATES / "page.css").read_text(encoding="utf-8") + TABLE_STYLE,
        "watermark": "Simulated data: no person is described" if content.plan.data == "simulated" else "",
    }
    rows = content.estimates.table.astype(object).where(content.estimates.table.notna(), None)
    numbered = list(enumerate(rows.to_dict("records"), start=1))
    cited = _cited_rows(content.findings["findings"])
    return {
        "director": environment.get_template("director.html.j2").render(
            **shared, rows=[(i, row) for i, row in numbered if i in cited]
        ),
        "research": environment.get_template("research.html.j2").render(**shared, rows=numbered),
        "data_quality": environment.get_template("data_quality.html.j2").render(**shared),
        "index": environment.get_template("index.html.j2").render(**shared),
    }


def _cited_rows(findings: list[dict]) -> set[int]:
    sentences = [
        sentence for finding in findings for sentence in (finding["headline"], *finding["sentences"])
    ]
    return {part["row"] for sentence in sentences for part in sentence["parts"] if isinstance(part, dict)}


def figures_on_page(question: Question, vocabulary: Vocabulary) -> list[dict[str, str]]:
    """Name, heading, meaning and position of the figures beside a question's own."""
    return [
        {
            "name": f"{question.id}_{name}",
            "heading": beside()[name].HEADING,
            "meaning": beside()[name].MEANING,
            "position": beside()[name].POSITION,
        }
        for name in figures_beside(question, vocabulary)
    ]


def _picture(content: PageContent, name: str) -> dict[str, str]:
    """The two layouts of a figure as data addresses, with its alt text."""
    return {
        "full": _inline(content.pictures[name]),
        "phone": _inline(content.pictures[f"{name}_phone"]),
        "alt": content.alt_texts[name],
    }


def _inline(path: Path) -> str:
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode("ascii")


def grouped_by(rows: Iterable[Mapping[str, Any]], name: str) -> list[tuple[Any, list[Mapping[str, Any]]]]:
    """Rows with the same value together, in the order in which the values first appear (jinja's own filter sorts)."""
    groups: dict[Any, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row[name], []).append(row)
    return list(groups.items())


def plain_number(value: float | None) -> str:
    """A released number in a table: up to four significant figures, a true minus, blank when there is none."""
    if value is None or value != value:
        return ""
    text = f"{value:.4g}" if abs(value) < 1000 else f"{value:.0f}"
    return text.replace("-", "−", 1) if text.startswith("-") else text


def plain_count(value: float | None) -> str:
    """A released count: hidden ones say so."""
    return "hidden" if value is None else f"{value:,.0f}".replace(",", "\u2009")
