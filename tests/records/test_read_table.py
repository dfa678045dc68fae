"""Reading one delimited file: what is accepted, what is refused, and that no value is ever quoted."""

from __future__ import annotations

import gzip

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.records.read_table import read_table

COLUMNS = {"id": "whole", "name": "text", "score": "number"}
GOOD = "id,name,score\n1,a,2.5\n2,,\n"


def read(path, content: str | bytes):
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    problems = []
    return read_table(path, COLUMNS, problems), problems


@pytest.fixture
def file(tmp_path):
    return tmp_path / "people.csv"


def test_a_good_file_is_read_as_declared(file):
    table, problems = read(file, GOOD)
    assert problems == []
    assert [str(kind) for kind in table.dtypes] == ["Int64", "string", "Float64"]
    assert table["id"].tolist() == [1, 2]
    assert table.loc[1, ["name", "score"]].isna().all()


ACCEPTED = {
    "another order of columns": "score,id,name\n2.5,1,a\n,2,\n",
    "further columns": "id,name,score,extra\n1,a,2.5,x\n2,,,\n",
    "Windows line ends": GOOD.replace("\n", "\r\n"),
    "a byte order mark": "\ufeff" + GOOD,
    "no line end at the end": GOOD.rstrip("\n"),
    "an empty line at the end": GOOD + "\n",
    "quotes": 'id,name,score\n1,"a",2.5\n2,"",\n',
    "a whole number written as a decimal": "id,name,score\n1.0,a,2.5\n2,,\n",
}


@pytest.mark.parametrize("case", ACCEPTED)
def test_harmless_differences_give_the_same_table(case, file):
    expected, _ = read(file, GOOD)
    table, problems = read(file, ACCEPTED[case])
    assert problems == []
    pd.testing.assert_frame_equal(table, expected)


def test_na_is_a_text_and_not_a_missing_value(file):
    table, _ = read(file, "id,name,score\n1,NA,1\n")
    assert table["name"].tolist() == ["NA"]


def test_a_comma_inside_quotes_stays_in_its_field(file):
    table, _ = read(file, 'id,name,score\n1,"b, c",1\n')
    assert table["name"].tolist() == ["b, c"]


# what is wrong | content | column that is named | what is said
REFUSED = {
    "empty": ("", "", "empty"),
    "only a header": ("id,name,score\n", "", "no rows"),
    "missing column": ("id,name,scor\n1,a,2\n", "column score", "missing"),
    "doubled column": ("id,name,score,score\n1,a,2,3\n", "column score", "Two columns have this name"),
    "text in a number column": (
        "id,name,score\n1,a,2\n2,b,SENTINEL\n", "column score", "1 of 2 values are not numbers (line 3)",
    ),
    "a fraction in a whole column": ("id,name,score\n1.5,a,2\n", "column id", "are not whole numbers (line 2)"),
    "infinity": ("id,name,score\n1,a,inf\n", "column score", "are not numbers (line 2)"),
    "infinity in a whole column": ("id,name,score\n-inf,a,1\n", "column id", "are not whole numbers (line 2)"),
    "a whole number beyond all counting": ("id,name,score\n9e30,a,1\n", "column id", "are not whole numbers"),
    "a short row": ("id,name,score\n1,a,2\n2,b\n", "", "1 rows have more or fewer fields than the header (line 3)"),
    "a long row": ("id,name,score\n1,a,2\n2,b,3,SENTINEL\n", "", "(line 3)"),
    "all rows too long": ("id,name,score\n9,1,a,2\n9,2,b,3\n", "", "2 rows have more or fewer fields"),
    "an open quote": ('id,name,score\n1,"a,2\n2,b,3\n', "", "more or fewer fields"),
    "another delimiter": ("id;name;score\n1;a;2\n", "column id", "missing"),
    "another encoding": ("id,name,score\n1,Größe,2\n".encode("latin-1"), "", "not UTF-8"),
    "a spreadsheet's own format": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\xff\xfe", "", "not UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_broken_file_is_refused_with_its_place(case, file):
    content, where, what = REFUSED[case]
    _, problems = read(file, content)
    assert problems, "nothing was refused"
    assert str(file) in problems[0].where
    assert any(where in problem.where and what in problem.what for problem in problems), problems
    assert "SENTINEL" not in str(problems)


def test_all_broken_columns_are_told_at_once(file):
    _, problems = read(file, "id,name,score\nx,a,y\n")
    assert len(problems) == 2


def test_at_most_five_lines_are_listed(file):
    _, problems = read(file, "id,name,score\n" + "1,a,x\n" * 9)
    assert "9 of 9" in problems[0].what
    assert "(line 2, 3, 4, 5, 6, …)" in problems[0].what


SENTINEL = "zq7secret"
CELL = st.sampled_from(
    ["1", "2.5", "", "a", "-3", SENTINEL, f"{SENTINEL}1", f"1{SENTINEL}", f'"{SENTINEL},"']
)


@given(st.lists(st.lists(CELL, min_size=1, max_size=5), min_size=1, max_size=8))
def test_whatever_stands_in_the_cells_no_message_repeats_it(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("cells") / "people.csv"
    content = "id,name,score\n" + "".join(",".join(line) + "\n" for line in lines)
    _, problems = read(path, content)
    assert SENTINEL not in " ".join(str(problem) for problem in problems)


def test_a_file_packed_with_gzip_gives_the_same_table(file, tmp_path):
    expected, _ = read(file, GOOD)
    table, problems = read(tmp_path / "people.csv.gz", gzip.compress(GOOD.encode()))
    assert problems == []
    pd.testing.assert_frame_equal(table, expected)


@pytest.mark.parametrize(
    "broken", [b"id,name,score\n", gzip.compress(GOOD.encode() * 99)[:40]], ids=["plain", "cut"]
)
def test_a_gzip_file_that_is_not_whole_is_refused(broken, tmp_path):
    _, problems = read(tmp_path / "people.csv.gz", broken)
    assert "not a whole gzip file" in problems[0].what


def test_a_ragged_row_inside_a_gzip_file_is_refused(tmp_path):
    _, problems = read(tmp_path / "people.csv.gz", gzip.compress(f"{GOOD}3,c\n".encode()))
    assert "(line 4)" in problems[0].what
