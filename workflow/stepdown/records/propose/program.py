"""A draft of the `source` block for a folder of tables."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from stepdown.records.guard.naming import ColumnName
from stepdown.records.propose.instruments import INSTRUMENTS, recognised
from stepdown.records.propose.looking import FEW_NUMBERS, Look, is_category, is_number
from stepdown.records.propose.names import CATEGORIES, covariate_name, free_name, snake
from stepdown.records.propose.parts import (
    OPEN,
    Draft,
    different,
    instrument_lines,
    likeliest_exposure_first,
    missing_words,
    refused_columns,
    words_of,
)
from stepdown.records.propose.tables import FORMS, person_key, slots_of, table_of
from stepdown.records.propose.text import block, comment, decide, listed, scalar
from stepdown.records.propose.wide import folder_lines
from stepdown.records.reading.peek import ColumnPeek, FilePeek
from stepdown.records.schema import TABLES

AFTERCARE = {
    "outpatient": "Continuing care visits",
    "telephone": "Telephone calls",
    "recovery_coach": "Contacts with a recovery coach",
    "mutual_help": "Mutual-help meetings",
    "recovery_housing": "Recovery housing",
    "medication": "Medication after discharge",
    "primary_care": "Primary care visits",
}
# What a length is called -> its unit, and the factor that makes hours of it.
LENGTHS = (
    ("hour|hrs", "hours", None),
    ("unit", "units of a quarter of an hour", "1/4"),
    ("", "minutes", "1/60"),
)
# What a plan can ask as soon as a table is there.
OUTCOMES = {"episodes": ("treatment_completed", "stay_at_least"), "substance_use": ("first_use",)}


@dataclass(frozen=True)
class Part:
    """The files that make one canonical table."""

    table: str
    looks: list[Look]

    @property
    def first(self) -> Look:
        return self.looks[0]

    @property
    def patterns(self) -> list[str]:
        """One pattern for `services_2024-01.csv` and its sisters, if it finds them and nothing else."""
        names = [look.path.name for look in self.looks]
        shapes = {re.sub(r"\d+(?:[-_.]?\d+)*", "*", name) for name in names}
        if len(names) > 1 and len(shapes) == 1:
            pattern = shapes.pop()
            if sorted(path.name for path in self.first.path.parent.glob(pattern)) == sorted(names):
                return [pattern]
        return names


def key_of(peek: FilePeek) -> str | None:
    return person_key(peek.names)


def draft_program(looks: list[Look], folder: str) -> Draft:
    """Write the block; files and columns that are not used stand in comments."""
    draft = Draft()
    parts, unused = _assigned(looks)
    draft.lines += ["  adapter: program", *folder_lines(folder), f"  missing: {listed(missing_words(looks))}"]
    draft.lines += _index(parts)
    for look, why in unused:
        draft.lines += decide(f"{look.path.name} is not used: {why}", 2)
    draft.lines += decide(
        "is each file the table that it looks like? A source file belongs to the table whose `files` name it.",
        2,
    )
    draft.lines.append("  tables:")
    variables: dict[str, ColumnPeek] = {}
    instruments: dict[str, str] = {}
    if "persons" not in parts:
        draft.lines += decide(
            "no file looks like the table of persons, and one is needed: name the file with one row a person.",
            4,
        )
        draft.lines += ["    persons:", f"      files: [{OPEN}]", f"      columns: {{person_id: {OPEN}}}"]
    for table in (name for name in FORMS if name in parts):
        draft.lines += _table(parts[table], variables, instruments, index_in_persons="episodes" not in parts)
        draft.outcomes += OUTCOMES.get(table, ())
    _variables(draft, variables)
    _instruments(draft, instruments, parts)
    _aftercare(draft, parts)
    return draft


def _assigned(looks: list[Look]) -> tuple[dict[str, Part], list[tuple[Look, str]]]:
    """Each file to the table it looks like; files of one table must have the same columns."""
    candidates: dict[str, list[Look]] = defaultdict(list)
    unused = []
    for look in looks:
        table = table_of(look.path.name.split(".")[0], look.peek.names)
        if table is None:
            unused.append((look, "it looks like none of the canonical tables."))
        elif table not in TABLES:
            unused.append((look, f"it looks like {table}, and the records have no such table."))
        elif person_key(look.peek.names) is None:
            unused.append((look, f"it looks like {table}, but no column looks like the person's key."))
        elif candidates[table] and candidates[table][0].peek.names != look.peek.names:
            first = candidates[table][0].path.name
            unused.append((look, f"it looks like {table}, as {first} does, but has other columns."))
        else:
            candidates[table].append(look)
    return {table: Part(table, found) for table, found in candidates.items() if found}, unused


def _index(parts: dict[str, Part]) -> list[str]:
    where = "episodes" if "episodes" in parts else "persons"
    what = "a person's earliest admission" if where == "episodes" else "the date in the persons table"
    return [
        *decide(f"is day 0 {what}? All dates become days from it, and are then dropped.", 2),
        f"  index: {{table: {where}, column: admission_day}}",
    ]


def _table(
    part: Part, variables: dict[str, ColumnPeek], instruments: dict[str, str], *, index_in_persons: bool
) -> list[str]:
    look = part.first
    key = person_key(look.peek.names)
    columns = [column for column in look.usable if column.name != key]
    lines = [f"    {part.table}:", f"      files: {listed(part.patterns)}"]
    for one in part.looks:
        lines += refused_columns(one, 6)
    lines += ["      columns:", f"        person_id: {scalar(key)}"]
    slots = slots_of(part.table, columns)
    totals = _totals(columns, slots) if part.table == "assessments" else {}
    if part.table == "persons":
        lines += _covariates(columns, variables, look.odd_dates, index_in_persons)
    for canonical in FORMS[part.table].slots:
        if totals and canonical in ("instrument", "total"):
            continue
        lines += _slot(part, canonical, slots.get(canonical))
    if totals:
        lines.append("      measures:")
        lines += [f"        {name}: {scalar(column.name)}" for name, column in totals.items()]
    instruments |= {name: column.name for name, column in totals.items()}
    if part.table != "persons":
        used = {column.name for column in [*slots.values(), *totals.values()]}
        lines += _left_over([column for column in columns if column.name not in used])
    return lines


def _totals(columns: list[ColumnPeek], slots: dict[str, ColumnPeek]) -> dict[str, ColumnPeek]:
    """Wide assessments: a column for each instrument's total."""
    if "instrument" in slots:
        return {}
    found: dict[str, ColumnPeek] = {}
    for column in columns:
        known = recognised(column.name) if is_number(column) else None
        if known and known.name not in found:
            found[known.name] = column
    return found


def _slot(part: Part, canonical: str, column: ColumnPeek | None) -> list[str]:
    table = part.table
    spec = next(one for one in TABLES[table].columns if one.name == canonical)
    fixed = FORMS[table].slots[canonical]
    if column is None:
        if fixed.otherwise:
            value = scalar(fixed.otherwise)
            return [*decide(f"is it true that {fixed.why}?", 8), f"        {canonical}: {{value: {value}}}"]
        if spec.required:
            what = f"{table} needs {canonical}, and no column is called like it. Name one, or leave the table out."
            return [*decide(what, 8), f"        {canonical}: {OPEN}"]
        return []
    if column.kind == "date":
        return _date(canonical, column, sum(look.odd_dates.get(column.name, 0) for look in part.looks))
    if spec.kind == "text" and not canonical.endswith("_id") and canonical != "unit":
        allowed = f" Levels: {', '.join(spec.allowed)}." if spec.allowed else ""
        labels = " The file has labels for its codes." if column.labelled else ""
        where = f" in {part.first.path.name}, perhaps others in its sisters" if len(part.looks) > 1 else ""
        return [
            *decide(
                f"{different(column.n_distinct)}{where}; write each as `value in the file: level`.{allowed}{labels}",
                8,
            ),
            f"        {canonical}:",
            f"          column: {scalar(column.name)}",
            "          recode: {}",
        ]
    if canonical == "session":
        return [
            *decide(
                "does it tell apart two sessions of a person on one day? Any text will do; it is replaced by a number. Rows "
                "that are equal throughout count once.",
                8,
            ),
            f"        session: {scalar(column.name)}",
        ]
    if canonical == "hours":
        return _hours(column)
    return [f"        {canonical}: {scalar(column.name)}"]


def _hours(column: ColumnPeek) -> list[str]:
    """Sessions are counted in hours; sources write minutes, or units that a payer defined."""
    unit, factor = next(rest for word, *rest in LENGTHS if re.search(word, snake(column.name)))
    if factor is None:
        return [f"        hours: {scalar(column.name)}"]
    entry = block(column=scalar(column.name), multiply=factor)
    return [*decide(f"is it in {unit}? `multiply` brings it to hours.", 8), f"        hours: {entry}"]


def _date(canonical: str, column: ColumnPeek, odd: int) -> list[str]:
    lines = []
    if odd:
        what = f"{different(odd)} not written like {column.date_formats[0]}: these rows will go to quarantine. Why?"
        lines += decide(what, 8)
    if len(column.date_formats) > 1:
        what = f"more than one format reads every date: {', '.join(column.date_formats)}. Which is the day, which the month?"
        lines += decide(what, 8)
    entry = block(column=scalar(column.name), date_format=scalar(column.date_formats[0]))
    return [*lines, f"        {canonical}: {entry}"]


def _covariates(
    columns: list[ColumnPeek],
    variables: dict[str, ColumnPeek],
    odd_dates: dict[str, int],
    index_in_persons: bool,
) -> list[str]:
    lines, left = [], []
    for column in columns:
        if column.kind == "date" and index_in_persons and "admission_day" not in variables:
            lines += _date("admission_day", column, odd_dates.get(column.name, 0))
            variables["admission_day"] = column
            continue
        wanted = covariate_name(column.name)
        codes = column.kind == "whole" and wanted in CATEGORIES and column.n_distinct <= FEW_NUMBERS
        if column.constant or not (is_category(column) or is_number(column)):
            left.append(column)
            continue
        name = free_name(wanted if wanted not in variables else snake(column.name), variables)
        variables[name] = column
        if is_category(column) or codes:
            labels = " The file has labels for its codes." if column.labelled else ""
            lines += decide(
                f"{different(column.n_distinct)}; write each as `value in the file: level`.{labels}", 8
            )
            lines += [f"        {name}:", f"          column: {scalar(column.name)}", "          recode: {}"]
        else:
            lines.append(f"        {name}: {scalar(column.name)}")
    variables.pop("admission_day", None)
    return lines + _left_over(left)


def _left_over(columns: list[ColumnPeek]) -> list[str]:
    if not columns:
        return []
    lines = decide(
        "these columns are not used. Is any of them needed? A date that is not mapped is refused:", 6
    )
    for column in columns:
        kind = f"a date, {' or '.join(column.date_formats)}" if column.kind == "date" else column.kind
        lines += comment(f"  - {ColumnName(column.name).shown}: {kind}", 6)
    return lines


def _variables(draft: Draft, variables: dict[str, ColumnPeek]) -> None:
    if not variables:
        return
    draft.lines += decide(
        "how readers meet each baseline column; `levels` holds `level: words` in the order to show, the reference first.",
        2,
    )
    draft.lines.append("  variables:")
    for name, column in variables.items():
        label = scalar(words_of(name))
        codes = column.kind == "whole" and name in CATEGORIES and column.n_distinct <= FEW_NUMBERS
        if is_category(column) or codes:
            draft.groups.append(name)
            draft.lines.append(f"    {name}: {{label: {label}, levels: }}")
        elif name == "age":
            draft.lines.append(f"    {name}: {{label: {label}, step: 10, unit: years}}")
        else:
            draft.lines.append(f"    {name}: {{label: {label}}}")
    likeliest_exposure_first(draft.groups)


def _instruments(draft: Draft, instruments: dict[str, str], parts: dict[str, Part]) -> None:
    if "assessments" not in parts:
        return
    draft.lines += decide(
        "the planned interviews after baseline, number -> day due, as the `wave` of the assessments counts them.",
        2,
    )
    draft.lines.append("  waves:")
    if not instruments:
        draft.lines += decide("name each instrument that occurs, as recoded above.", 2)
        draft.lines.append("  instruments: {}")
        return
    draft.lines.append("  instruments:")
    known = {one.name: one for one in INSTRUMENTS}
    for name in instruments:
        draft.scores[name] = None
        draft.lines.append(f"    {name}:")
        draft.lines += instrument_lines(name, known[name], words_of(name), 6)


def _aftercare(draft: Draft, parts: dict[str, Part]) -> None:
    """Ready words for each kind of aftercare: a question names one as `aftercare.telephone`."""
    if "aftercare" not in parts:
        return
    draft.lines += decide(
        "the kinds of aftercare that occur, as recoded above; delete the others. A question names one as its exposure, as "
        "in `{variable: aftercare.telephone, reference: no}`, only with an outcome that begins after it.",
        2,
    )
    draft.lines.append("  aftercare:")
    for kind, label in AFTERCARE.items():
        words = label.lower()
        levels = f'{{"no": without {words}, "yes": with {words}}}'
        draft.lines.append(f"    {kind}: {{label: {label}, levels: {levels}}}")
