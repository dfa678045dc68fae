"""A file described without its values."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest

from stepdown.errors import SourceError
from stepdown.records.reading.peek import peek

COLUMNS = {
    "key": (["SECRET1", "SECRET2", "SECRET3", "SECRET4"], "text"),
    "whole": (["1", "2", "77123", "NA"], "whole"),
    "number": (["1.5", "2", "3.25", ""], "number"),
    "flag": (["yes", "no", "yes", "Yes"], "flag"),
    "bit": (["0", "1", "1", "0"], "flag"),
    "date": (["01/02/2024", "03/04/2024", "", "01/01/1900"], "date"),
    "sure": (["01/13/2024", "03/04/2024", "", "NULL"], "date"),
    "constant": (["SECRET"] * 4, "text"),
    "empty": (["", "", "", ""], "empty"),
}


@pytest.fixture
def found(tmp_path):
    pl.DataFrame({name: values for name, (values, _) in COLUMNS.items()}).write_csv(tmp_path / "x.csv")
    with (tmp_path / "x.csv").open("a") as out:
        out.write("SECRET9,1\n")
    return peek(tmp_path / "x.csv")


def test_file(found):
    assert found.names == tuple(COLUMNS)
    assert (found.n_rows, found.n_broken, found.n_seen) == (5, 1, 4)


def test_kinds(found):
    assert {column.name: column.kind for column in found.columns} == {
        n: kind for n, (_, kind) in COLUMNS.items()
    }


def test_shapes(found):
    by_name = {column.name: column for column in found.columns}
    assert by_name["key"].unique and not by_name["flag"].unique
    assert by_name["constant"].constant and by_name["constant"].n_distinct == 1
    assert by_name["whole"].missing_words == ("NA",) and by_name["whole"].share_missing == 0.25
    assert by_name["empty"].share_missing == 1
    assert {"%d/%m/%Y", "%m/%d/%Y"} <= set(by_name["date"].date_formats)
    assert by_name["sure"].date_formats == ("%m/%d/%Y",)


def test_no_value_is_shown(found):
    shown = str(dataclasses.asdict(found))
    assert "SECRET" not in shown and "77123" not in shown and "3.25" not in shown


def test_unusable(tmp_path):
    (tmp_path / "x.csv").write_bytes(b"a,a\n1,2\n")
    with pytest.raises(SourceError) as refused:
        peek(tmp_path / "x.csv")
    assert len(refused.value.problems) == 1
