"""docs/questions.md, written from the library: every claim, its question, and the claims that cannot be tested."""

from __future__ import annotations

from pathlib import Path

from stepdown.files import write_text
from stepdown.plan.library.entry import Entry, library, untestable

OPENING = """\
# Questions

What is claimed of intensive outpatient care, and the question that puts each claim to the test. This page is written
from the library (`config/questions`), and a test fails if it differs. A plan asks one of them by its name, and anything
that stands beside `use:` replaces what the library says:

    questions:
      - use: g01_retention_iop
        adjustment: [age, sex, housing, site]

    stepdown questions --study <name>     which of them a study asks, could ask, and cannot ask, and why

The names of variables are those that a mapping should give: `level_of_care`, `recommended_level` and `placement` follow
from the episodes by themselves. A study whose site or payer decides the level must say so in `adjustment` or leave those
sites out by `population`. To add a question, add its file.
"""
CLOSING = """\
## Claims that no such records can test

| claim | why not | what would be needed |
| --- | --- | --- |
"""


def questions_page() -> str:
    """The whole page."""
    told = "\n".join(map(_section, library().values()))
    rows = "".join(
        f"| {_line(claim.claim)} | {_line(claim.because)} | {_line(claim.would_need)} |\n" for claim in untestable()
    )  # fmt: skip
    return "\n".join([OPENING, told, CLOSING + rows])


def write_questions_page(path: str | Path = "docs/questions.md") -> None:
    """Write the page to a file, whole or not at all."""
    write_text(path, questions_page())


def _section(entry: Entry) -> str:
    question = entry.question()
    claim = question.claim
    exposure = question.exposure
    rows = {
        "population": entry.people.description,
        "compared": f"`{exposure.variable}`, reference `{exposure.reference}`" if exposure else "nothing",
        "outcome": f"`{question.outcome.definition}`",
        "time zero, horizon": f"{question.time_zero}; day {question.horizon_days}",
        "summary": question.summary,
        "adjustment": ", ".join(f"`{name}`" for name in question.adjustment) or "none",
        "intercurrent events": "; ".join(f"{one.event}: {one.strategy}" for one in question.intercurrent_events),
        "analyses": ", ".join(f"{one.method} ({one.role})" for one in question.analyses),
        "assumes": " ".join(question.assumptions),
        "would be refuted by": claim.refuted_by,
        "source": claim.source,
    }  # fmt: skip
    table = "".join(f"| {name} | {_line(text)} |\n" for name, text in rows.items() if text)
    left = "".join(f"- {text}\n" for text in claim.leaves_out)
    beyond = f"\nWhat of the claim it does not ask:\n\n{left}" if left else ""
    return (
        f"## {claim.number}: {entry.id}\n\nClaim: {claim.says}\n\n**{question.question}**\n\n| | |\n| --- | --- |\n"
        f"{table}{beyond}"
    )


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
