"""Codes of one file to canonical levels, with the ledger of every value and the reason of every refusal."""

from __future__ import annotations

import numpy as np
import polars as pl

from stepdown.records.adapters.teds.codebook import (
    HISPANIC,
    LAST_OLD_YEAR,
    MISSING_CODE,
    NO_SUBSTANCES_CODE,
    RACE_ETHNICITY,
    RACE_GROUPS,
    STAY_INTERVALS,
    UNKNOWN_LABEL,
    Family,
    families,
    labels,
    plain,
)
from stepdown.records.adapters.teds.reading import CodeTable
from stepdown.records.mapping.ledger import MOST_VALUES, MappingLedger

YEARS = tuple(range(2006, 2024))
YEAR_LEVELS = tuple(str(year) for year in YEARS)


class Recoder:
    """The codes of one file and what they become.

    Level numbers, not words, are computed: a look-up in a table of 256 bytes a
    column, and one gather into an enumeration. Five million rows take a few
    hundredths of a second a column that way.

    Parameters
    ----------
    read : what `reading.read_codes` gave.
    file : the file's name, for the ledger.
    """

    def __init__(self, read: CodeTable, file: str, ledger: MappingLedger):
        codes = read.codes
        self._read, self._codes, self._columns, self._file, self._ledger = (
            read,
            codes,
            read.columns,
            file,
            ledger,
        )
        self.height = codes.height
        year = codes["DISYR"].fill_null(0).to_numpy()
        old = year <= LAST_OLD_YEAR
        # Almost every file is of one period; only a file joined by hand needs both look-ups.
        self._old: bool | np.ndarray = bool(old.all()) if old.all() or not old.any() else old
        self._reason = np.zeros(self.height, dtype=np.uint8)
        self._reasons = [""]
        self._noted: set[str] = set()
        for field in ("CASEID", "DISYR"):
            if codes[field].null_count():
                self._refuse(codes[field].is_null().to_numpy(), f"{field} is not a whole number")
        self._refuse(
            (year != 0) & ((year < YEARS[0]) | (year > YEARS[-1])), "DISYR is not a year that is coded"
        )

    def column(self, field: str, family_name: str) -> pl.Series:
        """One field as an enumeration of canonical levels; missing where the field is missing or absent."""
        family = families()[family_name]
        kind = pl.Enum(list(family.levels))
        if field not in self._columns:
            return pl.repeat(None, self.height, dtype=kind, eager=True)
        numbers = self._numbers(field, family)
        return pl.Series([*family.levels, None, None], dtype=kind).gather(numbers)

    def discharge_year(self) -> pl.Series:
        """The year as a level; a year outside the coded ones is refused with its row."""
        year = self._codes["DISYR"].fill_null(0).to_numpy()
        numbers = np.where((year >= YEARS[0]) & (year <= YEARS[-1]), year - YEARS[0], len(YEARS))
        return pl.Series([*YEAR_LEVELS, None], dtype=pl.Enum(YEAR_LEVELS)).gather(numbers.astype(np.uint8))

    def race_ethnicity(self) -> pl.Series:
        """Race and Hispanic origin as one variable: Hispanic of any race, then race."""
        race, ethnicity = families()["race"], families()["ethnicity"]
        groups = list(RACE_ETHNICITY)
        table = np.full((len(ethnicity.levels) + 2, len(race.levels) + 2), len(groups), dtype=np.uint8)
        for i, level in enumerate(race.levels):
            table[:, i] = groups.index(RACE_GROUPS[level])
        for i, level in enumerate(ethnicity.levels):
            if level in HISPANIC:
                table[i, :] = groups.index("hispanic")
        numbers = table[self._numbers("ETHNIC", ethnicity), self._numbers("RACE", race)]
        return pl.Series([*groups, None], dtype=pl.Enum(groups)).gather(numbers)

    def stay(self) -> tuple[pl.Series, pl.Series, pl.Series]:
        """LOS code, shortest and longest stay in days that it allows; the longest is missing above a year."""
        known = {code: (code, code) for code in range(1, 31)} | STAY_INTERVALS
        family = Family({str(code): "" for code in known}, dict.fromkeys(known, ""), {})
        table = np.full(256, family.unmapped, dtype=np.uint8)
        table[MISSING_CODE % 256] = family.not_known
        table[list(known)] = np.arange(len(known))
        numbers = self._looked_up("LOS", table)
        became = {code: f"{low} to {high or 'any'} days" for code, (low, high) in known.items()}
        self._note("LOS", numbers, family, became)
        ends = [*known.values(), (None, None), (None, None)]
        return tuple(
            pl.Series(values, dtype=kind).gather(numbers)
            for values, kind in (
                ([*known, None, None], pl.Int8),
                ([low for low, _ in ends], pl.Int16),
                ([high for _, high in ends], pl.Int16),
            )
        )

    def refused(self) -> pl.DataFrame:
        """Line (the header is line 1) and reason of every row that cannot be kept."""
        rows = np.flatnonzero(self._reason)
        reasons = [self._reasons[number] for number in self._reason[rows]]
        return pl.DataFrame(
            {"file": [self._file] * len(rows), "line": rows + 2, "reason": reasons},
            schema={"file": pl.String, "line": pl.Int64, "reason": pl.String},
        )

    def kept(self) -> pl.Series | None:
        """Which rows stay, or None if all do."""
        return pl.Series(self._reason == 0) if self._reason.any() else None

    def note_columns(self, used: dict[str, list[str]]) -> None:
        """Enter every column of the file into the ledger, with the canonical columns it became."""
        by_name = {
            self._columns[field]: ", ".join(columns)
            for field, columns in used.items()
            if field in self._columns
        }
        by_name |= dict.fromkeys(self._read.dropped, "dropped: an area smaller than a state")
        self._ledger.note_columns(self._file, self._read.names, by_name)

    def _numbers(self, field: str, family: Family) -> np.ndarray:
        if isinstance(self._old, bool):
            numbers = self._looked_up(field, family.lookup(self._old))
        else:
            before, after = (self._looked_up(field, family.lookup(old)) for old in (True, False))
            numbers = np.where(self._old, before, after)
        both = not isinstance(self._old, bool)
        self._note(
            field,
            numbers,
            family,
            family.old | family.new if both else family.old if self._old else family.new,
        )
        return numbers

    def _looked_up(self, field: str, table: np.ndarray) -> np.ndarray:
        return table[self._bytes(field)]

    def _bytes(self, field: str) -> np.ndarray:
        return self._codes[field].to_numpy().view(np.uint8)

    def _refuse(self, broken: np.ndarray, reason: str) -> None:
        """The first reason of a row stays."""
        fresh = broken & (self._reason == 0)
        if fresh.any():
            self._reasons.append(reason)
            self._reason[fresh] = len(self._reasons) - 1

    def _note(self, field: str, numbers: np.ndarray, family: Family, became: dict[int, str]) -> None:
        """Refuse what no code list has, and enter every code with its count, once a field."""
        if field in self._noted:
            return
        self._noted.add(field)
        if numbers.size and numbers.max() == family.unmapped:
            broken = numbers == family.unmapped
            self._refuse(broken, f"{self._columns[field]} has a value that no code list has")
        counts = self._read.counts[field]
        for code in (code for code in range(-128, 128) if counts[code % 256]):
            count = int(counts[code % 256])
            level = became.get(
                code, "not known" if code in (MISSING_CODE, NO_SUBSTANCES_CODE) else "UNMAPPED"
            )
            if code == UNKNOWN_LABEL:
                continue
            shown = str(count) if count >= self._ledger.min_cell else f"<{self._ledger.min_cell}"
            self._ledger.values.append(
                {"file": self._file, "column": self._columns[field], "value": str(code), "count": shown,
                 "became": level, "nearest": ""}
            )  # fmt: skip
        self._note_unknown(field)

    def _note_unknown(self, field: str) -> None:
        """Labels of no code list, with the nearest known one; where there are too many they are no labels."""
        cells = self._read.unknown.get(field, pl.Series(dtype=pl.String))
        if cells.n_unique() > MOST_VALUES:
            cells = pl.repeat("text or numbers of no code list", len(cells), dtype=pl.String, eager=True)
        plainly = pl.Series([plain(cell) or cell for cell in cells], dtype=pl.String)
        self._ledger.note_values(self._file, self._columns[field], dict.fromkeys(labels(field)), plainly)
