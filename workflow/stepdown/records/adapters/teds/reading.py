"""Read the fields that a study needs from a TEDS-D file of any format, as small whole numbers.

A CSV file is scanned by polars: only the needed columns are parsed, straight into one byte
each. A column that holds labels, or a file with a cell that is no code, takes the slower
way over text; what no code list covers comes out as `UNKNOWN_LABEL` and is refused later.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from stepdown.errors import Problem, SourceError, nearest
from stepdown.records.adapters.teds.codebook import MISSING_CODE, UNKNOWN_LABEL, code_of, other_names
from stepdown.records.adapters.teds.text_files import check_header, check_short_rows

TEXT_SUFFIXES = (".csv", ".csv.gz", ".txt", ".tsv")
STATISTICS_SUFFIXES = (".sav", ".zsav", ".dta", ".sas7bdat", ".xpt")
SUFFIXES = (*TEXT_SUFFIXES, *STATISTICS_SUFFIXES)
# Enough rows to see whether a column holds codes or labels; a wrong guess costs a second reading, nothing else.
PEEK_ROWS = 200
LAST_IS_BLANK = "last column is blank"
TYPES = {"CASEID": pl.Int64, "DISYR": pl.Int16}


@dataclass(frozen=True)
class CodeTable:
    """One file as codes.

    Parameters
    ----------
    codes : CASEID and DISYR, missing where they are no numbers, and one Int8 column a field, -9 where missing.
    columns : field -> the column's name in the file.
    names : every column of the file.
    """

    codes: pl.DataFrame
    columns: dict[str, str]
    names: list[str]


def read_codes(path: Path, fields: list[str], optional: frozenset[str] = frozenset()) -> CodeTable:
    """Read the named fields of one file.

    Parameters
    ----------
    fields : fields by their names of 2019.
    optional : fields that the file's year may lack.

    Raises
    ------
    SourceError
        If the file cannot be read or lacks a field.
    """
    try:
        return _read(path, fields, optional)
    except SourceError:
        raise
    except Exception as error:  # whatever a reading library stops at, without the cell it stopped at
        what = f"The file cannot be read ({type(error).__name__})."
        mend = "Download it again from SAMHSA, or export it again; docs/teds_d.md lists the formats."
        raise SourceError([Problem(str(path), what, mend)]) from None


def _read(path: Path, fields: list[str], optional: frozenset[str]) -> CodeTable:
    if path.name.lower().endswith(STATISTICS_SUFFIXES):
        names = _statistics(path, metadata_only=True)
        columns = find_columns(path, names, fields, optional)
        return CodeTable(as_codes(_statistics(path, list(columns.values())), columns), columns, names)
    names, separator = check_header(path)
    peek = pl.read_csv(path, separator=separator, infer_schema=False, n_rows=PEEK_ROWS)
    if peek.is_empty():
        problem = Problem(
            str(path), "The file has a header but no rows.", "Download or export the file again."
        )
        raise SourceError([problem])
    columns = find_columns(path, peek.columns, fields, optional)
    texts = [name for name in columns.values() if not _is_whole(peek[name])]
    try:
        table = _scan(path, separator, columns, texts, peek.columns[-1])
    except pl.exceptions.PolarsError:
        # Somewhere below the first rows a cell is no code: read text, so that this row alone is refused.
        table = _scan(path, separator, columns, list(columns.values()), peek.columns[-1])
    if table[LAST_IS_BLANK].any():
        check_short_rows(path, separator, len(names))
    return CodeTable(as_codes(table, columns), columns, peek.columns)


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


def _scan(path: Path, separator: str, columns: dict[str, str], texts: list[str], last: str) -> pl.DataFrame:
    types = {
        name: pl.String if name in texts else TYPES.get(field, pl.Int8) for field, name in columns.items()
    }
    wanted = [
        pl.col(name).fill_null(MISSING_CODE) if types[name] == pl.Int8 else pl.col(name)
        for name in dict.fromkeys(columns.values())
    ]
    wanted.append(pl.col(last).is_null().alias(LAST_IS_BLANK))
    return (
        pl.scan_csv(path, separator=separator, schema_overrides=types, infer_schema=False)
        .select(wanted)
        .collect(engine="streaming")
    )


def _is_whole(values: pl.Series) -> bool:
    filled = values.drop_nulls()
    return bool(filled.str.contains(r"^-?\d{1,18}$").all())


def _statistics(path: Path, columns: list[str] | None = None, metadata_only: bool = False):
    """A file of SPSS, Stata or SAS, codes as they are stored; or the names of its columns."""
    import pyreadstat

    suffix = path.suffix.lower()
    read = {
        ".dta": pyreadstat.read_dta,
        ".sas7bdat": pyreadstat.read_sas7bdat,
        ".xpt": pyreadstat.read_xport,
    }.get(suffix, pyreadstat.read_sav)
    if metadata_only:
        return list(read(str(path), metadataonly=True)[1].column_names)
    frame, _ = read(str(path), usecols=columns)
    return pl.from_pandas(frame)


def as_codes(table: pl.DataFrame, columns: dict[str, str]) -> pl.DataFrame:
    """One column a field: whole numbers, -9 for missing, `UNKNOWN_LABEL` for what no code list has."""
    made = {}
    for field, name in columns.items():
        values = table[name]
        if field in TYPES:
            made[field] = _numbers(values, TYPES[field])
        elif values.dtype == pl.Int8:
            made[field] = values
        elif values.dtype == pl.String:
            made[field] = _from_labels(values, field)
        else:
            made[field] = _from_numbers(values)
    return pl.DataFrame(made)


def _numbers(values: pl.Series, dtype) -> pl.Series:
    if values.dtype == dtype:
        return values
    numbers = values.cast(pl.Float64, strict=False)
    return numbers.set(~(numbers == numbers.floor()).fill_null(False), None).cast(dtype, strict=False)


def _from_labels(values: pl.Series, field: str) -> pl.Series:
    filled = values.fill_null("")
    known = {label: code_of(label, field) for label in filled.unique()}
    return filled.replace_strict(known, return_dtype=pl.Int8)


def _from_numbers(values: pl.Series) -> pl.Series:
    numbers = values.cast(pl.Float64, strict=False).fill_nan(None)
    filled = numbers.fill_null(MISSING_CODE)
    broken = (filled != filled.floor()) | (filled.abs() > 127)
    return filled.set(broken, UNKNOWN_LABEL).cast(pl.Int8)
