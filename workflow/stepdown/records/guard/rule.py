"""What a rule is, how it is applied, and the list of all of them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import polars as pl

from stepdown.records.guard.column import Column

DROP = "Drop the column before the export."
WAIVE = "If it identifies nobody, name it under source: waivers: in the plan, with a reason."
SLICE = 20_000

# A run of digits begins and ends here: not inside a longer number, and not behind a decimal point.
START = r"(?:^|[^0-9.]|[^0-9]\.)"
END = r"(?:$|[^0-9.]|\.(?:$|[^0-9]))"
# Between a label and its number: "no.", "#:", "number is".
NO = r"(?:(?:no|num|number|id|is)\b|[\W_]){0,6}"


@dataclass(frozen=True)
class Rule:
    """One kind of identifier and how it shows.

    Parameters
    ----------
    kind : number of the Safe Harbor identifier (1 to 18), 45 CFR 164.514(b)(2).
    rule : what it is, as the refusal says it.
    why : why it may not enter.
    mend : what to do besides dropping or waiving the column.
    named : words (a regular expression, see `ColumnName.has`) that give a column away.
    small_codes_pass : a column so named may hold whole numbers below 100.
    pattern : a regular expression for text cells, without regard to case.
    confirm : whether a match of the pattern is one indeed; every match is where this is None.
    column : a look at the column as a whole.
    keys_pass : allowed in a column that will be hashed.
    dates_pass : allowed in a column whose dates become day offsets.
    names_pass : allowed as a column's name (a survey's question is long, and nobody's secret).
    """

    kind: int
    rule: str
    why: str
    mend: str = DROP
    named: str = ""
    small_codes_pass: bool = False
    pattern: str = ""
    confirm: Callable[[str], bool] | None = None
    column: Callable[[Column], bool] | None = None
    keys_pass: bool = False
    dates_pass: bool = False
    names_pass: bool = False

    def found_in(self, column: Column, *, look_in_cells: bool = True) -> Literal["name", "content"] | None:
        """How a column breaks this rule, if it does.

        Parameters
        ----------
        column : the column.
        look_in_cells : whether its cells may match the pattern; not if a search of all columns at once found none.
        """
        if (self.keys_pass and column.is_key) or (self.dates_pass and column.is_date):
            return None
        if self.named and column.name.has(self.named) and not self._innocent(column):
            return "name"
        if self.pattern and look_in_cells and matches(column.texts, self.pattern, self.confirm):
            return "content"
        if self.column and self.column(column):
            return "content"
        return None

    def _innocent(self, column: Column) -> bool:
        return column.only_flags or (self.small_codes_pass and column.only_small_codes)


def matches(texts: pl.Series, pattern: str, confirm: Callable[[str], bool] | None = None) -> bool:
    """Does the pattern, confirmed, stand in any of the texts? Stops at the first."""
    if texts.is_empty():
        return False
    pattern = f"(?i){pattern}"
    hits = texts.filter(texts.str.contains(pattern))
    if confirm is None or hits.is_empty():
        return not hits.is_empty()
    for start in range(0, len(hits), SLICE):
        found = hits.slice(start, SLICE).str.extract_all(pattern).explode().drop_nulls().unique()
        if any(confirm(text) for text in found):
            return True
    return False


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule of every file in `rules/`, in the order of the law."""
    return tuple(sorted(_load(), key=lambda rule: (rule.kind, rule.rule)))


def _load() -> Iterator[Rule]:
    package = importlib.import_module("stepdown.records.guard.rules")
    for module in pkgutil.iter_modules(package.__path__):
        yield from importlib.import_module(f"{package.__name__}.{module.name}").RULES
