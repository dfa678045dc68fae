"""Words in, endpoints out, as CSV: for anyone who has words and no study."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from stepdown.errors import Problem, RecordError, SourceError, nearest
from stepdown.files import write_text
from stepdown.outcomes.endpoints.evaluate import evaluate
from stepdown.outcomes.endpoints.words import Words, read_words

COLUMNS = ("person_id", "word")
# As in the published tables: a check against them needs every digit.
NUMBER_FORMAT = "%.15g"


def endpoints_from_csv(
    path_in: str | Path,
    path_out: str | Path,
    missing: str | None = None,
    horizon: int | None = None,
    guarded: bool = False,
) -> int:
    """Read `person_id,word` rows and write every endpoint of each person.

    Parameters
    ----------
    path_in : CSV with the columns person_id and word; others are not read
    path_out : CSV to write, whole or not at all: person_id and the published columns, one row a person
        in the order read; logical as TRUE and FALSE, missing empty
    missing, horizon, guarded : as in `evaluate`

    Returns
    -------
    int, people written

    Raises
    ------
    SourceError
        If the file cannot be read as CSV with these columns.
    RecordError
        With every problem of its rows: how many people, never a value.
    StepdownError
        For an unknown missing rule.
    """
    rows = _read(Path(path_in))
    where = Path(path_in).name
    problems, codes = read_words(rows["word"].tolist(), where)
    if problems := _problems(rows, where) + problems:
        raise RecordError(problems)
    words = Words.from_codes(codes, person_id=rows["person_id"].to_numpy())
    write_text(path_out, endpoints_csv(evaluate(words, missing=missing, horizon=horizon, guarded=guarded)))
    return len(words)


def endpoints_csv(table: pd.DataFrame) -> str:
    """The table of `evaluate` as CSV text in the published form."""
    truth = {True: "TRUE", False: "FALSE"}
    logical = {name: table[name].map(truth) for name in table.columns[table.dtypes == "boolean"]}
    return table.assign(**logical).to_csv(float_format=NUMBER_FORMAT, lineterminator="\n")


def _read(path: Path) -> pd.DataFrame:
    """The two columns as text; rows are checked for their number of cells, not yet for what is in them."""
    header, rows = _cells(path)
    found = [
        Problem(path.name, f"The column {name} is missing.", nearest(name, header) if any(header) else "")
        for name in COLUMNS
        if name not in header
    ]
    found += [
        Problem(path.name, f"The column {name} is there twice.", "Leave one out.")
        for name in COLUMNS
        if header.count(name) > 1
    ]
    ragged = sum(len(row) != len(header) for row in rows)
    if ragged:
        what = f"{_rows_have(ragged)} another number of cells than the header."
        found.append(Problem(path.name, what, "Put a cell that holds a comma in double quotes."))
    if not rows:
        found.append(Problem(path.name, "The file has no rows.", "Give one row a person: person_id,word."))
    if found:
        raise SourceError(found)
    return pd.DataFrame({name: [row[header.index(name)] for row in rows] for name in COLUMNS})


def _cells(path: Path) -> tuple[list[str], list[list[str]]]:
    """The header and the rows that are not blank."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as stream:
            lines = csv.reader(stream, strict=True)
            return next(lines, []), [row for row in lines if row]
    except OSError as error:
        problem = Problem(
            path.name, f"The file cannot be read: {error.strerror}.", f"Looked in {path.parent}."
        )
    except (UnicodeDecodeError, csv.Error):
        problem = Problem(path.name, "The file is no CSV in UTF-8.", "Save it as CSV (UTF-8).")
    raise SourceError([problem])


def _problems(rows: pd.DataFrame, where: str) -> list[Problem]:
    nameless = rows["person_id"] == ""
    doubled = rows["person_id"].duplicated() & ~nameless
    checks = {
        "no person_id": (nameless, "Give every row one."),
        "the person_id of an earlier row": (doubled, "Give one row a person."),
        "an empty word": (rows["word"] == "", "Leave them out, or give an `o` for each interval due."),
    }
    return [
        Problem(where, f"{_rows_have(int(bad.sum()))} {what}.", mend)
        for what, (bad, mend) in checks.items()
        if bad.any()
    ]


def _rows_have(number: int) -> str:
    return "1 row has" if number == 1 else f"{number} rows have"
