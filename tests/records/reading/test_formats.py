"""Every format gives the same text back."""

from __future__ import annotations

import datetime as dt
import gzip
from pathlib import Path

import pandas as pd
import polars as pl
import pyreadstat
import pytest

from stepdown.records.reading.read import read_table
from stepdown.records.reading.typed import as_text

from .books import Day, ods, xlsx
from .old_books import xls

FRAME = pl.DataFrame(
    {
        "who": [1, 2, 3],
        "score": [1.0, 0.1, None],
        "seen": [dt.date(2024, 5, 1), None, dt.date(1999, 12, 31)],
        "note": ["x", "é ü", None],
    }
)
ROWS = [("1", "1", "2024-05-01", "x"), ("2", "0.1", None, "é ü"), ("3", None, "1999-12-31", None)]
WRITERS = {
    ".sav": lambda frame, path: pyreadstat.write_sav(frame, path, variable_value_labels={"who": {1: "One"}}),
    ".zsav": lambda frame, path: pyreadstat.write_sav(frame, path, compress=True),
    ".dta": lambda frame, path: pyreadstat.write_dta(frame, path, variable_value_labels={"who": {1: "One"}}),
    ".xpt": pyreadstat.write_xport,
    ".csv": lambda frame, path: frame.write_csv(path),
    ".tsv": lambda frame, path: frame.write_csv(path, separator="\t"),
    ".parquet": lambda frame, path: frame.write_parquet(path),
}


# Text stays as it was written.
TEXT_ROWS = [("1", "1.0", *ROWS[0][2:]), *ROWS[1:]]


def expected(path):
    return TEXT_ROWS if path.name.startswith(("table.csv", "table.tsv")) else ROWS


def reading(path, **options):
    problems = []
    found = read_table(path, problems=problems, **options)
    assert (found is None) == bool(problems)
    return found, problems


@pytest.fixture(params=WRITERS)
def written(request, tmp_path):
    path = tmp_path / f"table{request.param}"
    WRITERS[request.param](FRAME, str(path))
    return path


def test_all_columns(written):
    found, problems = reading(written)
    assert problems == []
    assert found.table.rows() == expected(written)
    first = 2 if written.suffix in (".csv", ".tsv") else 1
    assert found.lines.to_list() == [first, first + 1, first + 2]


def test_some_columns(written):
    found, _ = reading(written, columns=["note", "who"])
    assert found.table.rows() == [(note, who) for who, _, _, note in ROWS]
    assert found.names == ("who", "score", "seen", "note")


def test_absent_columns(written):
    _, problems = reading(written, columns=["Who", "zzz"])
    assert len(problems) == 2


def test_packed(written, tmp_path):
    packed = tmp_path / (written.name + ".gz")
    packed.write_bytes(gzip.compress(written.read_bytes()))
    assert reading(packed)[0].table.rows() == expected(packed)


@pytest.mark.parametrize("share", [0, 0.02, 0.3, 0.6, 0.9])
def test_cut_short(written, share):
    content = written.read_bytes()
    written.write_bytes(content[: int(len(content) * share)])
    found, _ = reading(written)
    assert (
        found is None
        or (written.suffix in (".csv", ".tsv") and found.n_rows <= 3)
        or written.suffix == ".xpt"
    )


def test_junk(written):
    written.write_bytes(b"\x00\x01junk" * 100)
    assert len(reading(written)[1]) == 1


@pytest.mark.parametrize("ending", [".sav", ".dta"])
def test_labels(tmp_path, ending):
    path = tmp_path / f"table{ending}"
    WRITERS[ending](FRAME, str(path))
    assert reading(path)[0].labels == {"who": {"1": "One"}}
    assert reading(path, columns=["note"])[0].labels == {}


def test_portable_spss(tmp_path):
    path = tmp_path / "table.por"
    pyreadstat.write_por(pd.DataFrame({"A": [1.0, 2.5], "S": ["x", "y"]}), str(path))
    assert reading(path)[0].table.rows() == [("1", "x"), ("2.5", "y")]


def test_values_declared_missing_are_null(tmp_path):
    path = tmp_path / "table.sav"
    pyreadstat.write_sav(pd.DataFrame({"A": [1.0, -9.0]}), str(path), missing_ranges={"A": [-9]})
    assert reading(path)[0].table.rows() == [("1",), (None,)]


BOOK = {
    "Clients": {
        2: ["who", "score", "seen", " note "],
        3: [1, 0.1, Day(45413), "x"],
        5: [2, 1.0, None, " y "],
        6: [3.5, 1e15, Day(1), True],
    },
    "Empty": {},
}
BOOK_ROWS = [
    ("1", "0.1", "2024-05-01", "x"),
    ("2", "1", None, "y"),
    ("3.5", "1000000000000000", "1899-12-31", "true"),
]


def test_workbook(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(xlsx(BOOK))
    found, _ = reading(path, sheet="Clients")
    assert found.names == ("who", "score", "seen", "note")
    assert found.lines.to_list() == [3, 5, 6]
    assert found.table.rows()[:2] == BOOK_ROWS[:2]


@pytest.mark.parametrize(
    ("sheet", "words"),
    [(None, "has 2 sheets"), ("Absent", "no sheet of the name"), ("Empty", "sheet is empty")],
)
def test_sheets_that_cannot_be_used(tmp_path, sheet, words):
    path = tmp_path / "book.xlsx"
    path.write_bytes(xlsx(BOOK))
    _, (problem,) = reading(path, sheet=sheet)
    assert words in problem.what


SHEETS = {
    "values without a name": ({1: ["a", None], 2: [1, 2]}, "no name for column 2"),
    "same names": ({1: ["a", "A"], 2: [1, 2]}, "differ only by spaces or case"),
    "header only": ({1: ["a", "b"]}, "no rows"),
    "formula as text": ({1: ["a"], 2: ["=CMD()"]}, "None of the 1 rows"),
}


@pytest.mark.parametrize("case", SHEETS)
def test_defects_of_a_sheet(tmp_path, case):
    rows, words = SHEETS[case]
    path = tmp_path / "book.xlsx"
    path.write_bytes(xlsx({"One": rows}))
    _, (problem,) = reading(path)
    assert words in problem.what


@pytest.mark.parametrize(
    "content", [b"junk", b"", xlsx(BOOK)[:300], xlsx(BOOK).replace(b"sheetData", b"sheetDeta")]
)
def test_damaged_workbooks(tmp_path, content):
    path = tmp_path / "book.xlsx"
    path.write_bytes(content)
    assert len(reading(path, sheet="Clients")[1]) == 1


def test_open_document(tmp_path):
    path = tmp_path / "book.ods"
    path.write_bytes(ods([["a", "b"], ["1", " x "], ["", "y"]]))
    assert reading(path)[0].table.rows() == [("1", "x"), (None, "y")]


TEXTS = {
    "float": (pl.Series([1.0, 0.1, 1e20, 1e-7, -0.0, 123456789.0, 1e16, float("nan"), None]),
              ["1", "0.1", "1e+20", "1e-7", "0", "123456789", "10000000000000000", None, None]),
    "float32": (pl.Series([0.1, 3.0], dtype=pl.Float32), ["0.1", "3"]),
    "decimal": (pl.Series(["1.50", "2.00"]).str.to_decimal(scale=2), ["1.5", "2"]),
    "whole": (pl.Series([1, None, -3], dtype=pl.Int8), ["1", None, "-3"]),
    "flag": (pl.Series([True, False, None]), ["true", "false", None]),
    "midnight": (pl.Series([dt.datetime(2024, 5, 1), None]), ["2024-05-01", None]),
    "time": (pl.Series([dt.datetime(2024, 5, 1), dt.datetime(2024, 5, 1, 13, 5)]),
             ["2024-05-01 00:00:00", "2024-05-01 13:05:00"]),
    "clock": (pl.Series([dt.time(13, 5)]), ["13:05:00"]),
    "category": (pl.Series(["a", " b ", ""], dtype=pl.Categorical), ["a", "b", None]),
    "nothing": (pl.Series([None, None]), [None, None]),
}  # fmt: skip


@pytest.mark.parametrize("case", TEXTS)
def test_text_of_typed_values(case):
    values, texts = TEXTS[case]
    assert as_text(values).to_list() == texts
    assert as_text(values).dtype == pl.String


def test_columns_without_plain_values(tmp_path):
    path = tmp_path / "table.parquet"
    pl.DataFrame({"a": [[1]], "b": [b"x"], "c": [1]}).write_parquet(path)
    _, problems = reading(path)
    assert [problem.where.split(", ")[1] for problem in problems] == ["column a", "column b"]
    assert reading(path, columns=["c"])[0].table.rows() == [("1",)]


SMALL = [("1", "a", "12.5"), ("2", "b", None), ("3", "a", "31")]


def test_an_old_excel_workbook(tmp_path):
    path = tmp_path / "book.xls"
    path.write_bytes(xls([("client", "arm", "score"), (1, "a", 12.5), (2, "b", None), (3, "a", 31)]))
    read = read_table(path, problems=[])
    assert read.names == ("client", "arm", "score")
    assert read.table.rows() == SMALL
    assert read.lines.to_list() == [2, 3, 4]


@pytest.mark.parametrize("cut", [0, 8, 600, 1100, 1300, 4000, 5000])
def test_a_damaged_old_workbook_is_refused(tmp_path, cut):
    path = tmp_path / "book.xls"
    path.write_bytes(xls([("client", "arm"), (1, "a")])[:cut])
    problems = []
    assert read_table(path, problems=problems) is None
    assert len(problems) == 1


def test_an_old_workbook_that_the_library_panics_at_is_refused(tmp_path, monkeypatch):
    class PanicException(BaseException):
        pass

    def panic(path):
        raise PanicException

    monkeypatch.setattr("fastexcel.read_excel", panic)
    path = tmp_path / "book.xls"
    path.write_bytes(xls([("client", "arm"), (1, "a")]))
    problems = []
    assert read_table(path, problems=problems) is None
    assert "cut short" in problems[0].what


def test_a_sas_table(tmp_path):
    fixture = Path(__file__).with_name("fixtures") / "small.sas7bdat.gz"
    path = tmp_path / "small.sas7bdat"
    path.write_bytes(gzip.decompress(fixture.read_bytes()))
    for table in (path, fixture):
        read = read_table(table, problems=[])
        assert (read.names, read.table.rows()) == (("client", "arm", "score"), SMALL)
    path.write_bytes(path.read_bytes()[:9000])
    problems = []
    assert read_table(path, problems=problems) is None
    assert len(problems) == 1
