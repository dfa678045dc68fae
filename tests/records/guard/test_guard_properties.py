"""Whatever stands in a table: never a traceback, never a value in a message, never less caught for more rows."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from stepdown.records.guard import hash_keys, inspect_table, looks_like_record_number, refuse_identifiers
from stepdown.records.guard.clean import clean
from stepdown.records.guard.findings import IdentifierError

SENTINEL = "Qzxvkj"
TEXT = st.text(max_size=40)
NOISE = st.sampled_from(["", " ", "\u200b", "\u00a0", "'", '"', "=", "\ufeff", "\t", "\x00"])
IDENTIFIERS = st.sampled_from(
    [
        "jane@example.com",
        "987-65-4320",
        "617-555-0123",
        "192.0.2.7",
        "2019-03-15",
        "Maria Lopez",
        "www.example.com",
    ]
)


@given(st.text(min_size=1, max_size=30), st.lists(st.none() | TEXT, max_size=12))
def test_any_text_is_inspected(name, values):
    for refusal in inspect_table(pl.DataFrame({name: values}, schema={name: pl.String})):
        assert refusal.rule and refusal.mend
        assert "could not be inspected" not in refusal.rule


@given(
    st.lists(st.none() | st.integers(-(2**62), 2**62), max_size=12),
    st.sampled_from(["x", "age", "zip", "dob", "date"]),
)
def test_any_whole_numbers_are_inspected(values, name):
    typed = inspect_table(pl.DataFrame({name: values}, schema={name: pl.Int64}))
    assert all("could not be inspected" not in refusal.rule for refusal in typed)


@given(
    st.lists(st.none() | st.floats(), max_size=12), st.sampled_from(["x", "age", "zip", "birth_year", "date"])
)
def test_any_floats_are_inspected(values, name):
    typed = inspect_table(pl.DataFrame({name: values}, schema={name: pl.Float64}))
    assert all("could not be inspected" not in refusal.rule for refusal in typed)


@given(
    st.lists(TEXT, max_size=5),
    IDENTIFIERS,
    st.sampled_from(["label", "notes", "dob", "zip", "age", "id", "admit_date", "phone", "mrn"]),
)
def test_no_message_holds_a_value(before, identifier, name):
    values = [*before, f"{SENTINEL} {identifier}", f"{SENTINEL}{identifier}", SENTINEL]
    refusals = inspect_table(pl.DataFrame({name: values}))
    assert refusals
    try:
        refuse_identifiers("clients.csv", refusals)
    except IdentifierError as error:
        assert SENTINEL not in str(error) and SENTINEL not in repr(refusals) and identifier not in str(error)


@given(IDENTIFIERS, NOISE, NOISE, st.integers(0, 60))
def test_wrapping_hides_nothing(identifier, before, after, place):
    values = ["Outpatient", "3.1", "F11.20", "12"] * 15
    values.insert(place, f"{before}{identifier}{after}")
    assert inspect_table(pl.DataFrame({"label": values}))


@given(IDENTIFIERS, st.data())
def test_invisible_characters_inside_hide_nothing(identifier, data):
    place = data.draw(st.integers(1, len(identifier) - 1))
    invisible = data.draw(st.sampled_from("\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e"))
    assert inspect_table(pl.DataFrame({"label": ["a", identifier[:place] + invisible + identifier[place:]]}))


@given(st.lists(TEXT, max_size=10))
def test_cleaning_is_done_once(values):
    once = clean(pl.Series(values, dtype=pl.String))
    assert set(once.str.strip_chars()) == set(once)
    assert not once.str.contains("[\u200b\u00ad\ufeff]").any()


@given(st.lists(st.none() | TEXT | st.integers(), max_size=12))
def test_any_keys_are_judged_and_hashed(values):
    assert looks_like_record_number(values) in (True, False)
    hashes = hash_keys(values, "a long enough salt")
    assert len(hashes) == len(values)
