"""A draft of the `source` block for one file with one row a person."""

from __future__ import annotations

from pathlib import Path

from stepdown.records.propose.instruments import recognised
from stepdown.records.propose.looking import FEW_NUMBERS, Look, is_category, is_grouping, is_number
from stepdown.records.propose.names import (
    OTHER_KEY,
    PERSON_KEY,
    called,
    covariate_name,
    free_name,
    says_censored,
    snake,
)
from stepdown.records.propose.pairs import Pair, pairs_of
from stepdown.records.propose.parts import (
    Draft,
    different,
    instrument_lines,
    label_of,
    likeliest_exposure_first,
    missing_words,
    refused_columns,
    words_of,
)
from stepdown.records.propose.text import block, comment, decide, listed, scalar
from stepdown.records.propose.waves import Repeated, repeated_measures
from stepdown.records.reading.peek import ColumnPeek, FilePeek


def key_of(peek: FilePeek) -> str | None:
    """The column that tells people apart: called like a key, with a value of its own in every row."""
    unique = [column.name for column in peek.columns if column.unique]
    for words in (PERSON_KEY, OTHER_KEY):
        for name in unique:
            if called(name, words):
                return name
    return None


def draft_wide(look: Look, folder: str) -> Draft:
    """Write the block; every usable column is mapped or stands in a comment that says why not."""
    draft = Draft()
    draft.lines += ["  adapter: wide", *folder_lines(folder), f"  file: {scalar(look.path.name)}"]
    key = key_of(look.peek)
    draft.lines += _key_lines(look, key)
    draft.lines.append(f"  missing: {listed(missing_words([look]))}")
    draft.lines += refused_columns(look, 2)

    columns = [column for column in look.usable if column.name != key]
    measures = repeated_measures(column.name for column in columns if is_number(column))
    items = [measure for measure in measures if measure.looks_like_items]
    measures = [measure for measure in measures if not measure.looks_like_items]
    grouped = {name for measure in [*measures, *items] for name in measure.columns.values()}
    rest = [column for column in columns if column.name not in grouped]
    pairs, durations = pairs_of(rest)
    spent = {column.name for pair in pairs for column in (pair.time, pair.status)}
    spent |= {column.name for column in durations}
    _persons(draft, [column for column in rest if column.name not in spent])
    _unused(draft, rest, durations, items)
    _events(draft, pairs)
    _measures(draft, measures)
    return draft


def folder_lines(folder: str) -> list[str]:
    lines = [f"  path: {scalar(folder)}"]
    if Path(folder).is_absolute() or folder.startswith(".."):
        lines = [
            *decide(
                "the files lie outside of the project, so the plan works on this computer only. Copy them to data/.",
                2,
            ),
            *lines,
        ]
    return lines


def _key_lines(look: Look, key: str | None) -> list[str]:
    if key:
        question = f"is this the person's key? Every one of the {look.peek.n_seen} rows that were looked at has its own."
        return [*decide(question, 2), f"  person: {scalar(key)}"]
    doubled = [column for column in look.usable if called(column.name, PERSON_KEY)]
    if doubled:
        what = f"{doubled[0].name} has values that stand in several rows, so a row may be an admission or a visit"
    else:
        what = "no column looks like a person's key"
    return [
        *decide(
            f"{what}. Name the key, make one row a person, or keep `row`: then every row counts as a person.",
            2,
        ),
        "  person: row",
    ]


def _persons(draft: Draft, columns: list[ColumnPeek]) -> None:
    draft.lines += decide(
        "keep here only what was known on day 0. What was learned later is an outcome: as a covariate it would bias every "
        "answer. Delete what you do not need.",
        2,
    )
    draft.lines.append("  persons:")
    taken: list[str] = []
    for column in columns:
        wanted = covariate_name(column.name)
        if column.constant or not (is_category(column) or is_number(column)):
            continue
        name = free_name(wanted if wanted not in taken else snake(column.name), taken)
        taken.append(name)
        if is_grouping(column, wanted):
            draft.groups.append(name)
            draft.lines += _category(name, column)
        else:
            draft.lines += _number(name, column)
    if not taken:
        draft.lines[-1] += " {}"
    likeliest_exposure_first(draft.groups)


def _category(name: str, column: ColumnPeek) -> list[str]:
    labels = " (the file has labels for its codes)" if column.labelled else ""
    return [
        *decide(
            f"{different(column.n_distinct)}{labels}; write each as `value in the file: level`, the reference first.",
            4,
        ),
        f"    {name}:",
        f"      column: {scalar(column.name)}",
        f"      label: {scalar(label_of(name, column))}",
        "      levels:",
    ]


def _number(name: str, column: ColumnPeek) -> list[str]:
    known = recognised(column.name)
    lines = []
    if known:
        entries = {"label": scalar(known.label), "step": str(known.step), "unit": "points"}
        lines += comment(f"recognised as an instrument with totals from {known.lowest} to {known.highest}", 4)
        if known.note:
            lines += decide(f"{known.note}.", 4)
    elif name == "age":
        entries = {"label": "Age", "step": "10", "unit": "years"}
    else:
        entries = {"label": scalar(label_of(name, column))}
        if column.kind == "whole" and column.n_distinct <= FEW_NUMBERS:
            lines += decide(
                f"{different(column.n_distinct, 'whole number')}: a count, or codes of a category (then add `levels`)?",
                4,
            )
    return [*lines, f"    {name}: {block(column=scalar(column.name), **entries)}"]


def _unused(draft: Draft, rest: list[ColumnPeek], durations: list[ColumnPeek], items: list[Repeated]) -> None:
    """What the draft leaves out, and why, as comments."""
    notes = []
    for column in rest:
        if column.kind == "empty":
            notes.append(f"{column.name}: empty in every row")
        elif column.constant:
            notes.append(f"{column.name}: the same in every row")
        elif column.kind == "date":
            notes.append(
                f"{column.name}: a date ({' or '.join(column.date_formats)}); this adapter takes days since day 0"
            )
        elif column.kind == "text" and not is_category(column):
            notes.append(f"{column.name}: text with too many different values for a category")
    for column in durations:
        notes.append(f"{column.name}: looks like a duration, but no column says how it ended")
    for measure in items:
        notes.append(
            f"{', '.join(measure.columns.values())}: look like the single items of {measure.instrument.label}; the "
            "adapter takes the total"
        )
    if notes:
        draft.lines += decide("these columns are not used. Is any of them needed?", 2)
        for note in notes:
            draft.lines += comment(f"  - {note}", 2)


def _events(draft: Draft, pairs: list[Pair]) -> None:
    if not pairs:
        draft.lines += decide(
            "no duration with a column that says how it ended was found. If there is one, add `events` as in "
            "config/wide_example.yaml.",
            2,
        )
        return
    draft.lines.append("  events:")
    for pair in pairs:
        draft.events.append(pair.name)
        inverted = " It is called after censoring: 1 may mean that nothing happened." * says_censored(
            pair.status.name
        )
        codes = different(pair.status.n_distinct, "code")
        draft.lines += decide(
            f"{codes}; write each as `code in the file: event`, `censored`, or `competing` for what rules the event "
            f"out.{inverted} Then the words, and whether the event is good news.",
            4,
        )
        draft.lines += [
            f"    {pair.name}:",
            f"      time: {scalar(pair.time.name)}",
            f"      status: {scalar(pair.status.name)}",
            *([f"      unit: {pair.unit}"] if pair.unit != "days" else []),
            "      codes:",
            "      noun:",
            "      had:",
            "      free:",
            "      good: false",
        ]


def _measures(draft: Draft, measures: list[Repeated]) -> None:
    if not measures:
        return
    draft.lines.append("  measures:")
    taken: list[str] = []
    for measure in measures:
        name = free_name(measure.instrument.name if measure.instrument else snake(measure.stem), taken)
        taken.append(name)
        draft.scores[name] = max(measure.columns)
        draft.lines.append(f"    {name}:")
        draft.lines += instrument_lines(name, measure.instrument, words_of(measure.stem), 6)
        if not measure.sure:
            draft.lines += decide(
                "the names do not say on which days these were due, so the days are fillers. Or are these the items of "
                "one interview?",
                6,
            )
        days = ", ".join(f"{day}: {scalar(column)}" for day, column in measure.columns.items())
        draft.lines.append(f"      columns: {{{days}}}")
