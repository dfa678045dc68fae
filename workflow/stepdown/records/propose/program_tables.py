"""One table in the draft of a folder of tables."""

from __future__ import annotations

from stepdown.records.propose.instruments import recognised
from stepdown.records.propose.looking import is_number
from stepdown.records.propose.parts import refused_columns
from stepdown.records.propose.program_columns import column_lines, left_over
from stepdown.records.propose.program_files import Part
from stepdown.records.propose.program_persons import covariate_lines
from stepdown.records.propose.tables import FORMS, person_key, slots_of
from stepdown.records.propose.text import listed, scalar
from stepdown.records.reading.peek import ColumnPeek


def table_lines(
    part: Part, variables: dict[str, ColumnPeek], instruments: dict[str, str], *, index_in_persons: bool
) -> list[str]:
    """Files and columns of one table; baseline columns are added to `variables`, scores to `instruments`."""
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
        lines += covariate_lines(columns, variables, look.odd_dates, index_in_persons)
    for canonical in FORMS[part.table].slots:
        if totals and canonical in ("instrument", "total"):
            continue
        lines += column_lines(part, canonical, slots.get(canonical))
    if totals:
        lines.append("      measures:")
        lines += [f"        {name}: {scalar(column.name)}" for name, column in totals.items()]
    instruments |= {name: column.name for name, column in totals.items()}
    if part.table != "persons":
        used = {column.name for column in [*slots.values(), *totals.values()]}
        lines += left_over([column for column in columns if column.name not in used])
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
