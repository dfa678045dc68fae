"""`Protected` is made by the door alone, and read back only unchanged."""

from __future__ import annotations

import copy
from dataclasses import replace

import pandas as pd
import pytest

from stepdown.disclosure.protected import Protected, read_protected, require_protected
from stepdown.errors import DisclosureError
from stepdown.files import sha256, write_csv, write_json


@pytest.fixture
def released(tmp_path):
    """Two files of a release and the register that knows them."""
    write_csv(
        tmp_path / "estimates.csv", pd.DataFrame({"level": ["no", "none", None], "n": [20.0, None, 15.0]})
    )
    write_json(tmp_path / "flow.json", {"steps": [20, None]})
    sums = {name: sha256(tmp_path / name) for name in ("estimates.csv", "flow.json")}
    write_json(tmp_path / "register.json", sums)
    return tmp_path


@pytest.mark.parametrize("key", [None, object(), True, "door"])
def test_nobody_but_the_door_makes_it(key):
    with pytest.raises(DisclosureError, match="without passing the disclosure door"):
        Protected(pd.DataFrame(), key)


def test_a_protected_result_does_not_vouch_for_another(protect):
    with pytest.raises(DisclosureError):
        replace(protect({"n": 20}), content={"n": 3})


def test_a_protected_result_does_not_hand_out_its_key(protect):
    with pytest.raises(DisclosureError):
        Protected({"n": 3}, getattr(protect({"n": 20}), "key", None))


def test_its_content_cannot_be_exchanged(protect):
    with pytest.raises(AttributeError):
        protect({}).content = {"n": 3}


def test_its_table_is_a_copy(protect):
    result = protect(pd.DataFrame({"n": [20]}))
    table = result.table
    table.loc[0, "n"] = 3
    assert result.table.loc[0, "n"] == 20


def test_a_copy_of_a_protected_result_is_protected(protect):
    assert copy.deepcopy(protect({"n": 20})).content == {"n": 20}


def test_a_registered_file_is_read_back(released):
    table = read_protected(released / "estimates.csv", released / "register.json").table
    assert table["level"].fillna("").tolist() == ["no", "none", ""]
    assert read_protected(released / "flow.json", released / "register.json").content == {"steps": [20, None]}


def test_a_changed_file_is_refused(released):
    path = released / "estimates.csv"
    path.write_text(path.read_text().replace("20", "3"))
    with pytest.raises(DisclosureError, match="was changed afterwards"):
        read_protected(path, released / "register.json")


def test_an_unknown_file_is_refused(released):
    write_json(released / "raw.json", {"n": 3})
    with pytest.raises(DisclosureError):
        read_protected(released / "raw.json", released / "register.json")


@pytest.mark.parametrize("raw", [pd.DataFrame(), {}, [], None, "text"])
def test_a_raw_result_is_named_by_its_type_and_never_shown(raw):
    with pytest.raises(DisclosureError, match=type(raw).__name__):
        require_protected(raw, "a renderer")
