"""Files appear whole or not at all, with the same bytes each time."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.files import (
    csv_text,
    read_json,
    sha256,
    write_bytes,
    write_csv,
    write_json,
    write_parquet,
    write_text,
)

TABLE = pd.DataFrame(
    {"level": ["no", None, "größer"], "n": [1.0, np.nan, 1234567.0], "p": [0.123456789, 1e-9, 3]}
)


def test_the_sum_of_a_file_is_its_sha256(tmp_path):
    write_bytes(tmp_path / "a", b"x" * (3 << 20))
    assert sha256(tmp_path / "a") == hashlib.sha256(b"x" * (3 << 20)).hexdigest()


@pytest.mark.parametrize(
    ("write", "content"),
    [
        (write_csv, TABLE),
        (write_parquet, TABLE),
        (write_json, {"a": [1, None]}),
        (write_text, "text"),
        (write_bytes, b"b"),
    ],
)
def test_the_same_content_gives_the_same_bytes_and_nothing_else_is_left(write, content, tmp_path):
    for name in ("one", "two"):
        write(tmp_path / "new" / "folder" / name, content)
    first, second = sorted((tmp_path / "new" / "folder").iterdir())
    assert [first.name, second.name] == ["one", "two"]
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("write", [write_csv, write_parquet, write_json])
def test_a_write_that_fails_leaves_the_old_file_whole(write, tmp_path):
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises((ValueError, TypeError, AttributeError)):
        write(path, object())
    assert path.read_text() == "old"


def test_hidden_numbers_are_empty_in_a_csv_and_never_zero():
    assert csv_text(TABLE).splitlines() == ["level,n,p", "no,1,0.123457", ",,1e-09", "größer,1.23457e+06,3"]


def test_json_refuses_a_number_that_is_none(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "a.json", {"n": float("nan")})


@given(st.dictionaries(st.text(max_size=5), st.none() | st.integers() | st.text(max_size=5) | st.booleans()))
def test_json_comes_back_as_it_went(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "round.json"
    write_json(path, content)
    assert read_json(path) == content
