"""Cells that no table of records should hold: spreadsheet formulas, and text of absurd length."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from stepdown.records.reading import limits
from stepdown.records.reading.table import BROKEN_ROWS, SUSPICIOUS
from stepdown.records.reading.unreadable import Unreadable, lines_in_words

# What a spreadsheet would run: after = anything that can begin an expression; after + or - a call, a cell or a
# program (cmd|' /C calc'!A0), not a number or a word; after @ a call.
_CALL = r"[A-Za-z_][A-Za-z0-9_.]*\("
_CELL = r"\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?:$|[-+*/^:,!&=<>)])"
_TERM = rf"(?:{_CALL}|{_CELL}|[^|]*\|.*!)"
FORMULA = (
    r"^(?:=\s*[-+@(\"'$A-Za-z0-9{\[]"
    rf"|[-+][-+=@\s(]*{_TERM}"
    rf"|[-+][-+\s(]*[0-9.]+\s*[-+*/^&][-+*/^&=@\s(0-9.]*{_TERM}"
    rf"|[-+]\s*=|@\s*{_CALL})"
)


def formula_cells(table: pl.DataFrame, lines: pl.Series) -> pl.DataFrame:
    """Line and column of every cell that a spreadsheet would take for a formula."""
    # Almost no cell begins this way, and looking at the first byte is many times faster than a pattern.
    begins = pl.any_horizontal(pl.col("value").str.starts_with(mark) for mark in "=+-@")
    found = [
        pl.LazyFrame({"line": lines, "value": table[name]})
        .filter(begins)
        .filter(pl.col("value").str.contains(FORMULA))
        .select("line", column=pl.lit(name, dtype=pl.String))
        for name in table.columns
    ]
    return pl.concat([pl.DataFrame(schema=SUSPICIOUS), *pl.collect_all(found)])


def formula_rows(cells: pl.DataFrame, shown: Mapping[str, str]) -> pl.DataFrame:
    """One broken row for each line with formulas; `shown` is what messages call each column."""
    label = pl.col("column").replace_strict(shown, return_dtype=pl.String)
    reason = pl.format("column {} looks like a spreadsheet formula", label.sort().str.join(", "))
    return cells.group_by("line").agg(reason=reason.first()).sort("line").cast(BROKEN_ROWS)


def long_cells(table: pl.DataFrame, lines: pl.Series, shown: Mapping[str, str]) -> list[Unreadable]:
    """A fault for each column with a cell longer than a spreadsheet could hold."""
    faults = []
    for name in table.columns:
        longest = table[name].str.len_bytes().max()
        if longest is None or longest <= limits.MAX_CELL:
            continue
        where = lines.filter((table[name].str.len_chars() > limits.MAX_CELL).fill_null(False)).to_list()
        if where:
            some = "1 value is" if len(where) == 1 else f"{len(where)} values are"
            what = f"{some} longer than {limits.MAX_CELL} characters ({lines_in_words(where)})."
            mend = "Look for a quote that is never closed, or leave the column out of the export."
            faults.append(Unreadable(what, mend, column=shown[name]))
    return faults
