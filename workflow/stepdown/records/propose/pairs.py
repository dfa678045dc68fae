"""Durations and the columns that say how they ended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from stepdown.records.propose.looking import is_number
from stepdown.records.propose.names import duration_of, free_name, snake, status_of
from stepdown.records.reading.peek import ColumnPeek

# A status has a code for each way to end, and there are few of them.
MOST_CODES = 6


@dataclass(frozen=True)
class Pair:
    """A time to an event."""

    name: str
    time: ColumnPeek
    status: ColumnPeek
    unit: str


def pairs_of(columns: Sequence[ColumnPeek]) -> tuple[list[Pair], list[ColumnPeek]]:
    """Find times to events by names: `dayslink` with `link`, `time` with `status`, `os_months` with `os_event`.

    Returns
    -------
    tuple
        The pairs in file order, and the durations that found no status of their own.
    """
    statuses = [column for column in columns if column.kind == "flag" or _few(column)]
    pairs: list[Pair] = []
    alone: list[ColumnPeek] = []
    for column in columns:
        found = duration_of(column.name) if is_number(column) else None
        if found is None:
            continue
        what, unit = found
        status = _status(what, [one for one in statuses if one is not column])
        # One flag tells how one duration ended; a second one with the same flag is not proposed.
        if status is None or any(pair.status is status for pair in pairs):
            alone.append(column)
            continue
        name = free_name(snake(what) if what else "event", [pair.name for pair in pairs])
        pairs.append(Pair(name, column, status, unit))
    return pairs, alone


def _few(column: ColumnPeek) -> bool:
    return column.kind in ("whole", "text") and 1 < column.n_distinct <= MOST_CODES


def _status(what: str, statuses: Collection[ColumnPeek]) -> ColumnPeek | None:
    for status in statuses:
        if status_of(status.name) == what or snake(status.name) == what:
            return status
    return None
