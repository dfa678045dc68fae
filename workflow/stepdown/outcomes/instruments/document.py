"""docs/instruments.md, written from the registry: the page cannot drift from the code."""

from __future__ import annotations

from pathlib import Path

from stepdown.files import write_text
from stepdown.outcomes.instruments import explain, sources
from stepdown.outcomes.instruments.instrument import Instrument
from stepdown.outcomes.instruments.registry import instruments

OPENING = """\
# Instruments

Symptoms, severity and recovery: how each instrument is scored, and when a change counts. This page is written
from the registry (`workflow/stepdown/outcomes/instruments`), and a test fails if it differs; the tables are
the instruments' own tests.

    from stepdown.outcomes.instruments.score import given, score
    score("phq9", items).total                     items: people × 9, empty where not answered
    given("sf36_mcs", totals)                      scores that somebody else computed, range checked

    from stepdown.outcomes.instruments.change import reliable_changes
    from stepdown.outcomes.instruments.clinical import clinical_changes
    reliable_changes("phq9", baseline, follow_up)  under alpha and under retest reliability
    clinical_changes("phq9", baseline, follow_up)["retest 0.84"].shares()

    from stepdown.outcomes.instruments.explain import explain
    print(explain("instrument", "phq9"))

    from stepdown.outcomes.instruments.item_rows import score_items
    score_items(rows).assessments                  one row an item: person_id, wave, day, instrument, item, value

`stepdown explain instrument phq9` prints one of them.

## In a plan

A score of the source that has a name of this page takes its label, range and direction from here; a score outside
the range goes to quarantine. The two formats of the BAM are told apart by `highest`. An outcome is one of

    {definition: symptom_score, instrument: phq9}                                  means at every interview
    {definition: symptom_score, instrument: phq9, within: 30}                      the same, by day
    {definition: symptom_response, instrument: phq9, wave: 6}                      a fall of half
    {definition: symptom_remission, instrument: phq9, day: 180, within: 30}        on the side of remission
    {definition: symptom_reliable_change, instrument: phq9, wave: 6, by: retest}   more than noise
    {definition: symptom_clinical_change, instrument: phq9, wave: 6, by: alpha}    and across the cut-off
    {definition: symptom_important_change, instrument: phq9, wave: 6}              enough to matter

each at a planned interview (`wave`) or near a day. Who was not seen again is unknown, neither a yes nor a no, and the
share that is known is told. Who could not meet the rule from where they started is no part of the question. A number
that is not verified is marked so in the finding that rests on it.

## Rules that hold for all

- Missing items are prorated (mean of the answered items × number of items) as far as the rule of the instrument
  goes, and are never filled with zero; otherwise there is no score, and a reason. Prorated scores are not rounded.
- An answer or a score that the form does not have is refused, with counts and without values.
- Reliable change: |follow-up − baseline| > 1.96 × √2 × SD × √(1 − r). Alpha gives a smaller threshold than retest
  reliability: choose one before looking, and show both.
- Clinically significant change: *recovered* (reliably better, and across the cut-off), *improved* (reliably better
  only), *unchanged*, *deteriorated* (reliably worse). Recovery is a share of those who did not start on the
  healthy side; the other three are shares of all who were seen twice.
- People start care at a peak: a change from before to after, without a comparison, is description only.
- An instrument that asks about a period before the index date is refused as an outcome (`check_as_outcome`).
- Item 9 of the PHQ-9 never leaves the restricted zone at person level (`drop_sensitive`): where its total stays,
  the other items go too, since the total minus the other eight is item 9.

`[V:key]` is a page that was read, `[P]` a convention of this project. `[M]` is memory of the literature, and is
marked "not verified", as is whatever has no source.
"""


def instruments_page() -> str:
    """The whole page."""
    everything = list(instruments().values())
    overview = "| id | instrument | measures | recall | scores |\n| --- | --- | --- | --- | --- |\n"
    for each in everything:
        scales = ", ".join(f"{scale.id} {scale.lowest:g}-{scale.highest:g}" for scale in each.scales)
        overview += f"| `{each.id}` | {each.label} | {each.measures} | {each.recall} | {scales} |\n"
    return "\n".join([OPENING, f"## All {len(everything)}\n\n{overview}", *map(_section, everything)])


def write_instruments_page(path: str | Path = "docs/instruments.md") -> None:
    """Write the page to a file, whole or not at all."""
    write_text(path, instruments_page())


def _section(instrument: Instrument) -> str:
    parts = [
        f"## {instrument.label}",
        "".join(f"- {about}: {text}\n" for about, text in explain.facts(instrument)),
    ]
    parts += [_table(("score", "what", "how"), [
        (f"`{scale.id}`", scale.label, explain.scale_words(scale)) for scale in instrument.scales
    ])]  # fmt: skip
    known = [(about, fact.words(), sources.words(fact.source)) for about, fact in instrument.facts()]
    parts.append(_table(("", "what is known", "source"), list(dict.fromkeys(known))))
    changes = explain.thresholds(instrument)
    if changes:
        parts.append(_table(("score", "from", "a reliable change is more than"), changes))
    order = ", ".join(scale.id for scale in instrument.scales)
    answers = "answers" if instrument.items else "given"
    rows = [(each.name, f"`{each.items}`", f"`{each.expected}`") for each in instrument.examples]
    parts.append(_table(("test", answers, order), rows))
    read = explain.read(instrument)
    if read:
        parts.append("Read: " + "; ".join(read) + ".\n")
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)
