"""A polars frame is checked like a pandas one: the same rows kept, quarantined and dropped."""

from __future__ import annotations

import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stepdown.errors import RecordError
from stepdown.files import sha256, write_parquet
from stepdown.records.adapters.base import Source
from stepdown.records.ingest import ingest
from stepdown.records.quality import check_quality
from stepdown.records.variables import Vocabulary

VOCABULARY = Vocabulary({}, {}, {}, {})
EPISODE = st.fixed_dictionaries(
    {
        "episode_id": st.sampled_from(["e1", "e2", "e3", "e4", None]),
        "person_id": st.sampled_from(["p1", "p2", "p9"]),
        "level_of_care": st.sampled_from(["outpatient", "residential", "hotel", None]),
        "withdrawal_management": st.sampled_from([True, False]),
        "los_code": st.sampled_from([1, 37, 38, 0, None]),
    }
)
TYPES = {
    "episode_id": pl.String, "person_id": pl.String, "level_of_care": pl.String, "withdrawal_management": pl.Boolean,
    "los_code": pl.Int8,
}  # fmt: skip


def outcome(persons, episodes):
    """Rows kept, reasons and counts of episodes, or the refusal."""
    try:
        found = ingest(Source({"persons": persons, "episodes": episodes}, ()), VOCABULARY)["episodes"]
    except RecordError as error:
        return str(error)
    kept = sorted(
        found.kept["episode_id"].to_list()
        if isinstance(found.kept, pl.DataFrame)
        else found.kept["episode_id"]
    )
    return kept, sorted(found.quarantined["reason"]), found.rows_read, found.exact_duplicates


@given(st.lists(EPISODE, max_size=8))
def test_both_ways_in_agree(rows):
    persons = pd.DataFrame({"person_id": ["p1", "p2"], "sex": ["men", None]})
    slow = pd.DataFrame(rows, columns=list(TYPES)).astype(
        {"los_code": "Int64", "withdrawal_management": "boolean"}
    )
    fast = pl.DataFrame(rows, schema=TYPES)
    expected = outcome(persons, slow)
    assert outcome(pl.from_pandas(persons), fast) == expected
    assert outcome(persons, fast) == expected, "persons may come the slow way"
    assert outcome(pl.from_pandas(persons), slow) == expected, "and so may episodes"


def test_a_column_of_another_kind_is_a_fault_of_the_adapter():
    persons = pl.DataFrame({"person_id": [1, 2]})
    with pytest.raises(RecordError, match="fault of stepdown"):
        ingest(Source({"persons": persons}, ()), VOCABULARY)


def test_quality_reads_either_kind():
    rows = {"person_id": ["p1", "p2"], "sex": ["men", None]}
    fast, slow = (
        check_quality(ingest(Source({"persons": kind(rows)}, ()), VOCABULARY), VOCABULARY)
        for kind in (pl.DataFrame, pd.DataFrame)
    )
    assert fast == slow


def test_parquet_bytes_do_not_tell_how_the_table_was_made(tmp_path):
    whole = pl.DataFrame({"person_id": [f"p{i}" for i in range(1000)], "sex": ["men", None] * 500})
    pieces = pl.concat([whole[i : i + 90] for i in range(0, 1000, 90)], rechunk=False)
    for name, table in (("whole", whole), ("pieces", pieces)):
        write_parquet(tmp_path / name, table)
    assert sha256(tmp_path / "whole") == sha256(tmp_path / "pieces")
    assert pd.read_parquet(tmp_path / "whole")["sex"].isna().sum() == 500
