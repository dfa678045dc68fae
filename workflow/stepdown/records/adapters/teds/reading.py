"""Read the fields that a study needs from a TEDS-D file of any format, after the guard has seen every column.

A text file of codes is read by `numbers`, in one pass. A column that holds labels, or any cell that is
no code, takes the slower way over text; what no code list covers comes out as
`UNKNOWN_LABEL` and is refused later.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import polars as pl

from stepdown.errors import Problem, SourceError, StepdownError, nearest
from stepdown.records.adapters.teds.areas import is_area
from stepdown.records.adapters.teds.codebook import MISSING_CODE, UNKNOWN_LABEL, code_of, other_names
from stepdown.records.adapters.teds.numbers import AGAIN, Numbers, read_header, read_numbers
from stepdown.records.guard.door import Door
from stepdown.records.reading.containers import unpacked
from stepdown.records.reading.labelled import READERS, labelled_names, read_labelled
from stepdown.records.reading.opening import TEXT
from stepdown.records.reading.read import scan_table
from stepdown.records.reading.unreadable import lines_in_words, told

FORMATS = TEXT | frozenset(READERS)
SUFFIXES = tuple(
    sorted(FORMATS | {f"{ending}{packed}" for ending in FORMATS for packed in (".gz", ".zip")} | {".zip"})
)
# Columns of text that are in memory at a time.
AT_A_TIME = 8
TYPES = {"CASEID": pl.Int64, "DISYR": pl.Int16}


@dataclass
class CodeTable:
    """One file as codes.

    Parameters
    ----------
    columns : field -> the column's name in the file.
    names : every column of the file.
    made : field -> CASEID and DISYR, missing where they are no numbers, and Int8 codes, -9 where missing.
    counts : field -> how often each code stands there, by its unsigned byte.
    unknown : field -> the cells that no code list has, as they are written.
    dropped : columns of areas smaller than a state, which nobody reads.
    """

    columns: dict[str, str]
    names: list[str]
    made: dict[str, pl.Series] = field(default_factory=dict)
    counts: dict[str, np.ndarray] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    unknown: dict[str, pl.Series] = field(default_factory=dict)

    @property
    def codes(self) -> pl.DataFrame:
        return pl.DataFrame({name: self.made[name] for name in self.columns})


def read_codes(path: Path, fields: list[str], optional: frozenset[str], door: Door) -> CodeTable:
    """Read the named fields of one file.

    Parameters
    ----------
    fields : fields by their names of 2019.
    optional : fields that the file's year may lack.
    door : receives every column of the file, wanted or not.

    Raises
    ------
    SourceError
        If the file cannot be read or lacks a field.
    """
    with _told(path), unpacked(path, FORMATS) as (inner, _):
        if inner.suffix.lower() in READERS:
            names = list(labelled_names(inner, None))
            groups = (read_labelled(inner, group, None)[0] for group in _groups(names))
            return _by_columns(path, names, groups, fields, optional, door)
        header = read_header(inner)
        if header is None:
            return _as_text(path, fields, optional, door)
        columns = find_columns(path, header.names, fields, optional)
        long = {columns[name] for name in TYPES if name in columns}
        found = read_numbers(inner, header, set(columns.values()), long)
        if found is None:
            return _as_text(path, fields, optional, door)
        return _of_numbers(path, header.names, columns, found, door)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Whatever a library stops at becomes a problem, without the cell it stopped at."""
    problems: list[Problem] = []
    refused: list[StepdownError] = []
    with told(path, problems):
        try:
            yield
        except StepdownError as error:
            refused.append(error)
    if refused:
        raise refused[0]
    if problems:
        raise SourceError(problems)


def find_columns(path: Path, names: list[str], fields: list[str], optional: frozenset[str]) -> dict[str, str]:
    """Field -> the file's own name for it, whatever its case and year.

    The files of 2006-2014 give the setting at discharge alone; it stands in for the setting at admission.
    """
    known: dict[str, str] = {}
    for name in names:
        known.setdefault(other_names().get(name.upper(), name.upper()), name)
    if "SERVICES" in fields and "SERVICES" not in known and "SERVICES_D" in known:
        known["SERVICES"] = known["SERVICES_D"]
    absent = [field for field in fields if field not in known and field not in optional]
    if absent:
        raise SourceError(
            [
                Problem(f"{path}, column {field}", "The column is missing.", nearest(field, names))
                for field in absent
            ]
        )
    return {field: known[field] for field in fields if field in known}


def _of_numbers(
    path: Path, names: list[str], columns: dict[str, str], found: Numbers, door: Door
) -> CodeTable:
    """Codes and their counts are there; columns that hold something else are read again as text."""
    table = CodeTable(columns, names)
    values = {
        name: np.flatnonzero(counts).astype(np.uint8).view(np.int8) for name, counts in found.counts.items()
    }
    height = max((len(codes) for codes in values.values()), default=0)
    # The guard asks which values there are. In columns of small numbers it does not matter how often.
    codes = pl.DataFrame({name: np.resize(values[name], height) for name in names if name in values})
    _inspect(path, table, codes, door)
    for series in found.longer.values():
        _inspect(path, table, series.to_frame(), door)
    for column, name in columns.items():
        if name in found.longer:
            table.made[column] = _as_codes(found.longer[name], column)
        elif name in found.codes:
            table.made[column] = found.codes[name]
            table.counts[column] = found.counts[name]
    if found.odd:
        for group in _text_groups(path, found.odd, found.rows):
            _take(path, table, group, door)
    return table


def _as_text(path: Path, fields: list[str], optional: frozenset[str], door: Door) -> CodeTable:
    """The slow way: every column as text, a few at a time."""
    problems: list[Problem] = []
    with scan_table(path, problems=problems) as scanned:
        names = list(scanned.names) if scanned else []
    if problems:
        raise SourceError(problems)
    return _by_columns(path, names, _text_groups(path, names), fields, optional, door)


def _by_columns(
    path: Path,
    names: list[str],
    groups: Iterator[pl.DataFrame],
    fields: list[str],
    optional: frozenset[str],
    door: Door,
) -> CodeTable:
    table = CodeTable(find_columns(path, names, fields, optional), names)
    for group in groups:
        _take(path, table, group, door)
    return table


def _text_groups(path: Path, names: list[str], rows: int | None = None) -> Iterator[pl.DataFrame]:
    """Columns as text; a file with broken rows is not the one that was published."""
    problems: list[Problem] = []
    with scan_table(path, names, problems=problems) as scanned:
        if scanned is None:
            raise SourceError(problems)
        broken = scanned.broken_rows
        if broken.height:
            where = lines_in_words(broken["line"].to_list())
            what = f"{broken.height} rows are broken ({where}); the first: {broken['reason'][0]}. The file may be cut off."
            raise SourceError([Problem(str(path), what, AGAIN)])
        if not scanned.n_rows:
            raise SourceError([Problem(str(path), "The file has a header but no rows.", AGAIN)])
        if rows is not None and rows != scanned.n_rows:
            what = "The rows of the file cannot be told apart: a line end stands inside a cell."
            raise SourceError([Problem(str(path), what, AGAIN)])
        for group in _groups(names):
            yield scanned.frame.select(group).collect(engine="streaming")


def _groups(names: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), AT_A_TIME):
        yield names[start : start + AT_A_TIME]


def _take(path: Path, table: CodeTable, group: pl.DataFrame, door: Door) -> None:
    """Show columns to the guard and keep the codes of those that are wanted."""
    _inspect(path, table, group, door)
    for column, name in table.columns.items():
        if name in group.columns:
            table.made[column] = codes = _as_codes(group[name], column)
            if column not in TYPES:
                table.counts[column] = np.bincount(codes.to_numpy().view(np.uint8), minlength=256)
                table.unknown[column] = group[name].filter(codes == UNKNOWN_LABEL).cast(pl.String)


def _inspect(path: Path, table: CodeTable, found: pl.DataFrame, door: Door) -> None:
    areas = [name for name in found.columns if is_area(found[name])]
    table.dropped += areas
    found = found.drop(areas)
    if found.width:
        places = [table.names.index(name) + 1 for name in found.columns]
        keys = frozenset({table.columns["CASEID"]})
        door.inspect(path.name, found, keys=keys, positions=places)


def _as_codes(values: pl.Series, column: str) -> pl.Series:
    """Whole numbers, -9 for missing, `UNKNOWN_LABEL` for what no code list has."""
    if column in TYPES:
        return _numbers(values, TYPES[column])
    return _from_labels(values, column) if values.dtype == pl.String else _from_numbers(values)


def _numbers(values: pl.Series, dtype) -> pl.Series:
    if values.dtype.is_integer():
        return values.cast(dtype, strict=False)
    numbers = values.cast(pl.Float64, strict=False)
    return numbers.set(~(numbers == numbers.floor()).fill_null(False), None).cast(dtype, strict=False)


def _from_labels(values: pl.Series, column: str) -> pl.Series:
    filled = values.fill_null("")
    known = {label: code_of(label, column) for label in filled.unique()}
    return filled.replace_strict(known, return_dtype=pl.Int8)


def _from_numbers(values: pl.Series) -> pl.Series:
    numbers = values.cast(pl.Float64, strict=False).fill_nan(None)
    filled = numbers.fill_null(MISSING_CODE)
    broken = (filled != filled.floor()) | (filled.abs() > 127)
    return filled.set(broken, UNKNOWN_LABEL).cast(pl.Int8)
