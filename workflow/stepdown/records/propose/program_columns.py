"""One column of a table in the draft of a folder of tables."""

from __future__ import annotations

import re

from stepdown.records.guard.naming import ColumnName
from stepdown.records.propose.names import snake
from stepdown.records.propose.parts import OPEN, different
from stepdown.records.propose.program_files import Part
from stepdown.records.propose.tables import FORMS
from stepdown.records.propose.text import block, comment, decide, scalar
from stepdown.records.reading.peek import ColumnPeek
from stepdown.records.schema import TABLES

# What a length is called -> its unit, and the factor that makes hours of it.
LENGTHS = (
    ("hour|hrs", "hours", None),
    ("unit", "units of a quarter of an hour", "1/4"),
    ("", "minutes", "1/60"),
)


def column_lines(part: Part, canonical: str, column: ColumnPeek | None) -> list[str]:
    """What fills one column of the records: a column of the files, one value for all rows, or nothing."""
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
        return date_lines(canonical, column, sum(look.odd_dates.get(column.name, 0) for look in part.looks))
    if spec.kind == "text" and not canonical.endswith("_id") and canonical != "unit":
        allowed = f" Levels: {', '.join(spec.allowed)}." if spec.allowed else ""
        where = f" in {part.first.path.name}, perhaps others in its sisters" if len(part.looks) > 1 else ""
        return recode_lines(canonical, column, where, allowed)
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


def recode_lines(canonical: str, column: ColumnPeek, where: str = "", allowed: str = "") -> list[str]:
    """A column of words or codes, each of which a person must give a level."""
    labels = " The file has labels for its codes." if column.labelled else ""
    what = (
        f"{different(column.n_distinct)}{where}; write each as `value in the file: level`.{allowed}{labels}"
    )
    return [
        *decide(what, 8),
        f"        {canonical}:",
        f"          column: {scalar(column.name)}",
        "          recode: {}",
    ]


def date_lines(canonical: str, column: ColumnPeek, odd: int) -> list[str]:
    """A column of dates with its format; `odd` values are not written like the others."""
    lines = []
    if odd:
        what = f"{different(odd)} not written like {column.date_formats[0]}: these rows will go to quarantine. Why?"
        lines += decide(what, 8)
    if len(column.date_formats) > 1:
        what = f"more than one format reads every date: {', '.join(column.date_formats)}. Which is the day, which the month?"
        lines += decide(what, 8)
    entry = block(column=scalar(column.name), date_format=scalar(column.date_formats[0]))
    return [*lines, f"        {canonical}: {entry}"]


def left_over(columns: list[ColumnPeek]) -> list[str]:
    """Columns that nothing was made of, as comments."""
    if not columns:
        return []
    lines = decide(
        "these columns are not used. Is any of them needed? A date that is not mapped is refused:", 6
    )
    for column in columns:
        kind = f"a date, {' or '.join(column.date_formats)}" if column.kind == "date" else column.kind
        lines += comment(f"  - {ColumnName(column.name).shown}: {kind}", 6)
    return lines
