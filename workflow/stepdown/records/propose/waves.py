"""Repeated measures: columns that differ only in the time they were taken at."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from stepdown.records.guard.naming import ColumnName
from stepdown.records.propose.instruments import Known, recognised

DAYS = {"d": 1.0, "w": 7.0, "m": 30.4375, "y": 365.25}
_UNIT = r"(?P<unit>days?|d|weeks?|wks?|wk|w|months?|mon|mo|m|years?|yrs?|yr|y)"
_BASELINE = r"bl|base|baseline|pre|intake|adm|admission|screening"
# Between two waves of unknown distance: only a filler, and marked as one.
FILLER_DAYS = 90


@dataclass(frozen=True)
class Wave:
    """When one column was measured: a number with its unit, or with none ("t2", "visit 3")."""

    number: int
    unit: str = ""


@dataclass(frozen=True)
class Repeated:
    """One measure with its columns.

    Parameters
    ----------
    columns : due day -> column.
    sure : whether the days are read from the names; otherwise they are fillers.
    """

    stem: str
    columns: dict[int, str]
    sure: bool
    instrument: Known | None

    @property
    def looks_like_items(self) -> bool:
        """`phq9_1` to `phq9_9` are nine items of one interview, not nine interviews."""
        known = self.instrument
        return not self.sure and known is not None and known.items > 1 and len(self.columns) == known.items


def split_wave(name: str) -> tuple[str, Wave] | None:
    """The stem and the time of a column: `cesd_6m` -> ("cesd", 6 months), `phq9_t2` -> ("phq9", 2)."""
    for spelling in ColumnName(name).spellings:
        for pattern in (
            rf"(?P<stem>\w+?)_(?:{_BASELINE})",
            rf"(?:{_BASELINE})_(?P<stem>\w+)",
            rf"(?P<stem>\w+?)_(?P<number>\d{{1,4}})_?{_UNIT}",
            rf"(?P<stem>\w+?)_{_UNIT}_?(?P<number>\d{{1,4}})",
            rf"{_UNIT}(?P<number>\d{{1,4}})_(?P<stem>\w+)",
            r"(?P<stem>\w+?)_(?:t|v|wave|visit|time|fu|followup|follow_up)_?(?P<number>\d{1,3})",
            r"(?:t|v|wave|visit|time)_?(?P<number>\d{1,3})_(?P<stem>\w+)",
            r"(?P<stem>\w+?)_(?P<number>\d{1,4})",
        ):
            found = re.fullmatch(pattern, spelling)
            if found:
                parts = found.groupdict()
                if parts.get("number") is None:
                    return parts["stem"], Wave(0, "d")
                unit = parts.get("unit")
                return parts["stem"], Wave(int(parts["number"]), unit[0] if unit else "")
    return None


def repeated_measures(names: Iterable[str]) -> list[Repeated]:
    """Group columns into measures taken at least twice, in the order of their first column."""
    found: dict[str, list[tuple[Wave, str]]] = defaultdict(list)
    present = list(names)
    for name in present:
        split = None if recognised(name) else split_wave(name)
        if split:
            found[split[0]].append((split[1], name))
    for name in present:
        # `cesd` beside `cesd_6m` is the first measurement.
        stem = max(ColumnName(name).spellings, key=len)
        if stem in found and not any(wave.number == 0 for wave, _ in found[stem]):
            found[stem].append((Wave(0, "d"), name))
    return [
        repeated
        for stem, waves in found.items()
        if len(waves) > 1 and (repeated := _repeated(stem, waves)) is not None
    ]


def _repeated(stem: str, waves: list[tuple[Wave, str]]) -> Repeated | None:
    waves = sorted(waves, key=lambda wave: (wave[0].number * DAYS.get(wave[0].unit, 1), wave[0].number))
    sure = all(wave.unit or wave.number == 0 for wave, _ in waves)
    columns = {
        round(wave.number * DAYS.get(wave.unit, 1)) if sure else place * FILLER_DAYS: name
        for place, (wave, name) in enumerate(waves)
    }
    # Two columns for one day: the names do not say what differs, so nothing is proposed.
    return Repeated(stem, columns, sure, recognised(stem)) if len(columns) == len(waves) else None
