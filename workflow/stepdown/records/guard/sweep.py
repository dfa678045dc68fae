"""One look at all columns together: which rules need not be tried on each of them.

Most tables break no rule, and a pattern costs far more to prepare than to try on a few thousand short texts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import polars as pl

from stepdown.records.guard.column import Column
from stepdown.records.guard.naming import ColumnName
from stepdown.records.guard.rule import Rule, all_rules, matches


def broken_by_cells(columns: Iterable[Column]) -> list[Rule]:
    """The rules whose pattern matches any text of any column.

    If the look fails for any cause, that is every rule: each column is then looked at by itself.
    """
    with_pattern = [rule for rule in all_rules() if rule.pattern]
    try:
        texts = [column.texts.alias("") for column in columns]
        together = pl.concat(texts) if texts else pl.Series("", [], dtype=pl.String)
        return [rule for rule in with_pattern if matches(together, rule.pattern)]
    except (Exception, pl.exceptions.PanicException):
        return with_pattern


def broken_by_names(names: Sequence[ColumnName]) -> list[Rule]:
    """The rules that any column's name would break if it stood in a cell; in doubt, every rule."""
    rules = [rule for rule in all_rules() if not rule.names_pass]
    try:
        as_cells = _as_cells(names)
        return [rule for rule in rules if rule.found_in(as_cells)]
    except (Exception, pl.exceptions.PanicException):
        return rules


def is_identifier(name: ColumnName, rules: Collection[Rule]) -> bool:
    """Does a column's name hold what would be refused in a cell: a person's name, a telephone number, a date?"""
    as_cells = _as_cells([name])
    return any(rule.found_in(as_cells) for rule in rules)


def _as_cells(names: Sequence[ColumnName]) -> Column:
    """Names as cells: as they stand, and with underscores read as spaces and as hyphens."""
    plain = [name.plain for name in names]
    readings = plain + [n.replace("_", " ") for n in plain] + [n.replace("_", "-") for n in plain]
    return Column(pl.Series("", readings, dtype=pl.String))
