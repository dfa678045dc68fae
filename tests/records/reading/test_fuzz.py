"""Thousands of damaged files: never an exception, never a value in a message, always a reconciled ledger."""

from __future__ import annotations

import csv
import gzip
import io
import re
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stepdown.records.reading import survey as surveying
from stepdown.records.reading.read import read_table, scan_table

from .books import xlsx

SECRET = "ZQXSECRET"
HEADER = b"who,day,result\n"


def examples(count):
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=count, deadline=None, database=None, derandomize=True, suppress_health_check=checks
    )


cells = st.one_of(
    st.integers(-99, 999).map(str),
    st.sampled_from(
        ["", " ", "-", "+-o", "é", f"{SECRET}a", f'"{SECRET} b"', f'"{SECRET},c"', f'"{SECRET}""d"']
    ),
)
rows = st.lists(st.tuples(cells, cells, cells).map(",".join), max_size=12)
INSERTS = [
    b'"',
    b"\0",
    b"\n",
    b"\r",
    b"\r\n",
    b",",
    b";",
    b"\t",
    b"\xff",
    b"\xc3",
    b"\xe9",
    b"=A1",
    b'""',
    b"\xef\xbb\xbf",
]


@st.composite
def damaged(draw):
    """A small export with a few bytes flipped, inserted or removed, or its end cut off."""
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    content = bytearray(
        HEADER.decode().replace("\n", end).encode() + "".join(r + end for r in draw(rows)).encode()
    )
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(content)))
        match draw(st.sampled_from(["flip", "insert", "remove", "cut"])):
            case "flip" if at < len(content):
                content[at] ^= 1 << draw(st.integers(0, 7))
            case "insert":
                content[at:at] = draw(st.sampled_from(INSERTS))
            case "remove":
                del content[at : at + draw(st.integers(1, 9))]
            case "cut":
                del content[at:]
    return bytes(content)


def read_bytes(content, name="x.csv", **options):
    with TemporaryDirectory() as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        problems = []
        found = read_table(path, problems=problems, **options)
    assert (found is None) == bool(problems)
    messages = " ".join(map(str, problems)) + " ".join(found.broken_rows["reason"] if found else [])
    assert SECRET not in messages and "ZQX" not in messages
    return found, problems


def check_ledger(found, content):
    """Every row of the file is read or broken, once."""
    lines = found.lines.to_list() + found.broken_rows["line"].to_list()
    assert found.table.height == len(found.lines)
    assert found.n_rows == len(lines)
    if not re.search(rb'["\0]|\r(?!\n)', content) and content.isascii():
        # Without quotes and lone returns, every line that is not blank is one row.
        filled = [i for i, line in enumerate(content.split(b"\n"), start=1) if line.rstrip(b"\r").strip(b" ")]
        assert sorted(lines) == filled[1:]


@examples(1200)
@given(damaged(), st.sampled_from([None, ["day"], ["result", "who"]]))
def test_damaged_text(content, columns):
    found, _ = read_bytes(content, columns=columns)
    if found:
        check_ledger(found, content)


@examples(300)
@given(damaged(), st.integers(0, 400), st.integers(0, 7))
def test_damaged_gzip(content, at, bit):
    packed = bytearray(gzip.compress(content, mtime=0))
    packed[at % len(packed)] ^= 1 << bit
    read_bytes(bytes(packed), "x.csv.gz")


@examples(300)
@given(st.binary(max_size=300), st.sampled_from(["x.csv", "x.tsv", "x.zip", "x.gz", "x.xlsx", "x.parquet"]))
def test_noise(content, name):
    read_bytes(content, name)


@examples(150)
@given(st.integers(0, 10**6), st.integers(0, 255))
def test_damaged_workbook(at, byte):
    content = bytearray(xlsx({"One": {1: ["who", "day"], 2: [SECRET, 1], 3: [2, 3]}}))
    content[at % len(content)] = byte
    read_bytes(bytes(content), "x.xlsx")


@examples(500)
@given(damaged(), st.integers(1, 40))
def test_the_fast_and_the_careful_way_agree(content, block):
    """Whatever the survey takes for regular, the careful way reads to the same rows; blocks may end anywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(surveying, "BLOCK", block)
        fast, fast_problems = read_bytes(content)
        patch.setattr("stepdown.records.reading.delimited.survey", lambda *_: None)
        careful, careful_problems = read_bytes(content)
    assert [p.what for p in fast_problems] == [p.what for p in careful_problems]
    if fast:
        assert fast.table.equals(careful.table) and fast.lines.equals(careful.lines)
        assert fast.broken_rows.equals(careful.broken_rows)


# Python takes the separators 1C to 1F for spaces, the engine does not.
fields = st.text(st.characters(codec="utf-8", exclude_characters="\0\x1c\x1d\x1e\x1f"), max_size=8)


@examples(300)
@given(
    st.lists(st.tuples(fields, fields), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_whatever_is_written_is_read(values, end, always):
    """The standard library writes, we read: any text comes back, in its row."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=end, quoting=csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL)
    writer.writerows([("first", "second"), *values])
    with TemporaryDirectory() as folder:
        path = Path(folder, "x.csv")
        path.write_bytes(out.getvalue().encode())
        problems = []
        with scan_table(path, problems=problems, delimiter=",") as found:
            assert problems == []
            read = found.frame.collect().rows()
    # A carriage return that was not quoted, or a value of spaces only, is the writer's own ambiguity.
    kept = [tuple(cell.strip() or None for cell in row) for row in values]
    assert found.n_rows == len(values)
    if not found.broken_rows.height:
        assert read == kept
