"""Look at every column of a source table and list what may not be read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

from stepdown.errors import Problem
from stepdown.records.guard.column import Column
from stepdown.records.guard.findings import IdentifierError, Refusal
from stepdown.records.guard.naming import masked
from stepdown.records.guard.rule import DROP, WAIVE, Rule, all_rules
from stepdown.records.guard.sweep import broken_by_cells, broken_by_names, is_identifier

UNREADABLE = (pl.Binary, pl.Object, pl.List, pl.Array, pl.Struct)


def inspect_table(
    table: pl.DataFrame,
    *,
    waived: Mapping[str, str] = {},
    limited_data_set: bool = False,
    keys: Collection[str] = frozenset(),
    dates: Collection[str] = frozenset(),
    positions: Sequence[int] | None = None,
) -> list[Refusal]:
    """List the columns that identify people, by name and by content, with what to do about each.

    Every distinct value of every row is looked at. A column that cannot be inspected is refused.

    Parameters
    ----------
    table : a source table; all columns text as read from a CSV, or typed.
    waived : column -> why it may stay. A waiver without a reason counts for nothing.
    limited_data_set : the plan declares a limited data set: calendar quarters may stay.
    keys : columns that the adapter hashes: record numbers may stand there, all else is checked.
    dates : columns that the adapter turns into day offsets: dates may stand there, all else is checked.
    positions : where the columns stand in their file, where the table has only some of them; from 1.

    Returns
    -------
    list of Refusal
        In the order of the columns; empty if the table may be read. Never holds a value.
    """
    extremes = _extremes(table)
    columns = {
        position: Column(
            series,
            is_key=series.name in keys,
            is_date=series.name in dates,
            limited=limited_data_set,
            extremes=extremes.get(series.name),
        )
        for position, series in zip(positions or range(1, table.width + 1), table.get_columns(), strict=True)
        if not waived.get(series.name, "").strip()
    }
    in_cells = broken_by_cells(list(columns.values()))
    in_names = broken_by_names(list(columns.values()), in_cells)
    return [
        refusal
        for position, column in columns.items()
        for refusal in _inspect_closed(column, position, in_names, in_cells)
    ]


def refuse_identifiers(file_name: str, refusals: Sequence[Refusal]) -> None:
    """Raise an `IdentifierError` that lists every refusal; do nothing if there is none."""
    if refusals:
        raise IdentifierError(
            Problem(f"{file_name}, column {refusal.column}", f"{refusal.rule}. {refusal.why}", refusal.mend)
            for refusal in refusals
        )


def _inspect_closed(
    column: Column, position: int, in_names: Collection[Rule], in_cells: Collection[Rule]
) -> list[Refusal]:
    """Inspect one column; if that fails for any cause, refuse it."""
    shown = masked(position)
    try:
        name_is_identifier = is_identifier(column.name, in_names)
        if not name_is_identifier:
            shown = column.name.shown
        return list(_inspect(column, shown, name_is_identifier, in_cells))
    except (Exception, pl.exceptions.PanicException):
        # The error itself may quote a value: it is dropped.
        return [
            Refusal(
                shown,
                "The column could not be inspected",
                "What cannot be inspected may hold anything.",
                f"Export it as plain text or numbers, or leave it out. {WAIVE}",
                "content",
            )
        ]


def _inspect(
    column: Column, shown: str, name_is_identifier: bool, in_cells: Collection[Rule]
) -> Iterator[Refusal]:
    if name_is_identifier:
        yield Refusal(
            shown,
            "The column's name itself looks like an identifier",
            "Names of columns appear in messages and reports.",
            f"Rename the column or drop it before the export. {WAIVE}",
            "name",
        )
    if column.series.dtype.base_type() in UNREADABLE:
        yield Refusal(
            shown,
            "Cells that are lists, records or binary data",
            "They cannot be inspected, so they may hold anything: pictures, documents, fingerprints.",
            f"Export plain text or numbers instead. {WAIVE}",
            "content",
        )
    for rule in all_rules():
        by = rule.found_in(column, look_in_cells=rule in in_cells)
        if by:
            yield Refusal(shown, rule.rule, rule.why, _mend(rule), by)


def _mend(rule: Rule) -> str:
    drop = "" if rule.mend == DROP else f"{rule.mend} Or drop it. "
    return f"{drop or DROP + ' '}{WAIVE}"


def _extremes(table: pl.DataFrame) -> dict[str, tuple[float, float]]:
    """Least and greatest value of every numeric column, in one parallel pass.

    Most columns of codes need no more than this: a small number is no identifier.
    """
    numeric = [series for series in table.get_columns() if series.dtype.is_numeric()]
    if not numeric or table.is_empty():
        return {}
    # Positions for names: a name may be anything, even a pattern.
    frame = pl.DataFrame([series.alias(str(i)) for i, series in enumerate(numeric)])
    low, high = frame.lazy().min(), frame.lazy().max()
    lows, highs = (part.row(0) for part in pl.collect_all([low, high]))
    found = {}
    for series, least, most in zip(numeric, lows, highs, strict=True):
        if least is None:
            found[series.name] = (0.0, 0.0)
        elif least == least and abs(least) != float("inf") and abs(most) != float("inf"):
            found[series.name] = (float(least), float(most))
    return found
