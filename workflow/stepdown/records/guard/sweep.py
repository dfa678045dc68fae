"""One look at all columns together: which rules need not be tried on each of them.

Most tables break no rule, and a pattern costs far more to prepare than to try on a few thousand short texts.
Patterns are therefore tried a handful at a time; only where a handful matches are its rules tried one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache

import polars as pl

from stepdown.records.guard.column import Column
from stepdown.records.guard.naming import ColumnName
from stepdown.records.guard.rule import Rule, all_rules, matches

# More alternatives at once and the matcher falls back to a way ten times slower.
HANDFUL = 6


def broken_by_cells(columns: Sequence[Column]) -> list[Rule]:
    """The rules whose pattern matches any text of any column, or any column's name read as text.

    If the look fails for any cause, that is every rule: each column is then looked at by itself.
    """
    try:
        texts = [column.texts.alias("") for column in columns]
        together = pl.concat([*texts, _as_cells([column.name for column in columns]).texts])
        return list(_broken(together))
    except (Exception, pl.exceptions.PanicException):
        return list(all_rules())


def broken_by_names(columns: Sequence[Column], in_cells: Collection[Rule]) -> list[Rule]:
    """The rules that any column's name would break if it stood in a cell; in doubt, every rule."""
    rules = [rule for rule in all_rules() if not rule.names_pass]
    try:
        as_cells = _as_cells([column.name for column in columns])
        return [rule for rule in rules if rule.found_in(as_cells, look_in_cells=rule in in_cells)]
    except (Exception, pl.exceptions.PanicException):
        return rules


def is_identifier(name: ColumnName, rules: Collection[Rule]) -> bool:
    """Does a column's name hold what would be refused in a cell: a person's name, a telephone number, a date?"""
    as_cells = _as_cells([name])
    return any(rule.found_in(as_cells) for rule in rules)


def _broken(texts: pl.Series) -> Iterator[Rule]:
    for pattern, rules in _handfuls():
        if matches(texts, pattern):
            yield from (rule for rule in rules if matches(texts, rule.pattern))


@cache
def _handfuls() -> tuple[tuple[str, tuple[Rule, ...]], ...]:
    with_pattern = [rule for rule in all_rules() if rule.pattern]
    handfuls = [tuple(with_pattern[i : i + HANDFUL]) for i in range(0, len(with_pattern), HANDFUL)]
    return tuple(("|".join(f"(?:{rule.pattern})" for rule in rules), rules) for rules in handfuls)


def _as_cells(names: Sequence[ColumnName]) -> Column:
    """Names as cells: as they stand, and with underscores read as spaces and as hyphens."""
    plain = [name.plain for name in names]
    readings = plain + [n.replace("_", " ") for n in plain] + [n.replace("_", "-") for n in plain]
    return Column(pl.Series("", readings, dtype=pl.String))
