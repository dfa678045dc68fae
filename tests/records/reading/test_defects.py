"""Every defect of delimited text: a small file, and the rows, broken rows or problem that must come of it."""

from __future__ import annotations

import os

import pytest

from stepdown.records.reading import limits
from stepdown.records.reading.read import read_table, scan_table

ASTRAY = "a quote or a line end is inside a field that is not quoted"
LONG = b"x" * 10**6

# name: (bytes, rows as they are read, their lines, broken rows)
ROWS = {
    "plain": (b"a,b\n1,2\n3,4\n", [("1", "2"), ("3", "4")], [2, 3], []),
    "no last line end": (b"a,b\n1,2\n3,4", [("1", "2"), ("3", "4")], [2, 3], []),
    "windows": (b"a,b\r\n1,2\r\n3,4\r\n", [("1", "2"), ("3", "4")], [2, 3], []),
    "old macintosh": (b"a,b\r1,2\r3,4\r", [("1", "2"), ("3", "4")], [2, 3], []),
    "mixed line ends": (b"a,b\r\n1,2\n3,4\r5,6\r\n", [("1", "2"), ("3", "4"), ("5", "6")], [2, 3, 3], []),
    "return in a field": (b"a,b\n1,x\ry\n3,4\n", [("3", "4")], [3], [(2, ASTRAY)]),
    "byte order mark": (b"\xef\xbb\xbfa,b\n1,2\n", [("1", "2")], [2], []),
    "mark and quotes": (b'\xef\xbb\xbf"a","b"\n"1","2"\n', [("1", "2")], [2], []),
    "utf-8": ("a,b\n1,é\n".encode(), [("1", "é")], [2], []),
    "utf-16": ("a,b\n1,é\n".encode("utf-16"), [("1", "é")], [2], []),
    "utf-16, no mark": ("a,b\n1,é\n".encode("utf-16-be"), [("1", "é")], [2], []),
    "windows-1252": ("a,b\n1,é “x”\n".encode("cp1252"), [("1", "é “x”")], [2], []),
    "latin-1": ("a,b\n1,ñandú\n".encode("latin-1"), [("1", "ñandú")], [2], []),
    "semicolons": (b"a;b\n1;2,5\n3;4\n", [("1", "2,5"), ("3", "4")], [2, 3], []),
    "tabs": (b"a\tb\n1\t2\n\t\n", [("1", "2"), (None, None)], [2, 3], []),
    "bars": (b"a|b\n1|2\n", [("1", "2")], [2], []),
    "comma in another name": (b'"a, of all";b\n1;2\n', [("1", "2")], [2], []),
    "spaces": (b"a,b\n 1 ,\t2\n3, \n", [("1", "2"), ("3", None)], [2, 3], []),
    "blank lines": (b"\na,b\n\n1,2\n  \n3,4\n\n", [("1", "2"), ("3", "4")], [4, 6], []),
    "one column": (b"a\n1\n\n2\n", [("1",), ("2",)], [2, 4], []),
    "quotes": (b'a,b\n"1","x, ""y"""\n"",3\n', [("1", 'x, "y"'), (None, "3")], [2, 3], []),
    "cell over lines": (b'a,b\n1,"x\ny"\n3,4\n', [("1", "x\ny"), ("3", "4")], [2, 4], []),
    "short row": (b"a,b,c\n1,2,3\n4,5\n6,7,8\n", [("1", "2", "3"), ("6", "7", "8")], [2, 4],
                  [(3, "2 fields where the header has 3")]),
    "long row": (b"a,b\n1,2,3\n4,5\n", [("4", "5")], [3], [(2, "3 fields where the header has 2")]),
    "short and long row": (b"a,b\n1\n1,2,3\n4,5\n", [("4", "5")], [4],
                           [(2, "1 fields where the header has 2"), (3, "3 fields where the header has 2")]),
    "cut short": (b"a,b,c\n1,2,3\n4,5", [("1", "2", "3")], [2], [(3, "2 fields where the header has 3")]),
    "cut inside quotes": (b'a,b\n1,2\n3,"4', [("1", "2")], [2],
                          [(3, "a quote is never closed: the file ends inside the row")]),
    "NUL": (b"a,b\n1,\x002\n3,4\n", [("3", "4")], [3], [(2, "a NUL byte is inside the row")]),
    "stray quote": (b'a,b\n1,5" pipe\n3,4\n', [("3", "4")], [3], [(2, ASTRAY)]),
    "text behind a quote": (b'a,b\n1,"x" y\n3,4\n', [("3", "4")], [3], [(2, ASTRAY)]),
    "formula": (b"a,b\n1,=1+1\n3,-4\n", [("3", "-4")], [3], [(2, "column 2 looks like a spreadsheet formula")]),
    "two formulas": (b"a,b\n=A1,@SUM(1)\n3,4\n", [("3", "4")], [3],
                     [(2, "column 1, 2 looks like a spreadsheet formula")]),
}  # fmt: skip

# name: (bytes, column or None, part of what is said)
PROBLEMS = {
    "empty": (b"", None, "The file is empty"),
    "only line ends": (b"\n\r\n\n", None, "The file is empty"),
    "only a mark": (b"\xef\xbb\xbf", None, "The file is empty"),
    "header only": (b"a,b\n", None, "a header but no rows"),
    "header only, no line end": (b"a,b", None, "a header but no rows"),
    "no header": (b"1,2\n3,4\n", None, "numbers where the names"),
    "same names": (b"a,b,a\n1,2,3\n", None, "Columns 1 and 3 have the same name"),
    "alike names": (
        b"Age,b, age \n1,2,3\n",
        None,
        "Columns 1 and 3 have names that differ only by spaces or case",
    ),
    "empty name": (b",b\n1,2\n", None, "no name for column 1"),
    "quoted empty name": (b'a," "\n1,2\n', None, "no name for column 2"),
    "quote open in header": (b'a,"b\n1,2\n', None, "quote in the header is never closed"),
    "stray quote in header": (b'a,b"c"\n1,2\n', None, "header is not a row of names (line 1)"),
    "NUL in header": (b"a,b\0cdefghij\n1,2\n", None, "header is not a row of names (line 1)"),
    "quote never closed": (b'a,b\n1,"2\n3,4\n5,6\n', None, "opens in line 2 is never closed"),
    "quote closes late": (b'a,b\n1,"2\n3,4\n5,"6\n', None, "opens in line 2 runs on into line 4"),
    "swallowed rows": (b'a,b\n1,"2,3\n4",5\n', None, "opens in line 2 runs on into line 3"),
    "endless quote": (b'a,b\n1,"' + LONG + b"\n" + LONG, None, "opens in line 2 is not closed within"),
    "endless cell": (b"a,b\n1," + LONG + b"\n3,4\n", "2", "1 value is longer than 32767 characters (line 2)"),
    "two encodings": ("a,b\n1,é\n".encode() + b"2,\xe9\n", None, "something else in others (line 3)"),
    "no encoding": (b"a,b\n1,\x81\n", None, "encoding cannot be recognised (line 2)"),
    "utf-8 cut short": ("a,b\né,2\n3,é".encode()[:-1], None, "something else in others (line 3)"),
    "utf-16 cut short": ("a,b\n1,2\n".encode("utf-16")[:-1], None, "not utf-16 text"),
    "two delimiters": (b"a;b,c\n1;2,3\n4;5,6\n", None, "More than one character"),
    "no sound row": (b"a,b\n1\n2\n", None, "None of the 2 rows can be read"),
    "gzip by another name": (b"\x1f\x8b\x08\x00", None, "looks like a gzip file"),
    "workbook by another name": (b"PK\x03\x04", None, "looks like a zip or Excel file"),
}


def reading(tmp_path, content, name="export.csv", **options):
    path = tmp_path / name
    path.write_bytes(content)
    problems = []
    found = read_table(path, problems=problems, **options)
    assert (found is None) == bool(problems)
    return found, problems


@pytest.mark.parametrize("case", ROWS)
def test_rows(tmp_path, case):
    content, rows, lines, broken = ROWS[case]
    found, problems = reading(tmp_path, content)
    assert problems == []
    assert (found.table.rows(), found.lines.to_list(), found.broken_rows.rows()) == (rows, lines, broken)
    assert found.n_rows == len(rows) + len(broken)


@pytest.mark.parametrize("case", PROBLEMS)
def test_problems(tmp_path, case):
    content, column, words = PROBLEMS[case]
    _, (problem,) = reading(tmp_path, content)
    where = str(tmp_path / "export.csv")
    assert problem.where == (where if column is None else f"{where}, column {column}")
    assert words in problem.what
    assert problem.mend


@pytest.mark.parametrize("case", [case for case in ROWS if "formula" not in case])
def test_scan_gives_the_same_rows(tmp_path, case):
    """But for formulas: cells are left to the caller."""
    content, rows, lines, broken = ROWS[case]
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    with scan_table(path, problems=[]) as found:
        assert (found.frame.collect().rows(), found.lines.to_list(), found.broken_rows.rows()) == (
            rows,
            lines,
            broken,
        )


def test_columns_come_in_the_wanted_order(tmp_path):
    found, _ = reading(tmp_path, b"a,b,c\n1,2,3\n", columns=["c", "a", "c"])
    assert found.table.to_dicts() == [{"c": "3", "a": "1"}]
    assert found.names == ("a", "b", "c")


def test_all_absent_columns_at_once_with_the_nearest(tmp_path):
    _, problems = reading(tmp_path, b"admission,b\n1,2\n", columns=["admision", "zz", "b"])
    assert [p.where.split(", ")[1] for p in problems] == ["column admision", "column zz"]
    assert problems[0].mend == "Did you mean admission (column 1 of 2)?"
    assert "admission" not in problems[1].mend


def test_several_faults_of_a_header_at_once(tmp_path):
    _, problems = reading(tmp_path, b"a,a,,b\n1,2,3,4\n", columns=["c"])
    assert len(problems) == 3


def test_messages_name_wanted_columns_only(tmp_path):
    found, _ = reading(tmp_path, b"a,b\n1,=A1\n2,3\n", columns=["b"])
    assert found.broken_rows.rows() == [(2, "column b looks like a spreadsheet formula")]
    assert found.suspicious.rows() == [(2, "b")]


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"a,b\n1\n1,2\n"], ids=["regular", "careful"])
def test_unwanted_columns_do_not_matter(tmp_path, content):
    found, _ = reading(tmp_path, content, columns=[])
    assert found.table.width == 0 and len(found.lines) == 1


DECLARED = {
    "delimiter": (b"a;b,c\n1;2,3\n", {"delimiter": ";"}, [("1", "2,3")]),
    "tab": (b"a\tb\n1\t2\n", {"delimiter": "tab"}, [("1", "2")]),
    "latin-1": (b"a,b\n1,\x81\xe9\n", {"encoding": "latin-1"}, [("1", "\x81é")]),
    "mac": ("a,b\n1,é\n".encode("mac_roman"), {"encoding": "mac-roman"}, [("1", "é")]),
    "utf-16": ("a,b\n1,é\n".encode("utf-16-le"), {"encoding": "utf-16-le"}, [("1", "é")]),
    "utf-8": ("a,b\n1,é\n".encode(), {"encoding": "UTF8"}, [("1", "é")]),
}


@pytest.mark.parametrize("case", DECLARED)
def test_declared(tmp_path, case):
    content, options, rows = DECLARED[case]
    found, problems = reading(tmp_path, content, **options)
    assert problems == [] and found.table.rows() == rows


UNUSABLE = [
    {"delimiter": "::"}, {"delimiter": '"'}, {"delimiter": "§"}, {"delimiter": "a"}, {"encoding": "klingon"},
    {"encoding": "base64"}, {"encoding": "punycode"}, {"encoding": "ascii"},
]  # fmt: skip


@pytest.mark.parametrize("options", UNUSABLE, ids=str)
def test_declarations_that_cannot_be_followed(tmp_path, options):
    _, problems = reading(tmp_path, "a,b\n1,é\n".encode(), **options)
    assert len(problems) == 1


def test_a_line_without_end_does_not_fill_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "MAX_LINE", 1000)
    _, (problem,) = reading(tmp_path, b"a,b\n1,2\n\n" + b"x" * 2000)
    assert "longer than any row" in problem.what


def test_what_is_no_file(tmp_path):
    problems = []
    for path in (tmp_path, tmp_path / "absent.csv", "bad\0path.csv", os.devnull):
        assert read_table(path, problems=problems) is None
    (tmp_path / "notes.docx").write_text("x")
    assert read_table(tmp_path / "notes.docx", problems=problems) is None
    words = ["folder", "does not exist", "not a path", "device or a pipe", "ending of the file"]
    assert all(word in problem.what for word, problem in zip(words, problems, strict=True))


def test_no_permission(tmp_path, monkeypatch):
    path = tmp_path / "export.csv"
    path.write_bytes(b"a\nb\n")

    def refuse(*args, **kwargs):
        raise PermissionError(13, "refused")

    monkeypatch.setattr(type(path), "open", refuse)
    problems = []
    assert read_table(path, problems=problems) is None
    assert problems[0].what == "The file may not be read."
