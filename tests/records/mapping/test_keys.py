"""Person keys: hashed where they look like record numbers, the same way in every table and every run."""

from __future__ import annotations

import polars as pl
import pytest

from stepdown.records.mapping.keys import PersonKeys

NUMBERS = ["88160042", "40012977", "71630055"]


def test_study_numbers_stay_as_they_are():
    keys = pl.Series("id", ["P01", "P02", "P03"])
    found = PersonKeys(keys)
    assert not found.hashed
    assert found.of(keys).to_list() == keys.to_list()


def test_record_numbers_are_replaced_by_hashes():
    keys = pl.Series("client", NUMBERS)
    new = PersonKeys(keys).of(keys).to_list()
    assert len(set(new)) == 3
    assert all(len(key) == 16 and key not in NUMBERS for key in new)
    assert new == PersonKeys(keys).of(keys).to_list()


def test_order_repeats_and_blanks_change_nothing():
    first = PersonKeys(pl.Series("client", NUMBERS))
    second = PersonKeys(pl.Series("client", [*reversed(NUMBERS), None, NUMBERS[0]]))
    assert first.of(pl.Series(NUMBERS)).equals(second.of(pl.Series(NUMBERS)))


def test_other_people_give_the_same_number_another_hash():
    number = pl.Series(NUMBERS[:1])
    few, all_of_them = PersonKeys(pl.Series("client", NUMBERS[:2])), PersonKeys(pl.Series("client", NUMBERS))
    assert few.of(number).to_list() != all_of_them.of(number).to_list()


def test_a_key_that_the_main_table_does_not_have_becomes_missing():
    assert PersonKeys(pl.Series("client", NUMBERS)).of(pl.Series(["12345678", None])).to_list() == [
        None,
        None,
    ]


@pytest.mark.parametrize("name", ["MRN", "chart_no", "EHR_ID"])
def test_a_column_that_is_called_a_record_number_is_hashed_however_short_it_is(name):
    assert PersonKeys(pl.Series(name, ["1", "2", "3"])).hashed


@pytest.mark.parametrize("keys", [[], [None, None]])
def test_no_keys_at_all(keys):
    series = pl.Series("id", keys, dtype=pl.String)
    assert PersonKeys(series).of(series).to_list() == keys
