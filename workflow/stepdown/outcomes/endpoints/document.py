"""docs/endpoints.md, written from the registry: the page cannot drift from the code."""

from __future__ import annotations

from pathlib import Path

from stepdown.files import write_text
from stepdown.outcomes.endpoints import examples, explain, missing
from stepdown.outcomes.endpoints.endpoint import KINDS, Endpoint
from stepdown.outcomes.endpoints.registry import columns, distinct, endpoints

OPENING = """\
# Endpoints

Published definitions of abstinence, relapse, dropout and reduction, each computed from a person's
use-pattern word. This page is written from the registry (`workflow/stepdown/outcomes/endpoints`), and a test
fails if it differs; the tables are the endpoints' own tests.

"Relapse" is mostly a missing-data rule. Every endpoint here names its own, and takes any other.

    stepdown endpoints WORDS.csv --out ENDPOINTS.csv     every endpoint of each person
    stepdown explain relapse lee_2016                    one rule, its source and an example

    from stepdown.outcomes.endpoints.words import Words
    from stepdown.outcomes.endpoints.evaluate import evaluate
    evaluate(Words.from_strings(["++-o-*--"]), ["Rs_lee_2016"], missing="observed", horizon=8)

In a study plan, an endpoint is an outcome; `config/README.md` lists every key:

    outcome: {definition: endpoint, id: Rs_lee_2016, missing: positive, horizon: 24, substances: [opioid], label: opioids}

The words are made from the records, and every other definition of the same outcome is shown beside the one that was
chosen: on the same people, the definition and its missing rule often matter more than the treatment.

A word has one symbol for each interval, the first after the start of treatment first:

| symbol | meaning |
| --- | --- |
| `+` | positive |
| `-` | negative |
| `*` | mixed: positive and negative in one interval |
| `o` | due and not provided |
| `_` | nothing due; it is deleted before every definition |

Positions count from 1, and times are positions. `o` is never written after a person's end of observation.
A word of nothing but `o` is dropout if the person began, and says nothing if they did not: the published
values cannot tell the two apart, `guarded` values leave out the second.
"""


def endpoints_page() -> str:
    """The whole page."""
    everything = list(endpoints().values())
    groups = distinct()
    n_distinct_columns = len(columns(group[0] for group in groups))
    parts = [
        OPENING,
        _missing_rules(),
        _example_words(),
        "## One definition under several names\n\n"
        f"{len(everything)} outcomes in {len(columns())} columns; {len(groups)} outcomes in "
        f"{n_distinct_columns} columns differ. Count the others once.\n\n"
        + "\n".join(f"- {', '.join(each.id for each in group)}" for group in groups if len(group) > 1)
        + "\n",
    ]
    for kind in KINDS.values():
        of_kind = [each for each in everything if each.kind == kind]
        parts += [f"## {kind.capitalize()} ({len(of_kind)})\n", *map(_section, of_kind)]
    return "\n".join(parts)


def write_endpoints_page(path: str | Path = "docs/endpoints.md") -> None:
    """Write the page to a file, whole or not at all."""
    write_text(path, endpoints_page())


def _missing_rules() -> str:
    rows = "".join(f"| `{rule}` | {words} |\n" for rule, words in missing.WORDS.items())
    return f"## Missing rules\n\n| rule | what becomes of `o` |\n| --- | --- |\n{rows}"


def _example_words() -> str:
    rows = "".join(f"| {name} | `{word}` |\n" for name, word in examples.WORDS.items())
    return f"## Example words\n\nThe words of the tables below.\n\n| name | word |\n| --- | --- |\n{rows}"


def _section(endpoint: Endpoint) -> str:
    facts = {
        "source": explain.source(endpoint),
        "type": f"{endpoint.type}; better: {explain.better(endpoint)}",
        "screens": endpoint.schedule,
        "missing": explain.missing_words(endpoint),
        "note": endpoint.note,
        "by its words": explain.by_its_words(endpoint),
        "same as": ", ".join(each.id for each in explain.twins(endpoint)),
    }
    listed = "".join(f"- {name}: {text}\n" for name, text in facts.items() if text)
    rule = "".join(f"{i}. {step}\n" for i, step in enumerate(explain.rule_words(endpoint), start=1))
    return f"### {endpoint.id}\n\n{endpoint.measures}\n\n{listed}\n{rule}\n{_table(endpoint)}"


def _table(endpoint: Endpoint) -> str:
    """The test table of an endpoint."""
    head = f"| | {' | '.join(examples.WORDS)} |\n|{' --- |' * (1 + len(examples.WORDS))}\n"
    lines = zip(endpoint.columns, endpoint.examples, strict=True)
    return head + "".join(f"| {name} | {' | '.join(line.split())} |\n" for name, line in lines)
