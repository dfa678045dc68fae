"""Person keys: which look like record numbers, and how they are hashed."""

from __future__ import annotations

import re

import polars as pl
import pytest

from stepdown.records.guard import IdentifierError, hash_keys, looks_like_record_number
from stepdown.records.guard import keys as keys_module

SALT = "a salt that stays at home"


@pytest.mark.parametrize(
    "values",
    [
        range(1, 3561),
        [f"P{n:03d}" for n in range(1, 470)],
        [f"CTN-{n:04d}" for n in range(1, 470)],
        range(500_001, 501_000),
        ["A", "B", "C"],
        [],
        [None],
    ],
    ids=["running", "prefixed", "study", "late start", "letters", "none", "missing"],
)
def test_a_study_s_own_numbers_do_not(values):
    assert not looks_like_record_number(values)


@pytest.mark.parametrize(
    "values",
    [
        range(1_000_000, 9_000_000, 12_345),
        ["00482913", "00711302", "99100023"],
        ["MR482913", "MR711302", "MR999102"],
        ["123e4567-e89b-12d3-a456-426614174000"],
        ["A12-99X-17"],
        pl.Series([482913, 7113020, 99100023]),
    ],
    ids=["scattered", "zeros", "prefixed", "uuid", "code", "typed"],
)
def test_record_numbers_do(values):
    assert looks_like_record_number(values)


def test_a_telling_name_settles_it():
    assert looks_like_record_number(range(1, 100), "MRN")
    assert not looks_like_record_number(range(1, 100), "who")


def test_hashes_are_stable_distinct_and_keep_order_and_gaps():
    hashes = hash_keys(["17", None, "18", "17"], SALT)
    assert hashes[1] is None and hashes[0] == hashes[3] != hashes[2]
    assert all(re.fullmatch("[0-9a-f]{16}", text) for text in hashes if text)
    assert hashes == hash_keys([17, None, 18, 17], SALT)


def test_another_salt_gives_other_hashes():
    assert set(hash_keys(range(50), SALT)).isdisjoint(hash_keys(range(50), SALT + "!"))


def test_salt_and_key_are_kept_apart():
    assert hash_keys(["x1"], "12345678") != hash_keys(["1"], "12345678x")


def test_a_short_salt_is_refused():
    with pytest.raises(IdentifierError, match="fewer than 8"):
        hash_keys(["17"], "salt")


def test_a_collision_is_an_error_that_names_no_key(monkeypatch):
    monkeypatch.setattr(keys_module, "_hash", lambda key, salt: "0" * 16)
    with pytest.raises(IdentifierError, match="same hash") as caught:
        hash_keys(["secret-17", "secret-18"], SALT)
    assert "secret" not in str(caught.value)
