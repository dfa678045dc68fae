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
    try:
        with open(path, encoding="utf-8-sig", newline="") as stream:
            header = next(csv.reader(stream), [])
            found = [
                Problem(path.name, f"The column {name} is {what}.", mend)
                for name, what, mend in _header(header)
            ]
            if found:
                raise SourceError(found)
            stream.seek(0)
            rows = pd.read_csv(
                stream, dtype=str, usecols=list(COLUMNS), keep_default_na=False, index_col=False
            )
    except FileNotFoundError:
        raise SourceError(
            [Problem(path.name, "There is no such file.", f"Looked in {path.parent}.")]
        ) from None
    except (UnicodeDecodeError, pd.errors.ParserError, csv.Error):
        raise SourceError(
            [Problem(path.name, "The file is no CSV in UTF-8.", "Save it as CSV (UTF-8).")]
        ) from None
    if rows.empty:
        raise SourceError(
            [Problem(path.name, "The file has no rows.", "Give one row a person: person_id,word.")]
        )
    return rows


def _header(header: list[str]) -> list[tuple[str, str, str]]:
    """Say which columns are missing or doubled."""
    missing = [
        (name, "missing", nearest(name, header) if header else "The file is empty.") for name in COLUMNS
    ]
    doubled = [(name, "there twice", "Leave one out.") for name in COLUMNS if header.count(name) > 1]
    return [problem for problem in missing if problem[0] not in header] + doubled


def _problems(rows: pd.DataFrame, where: str) -> list[Problem]:
    nameless = rows["person_id"].isna() | (rows["person_id"] == "")
    doubled = rows.loc[~nameless, "person_id"]
    counts = {
        "rows have no person_id": (nameless, "Give every row one."),
        "rows repeat a person_id": (doubled.duplicated(), "Give one row a person."),
        "rows have an empty word": (
            rows["word"] == "",
            "Leave them out, or give an `o` for each interval due.",
        ),
    }
    return [Problem(where, f"{bad.sum()} {what}.", mend) for what, (bad, mend) in counts.items() if bad.any()]
