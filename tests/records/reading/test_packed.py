"""Files inside gzip and zip files."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from stepdown.records.reading import limits
from stepdown.records.reading.read import read_table

TABLE = b"a,b\n1,2\n3,4\n"


def zipped(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def reading(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    problems = []
    found = read_table(tmp_path / name, problems=problems)
    assert (found is None) == bool(problems)
    return found, problems


GOOD = {
    "gzip": ("x.csv.gz", gzip.compress(TABLE)),
    "gzip in parts": ("x.csv.gz", gzip.compress(TABLE[:5]) + gzip.compress(TABLE[5:])),
    "gzip without inner ending": ("x.gz", gzip.compress(TABLE)),
    "zip": ("x.zip", zipped(x_csv=TABLE)),
    "zip with other files": ("x.zip", zipped(x_csv=TABLE, readme_md=b"x", MACOSX__x_png=b"y")),
    "zip with a folder": ("x.zip", zipped(folder__x_csv=TABLE)),
}
BAD = {
    "gzip cut short": ("x.csv.gz", gzip.compress(TABLE)[:-9], "cut short or damaged"),
    "gzip altered": ("x.csv.gz", gzip.compress(TABLE)[:-8] + b"\0\0\0\0\0\0\0\0", "cut short or damaged"),
    "no gzip": ("x.csv.gz", TABLE, "cut short or damaged"),
    "gzip of an empty file": ("x.csv.gz", gzip.compress(b""), "The file is empty"),
    "gzip of something else": ("x.docx.gz", gzip.compress(TABLE), "not a table"),
    "zip in a gzip": ("x.zip.gz", gzip.compress(zipped(x_csv=TABLE)), "not a table"),
    "no zip": ("x.zip", TABLE, "cut short or damaged"),
    "zip cut short": ("x.zip", zipped(x_csv=TABLE * 100)[:-30], "cut short or damaged"),
    "zip altered": ("x.zip", zipped(x_csv=TABLE).replace(b"x.csvK", b"x.csvL", 1), "cut short or damaged"),
    "two tables": ("x.zip", zipped(x_csv=TABLE, y_csv=TABLE), "holds 2 tables"),
    "no table": ("x.zip", zipped(x_md=TABLE), "holds no tables"),
    "zip in a zip": ("x.zip", zipped(x_zip=zipped(x_csv=TABLE)), "holds no tables"),
}


@pytest.mark.parametrize("case", GOOD)
def test_packed_tables(tmp_path, case):
    found, problems = reading(tmp_path, *GOOD[case])
    assert problems == [] and found.table.rows() == [("1", "2"), ("3", "4")]


@pytest.mark.parametrize("case", BAD)
def test_packed_defects(tmp_path, case):
    *file, words = BAD[case]
    _, (problem,) = reading(tmp_path, *file)
    assert words in problem.what


@pytest.fixture
def small_limits(monkeypatch):
    monkeypatch.setattr(limits, "FREE_EXPANDED", 1 << 16)


@pytest.mark.parametrize("name", ["x.csv.gz", "x.zip", "x.xlsx"])
def test_bombs(tmp_path, small_limits, name):
    zeros = b"a,b\n" + b"0" * (1 << 22)
    packed = gzip.compress(zeros) if name.endswith("gz") else zipped(x_csv=zeros)
    _, (problem,) = reading(tmp_path, name, packed)
    assert "swells" in problem.what


def test_a_bomb_that_lies_about_its_size(tmp_path, small_limits):
    """The declared size is overwritten with a small one, in both places where it stands."""
    size = 1 << 22
    packed = zipped(x_csv=b"0" * size).replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    _, (problem,) = reading(tmp_path, "x.zip", packed)
    assert "swells" in problem.what or "damaged" in problem.what


def test_a_file_too_large_for_any_ratio(tmp_path, small_limits, monkeypatch):
    monkeypatch.setattr(limits, "MAX_EXPANDED", 10)
    _, (problem,) = reading(tmp_path, "x.csv.gz", gzip.compress(TABLE, compresslevel=0))
    assert "swells" in problem.what


def test_a_locked_zip(tmp_path):
    packed = bytearray(zipped(x_csv=TABLE))
    packed[6] |= 1
    packed[packed.index(b"PK\x01\x02") + 8] |= 1
    _, (problem,) = reading(tmp_path, "x.zip", bytes(packed))
    assert "password" in problem.what


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    reading(tmp_path, "x.zip", zipped(x_csv=TABLE))
    reading(tmp_path, "x.csv", b"a,b\n1\n1,2\n")
    reading(tmp_path, "y.zip", zipped(x_csv=b'a,b\n1,"2\n3\n4\n'))
    assert list(folder.iterdir()) == []
